import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../../../src/main/catalog/database.ts'
import { readingCountsSql } from '../../../../src/main/catalog/indexing/reading-loop.ts'
import {
  addProblemSql,
  confirmReadingSql,
  forgetProblemsSql,
  recordReadingSql,
  stillThereSql,
} from '../../../../src/main/catalog/indexing/recording.ts'
import { problemCountSql } from '../../../../src/main/catalog/indexing/source-indexing.ts'
import {
  forgetThumbnailsSql,
  thumbnailsOfSql,
} from '../../../../src/main/catalog/indexing/thumbnails/thumbnail-cache.ts'
import { readHashSql, whyFailedSql } from '../../../../src/main/catalog/indexing/thumbnails/thumbnail-demand.ts'
import { imageByIdSql, nextWaitingSql, waitingByIdSql } from '../../../../src/main/catalog/indexing/waiting-images.ts'

const database = new Database(':memory:')
migrate(database)

const stepsOf = (sql: string): string[] => {
  const parameters: unknown[] = sql.includes('@')
    ? [Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]))]
    : Array<null>(sql.split('?').length - 1).fill(null)
  return (database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]).map(
    ({ detail }) => detail,
  )
}

const statements = {
  readingCountsSql,
  addProblemSql,
  confirmReadingSql,
  forgetProblemsSql,
  recordReadingSql,
  stillThereSql,
  problemCountSql,
  forgetThumbnailsSql,
  thumbnailsOfSql,
  readHashSql,
  whyFailedSql,
  imageByIdSql,
  nextWaitingSql,
  waitingByIdSql,
}

it.each(Object.entries(statements))('%s reads no table from end to end', (_, sql) => {
  expect(stepsOf(sql).filter((step) => /^SCAN (?!CONSTANT ROW|json_each)/.test(step))).toEqual([])
})

it('the next waiting image comes from an index of waiting ones alone, without sorting', () => {
  const steps = stepsOf(nextWaitingSql)
  expect(steps.join('\n')).toContain('image_waiting')
  expect(steps.join('\n')).not.toContain('TEMP B-TREE')
})

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../../src/main/catalog/database.ts'
import { predictedLabelFileSql } from '../../../src/main/catalog/media-files.ts'
import { countPredictedSql, predictedFileSql, predictedFilesSql } from '../../../src/main/catalog/predicted-labels.ts'
import { listProblemsOfSourceSql, listProblemsSql, settleProblemsSql } from '../../../src/main/catalog/problems.ts'
import { sourceImageIdsSql } from '../../../src/main/catalog/sources/relocation.ts'
import { sourceRootsSql } from '../../../src/main/catalog/sources/source-roots.ts'
import {
  countImagesSql,
  countPredictedOfSourcesSql,
  countProblemsSql,
  listSourcesSql,
} from '../../../src/main/catalog/sources/sources.ts'
import { identitySql, newImagesSql } from '../../../src/main/catalog/walks/moved-images.ts'
import {
  addImageSql,
  changeImageSql,
  describeImageSql,
  findImageSql,
} from '../../../src/main/catalog/walks/record-images.ts'
import {
  findProblemSql,
  imageOfPathSql,
  problemsOfImagesSql,
  walkProblemsSql,
  writeProblemSql,
} from '../../../src/main/catalog/walks/record-problems.ts'
import { currentWalkSql, hasImagesSql, imageIdsOfSourceSql } from '../../../src/main/catalog/walks/walk-records.ts'

/** Statements of every walk, source and problem. */
const looked = {
  findImageSql,
  addImageSql,
  changeImageSql,
  describeImageSql,
  findProblemSql,
  imageOfPathSql,
  writeProblemSql,
  walkProblemsSql,
  problemsOfImagesSql,
  settleProblemsSql,
  identitySql,
  newImagesSql,
  currentWalkSql,
  hasImagesSql,
  imageIdsOfSourceSql,
  sourceImageIdsSql,
  listProblemsOfSourceSql,
  predictedFileSql,
  predictedLabelFileSql,
}
/** Statements whose answer is about all rows of the table that is named. */
const listed = {
  sourceRootsSql: [sourceRootsSql, ['source']],
  listSourcesSql: [listSourcesSql, ['source']],
  countImagesSql: [countImagesSql, ['image']],
  countProblemsSql: [countProblemsSql, ['problem']],
  countPredictedOfSourcesSql: [countPredictedOfSourcesSql, ['predicted_label']],
  countPredictedSql: [countPredictedSql, ['predicted_label']],
  predictedFilesSql: [predictedFilesSql, ['predicted_label']],
  listProblemsSql: [listProblemsSql, ['problem', 'source']],
} as const

const database = new Database(':memory:')
migrate(database)

/** The tables that are read from end to end, one entry for each. */
function scansOf(sql: string): string[] {
  const parameters = Array(sql.split('?').length - 1).fill(null)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters) as { detail: string }[]
  return steps.flatMap(({ detail }) => /^SCAN (?!CONSTANT ROW)(\w+)/.exec(detail)?.[1] ?? [])
}

it.each(Object.entries(looked))('%s reads no table from end to end', (_, sql) => {
  expect(scansOf(sql)).toEqual([])
})

it.each(Object.entries(listed))('%s reads one table from end to end and looks up the rest', (_, [sql, tables]) => {
  expect(scansOf(sql)).toHaveLength(1)
  expect(tables).toContain(scansOf(sql)[0])
})

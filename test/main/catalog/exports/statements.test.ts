import { expect, it } from 'vitest'
import {
  EXPORT_ORIGINALS,
  EXPORT_TRANSFERS,
  REAL_FILES,
  REAL_PICTURES,
} from '../../../../src/main/catalog/exports/export-rows.ts'
import { catalogInMemory } from '../class-pixel-rows.ts'

const database = catalogInMemory()

/** The tables that are read from end to end. */
function scansOf(sql: string): string[] {
  const parameters = (sql.match(/\?/g) ?? []).map(() => null)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]
  return steps.flatMap(({ detail }) => /^SCAN (?!CONSTANT ROW)(\w+)/.exec(detail)?.[1] ?? [])
}

it.each(Object.entries({ EXPORT_TRANSFERS, EXPORT_ORIGINALS }))('%s looks up the rows of its run alone', (_, sql) => {
  expect(scansOf(sql)).toEqual([])
})

it.each(Object.entries({ REAL_FILES, REAL_PICTURES }))(
  '%s is about all pictures: it reads them once, and nothing else from end to end',
  (_, sql) => {
    expect(scansOf(sql)).toEqual(['image'])
  },
)

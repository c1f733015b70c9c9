import { expect, it } from 'vitest'
import * as statements from '../../../../src/main/catalog/boards/statements.ts'
import { catalogInMemory } from '../class-pixel-rows.ts'

const database = catalogInMemory()

/** The tables that are read from end to end. */
function scansOf(sql: string): string[] {
  const parameters = (sql.match(/\?/g) ?? []).map(() => null)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]
  return steps.flatMap(({ detail }) => /^SCAN (?!CONSTANT ROW)(\w+)/.exec(detail)?.[1] ?? [])
}

const tables = ['board', 'board_reference', 'board_change', 'board_change_reference', 'image']

it.each(Object.entries(statements))('%s reads no table from end to end, unless it lists boards', (name, sql) => {
  expect(scansOf(sql).filter((table) => tables.includes(table))).toHaveLength(name.startsWith('LIST_') ? 1 : 0)
})

import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, type CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import * as statements from '../../../../src/main/catalog/queries/statements.ts'

let database: CatalogDatabase
beforeAll(() => {
  database = new Database(':memory:')
  migrate(database)
})
afterAll(() => void database.close())

function planOf(sql: string): string[] {
  const parameters = new Array<number>(sql.match(/\?/g)?.length ?? 0).fill(1)
  const steps = database.prepare<number[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)
  return steps.map(({ detail }) => detail)
}

const touches = (step: string): boolean => /^(SEARCH|SCAN|USING INDEX) (?!CONSTANT)/.test(step)
const readsLargeTable = (step: string): boolean => /^SCAN (image|problem|board_reference)\b/.test(step)

describe.each(Object.entries(statements))('%s', (name, { sql, plan }) => {
  it('goes by the indexes that stand beside it', () => {
    expect(planOf(sql).filter(touches)).toEqual(plan)
  })

  it('reads a large table from end to end only to load it, and sorts no large result', () => {
    const steps = planOf(sql)
    if (!name.startsWith('LOAD_')) expect(steps.filter(readsLargeTable)).toEqual([])
    // what one image has, and what changed lately, is little
    if (!/_OF_IMAGES?$|^CHANGED_/.test(name)) expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })
})

describe('the check of plans', () => {
  it('sees a scan', () => {
    expect(planOf(`SELECT id FROM image WHERE luminance > 3`).filter(readsLargeTable)).toHaveLength(1)
    expect(planOf(`SELECT id FROM problem WHERE message = ''`).filter(readsLargeTable)).toHaveLength(1)
    expect(planOf(`SELECT position FROM board_reference WHERE condition = 'fog'`).filter(readsLargeTable)).toHaveLength(
      1,
    )
  })
})

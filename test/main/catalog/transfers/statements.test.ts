import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrate, type CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { IMAGE_BY_NAME, IMAGE_NAMES } from '../../../../src/main/catalog/transfers/plan-images.ts'
import * as queue from '../../../../src/main/catalog/transfers/statements.ts'
import { TransferReader } from '../../../../src/main/catalog/transfers/transfer-reader.ts'
import * as verdicts from '../../../../src/main/catalog/transfers/review/statements.ts'
import { metricNames, type ReviewFilter } from '../../../../src/shared/review.ts'
import { transferStates } from '../../../../src/shared/runs.ts'

function newDatabase(onStatement?: (sql: string) => void): CatalogDatabase {
  const database = new Database(':memory:', onStatement && { verbose: (sql) => onStatement(String(sql)) })
  migrate(database)
  return database
}

function stepsOf(database: CatalogDatabase, sql: string): string[] {
  const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null] as const)) as object
  const parameters: unknown[] = sql.includes('@') ? [named] : Array<null>(sql.split('?').length - 1).fill(null)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { readonly detail: string }[]
  return steps.map(({ detail }) => detail)
}

const large = ['transfer', 'transfer_provenance', 'verdict', 'verdict_change_item', 'image', 'content', 'reference']

/** Tables with a row for each transfer or image that are read from end to end; `transfer` by an index of few is no such. */
const scans = (steps: readonly string[]): string[] =>
  steps.filter((step) => large.includes(/^SCAN (\w+)/.exec(step)?.[1] ?? ''))

describe('the queue', () => {
  const database = newDatabase()
  // a new parent is sought among the children only where a deferred key waits for it, and none does
  const statements = Object.entries({ ...queue, ...verdicts, IMAGE_BY_NAME, IMAGE_NAMES }).filter(
    ([name]) => name !== 'ADD_SETTINGS',
  )
  it.each(statements)('%s reads no large table from end to end', (_, sql) => {
    expect(scans(stepsOf(database, sql))).toEqual([])
  })

  it.each(['NEXT_BLOCK', 'INTERRUPTED', 'ANY_IN_STATE'] as const)('%s sorts nothing', (name) => {
    expect(stepsOf(database, queue[name]).join()).not.toContain('TEMP B-TREE')
  })
})

describe('lists', () => {
  const said: string[] = []
  const filled = newDatabase((sql) => said.push(sql))
  filled.exec(`
    INSERT INTO run (id, uid, name, state, position, plan, after_crash, created_utc)
      VALUES (1, '', 'A run', 'done', 1, '{}', 'ask', '');
    INSERT INTO transfer_settings (id, settings) VALUES (1, '{}');
    INSERT INTO transfer (run_id, position, block, condition, settings_id, state, output, sha256, structure, style, leakage)
      VALUES (1, 0, 0, 'fog', 1, 'done', 'a.png', zeroblob(32), 0.5, 0.5, 0.5)`)
  const reader = new TransferReader(filled)
  const plans = newDatabase()
  /** The plans of all that a call asks the catalog. */
  function asked(call: () => unknown): string[] {
    said.length = 0
    call()
    const queries = said.filter((sql) => /^\s*(SELECT|WITH)/.test(sql))
    expect(queries.length).toBeGreaterThan(0)
    return queries.flatMap((sql) => stepsOf(plans, sql))
  }
  const filters: readonly ReviewFilter[] = [
    {},
    { runs: [1] },
    { conditions: ['fog'], verdicts: ['reject'], tags: ['too weak'] },
    { references: [3] },
    { outliers: metricNames },
    { failed: true },
  ]
  const byPosition = { by: 'position', descending: false } as const

  it.each(filters)('of results with %j read no large table from end to end', (filter) => {
    const from = { offset: 0 }
    for (const sort of [byPosition, { by: 'structure', descending: true }] as const)
      expect(scans(asked(() => reader.reviewPage({ filter, sort, from, limit: 50 })))).toEqual([])
    expect(scans(asked(() => reader.reviewIds({ filter, sort: byPosition, from: 0, to: 9 })))).toEqual([])
    expect(scans(asked(() => reader.reviewStatistics(filter)))).toEqual([])
    expect(scans(asked(() => reader.verdictLines(filter)))).toEqual([])
    const rule = { metric: 'structure', is: 'below', value: 0.7 } as const
    expect(scans(asked(() => reader.countRule({ filter, rule })))).toEqual([])
  })

  it('of results in their order are not sorted, but for the page itself', () => {
    const steps = asked(() =>
      reader.reviewPage({ filter: {}, sort: byPosition, from: { after: { id: 4, value: null } }, limit: 50 }),
    )
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toHaveLength(1)
  })

  it('of outliers find their bounds in an index of that measure', () => {
    const steps = asked(() =>
      reader.reviewPage({ filter: { outliers: ['style'] }, sort: byPosition, from: { offset: 0 }, limit: 50 }),
    )
    expect(steps.join('\n')).toContain('USING COVERING INDEX result_by_style')
  })

  it('of a run read no large table from end to end', () => {
    for (const from of [{ offset: 9 }, { after: 9 }]) {
      const steps = asked(() => reader.transfers({ run: 1, states: [...transferStates], from, limit: 50 }))
      expect(scans(steps)).toEqual([])
    }
    expect(scans(asked(() => reader.runs()))).toEqual([])
  })
})

it('the check of plans sees a scan', () => {
  const database = newDatabase()
  expect(scans(stepsOf(database, 'SELECT id FROM transfer WHERE attempts > 3'))).toHaveLength(1)
  expect(scans(stepsOf(database, `SELECT transfer_id FROM verdict WHERE note = ''`))).toHaveLength(1)
})

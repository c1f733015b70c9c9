import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../../../../src/main/catalog/opening.ts'
import { reviewDetail } from '../../../../../src/main/catalog/transfers/review/detail.ts'
import { idsOfRule, reviewIds, reviewPage } from '../../../../../src/main/catalog/transfers/review/list.ts'
import { reviewStatistics } from '../../../../../src/main/catalog/transfers/review/statistics.ts'
import { importVerdicts, verdictLines } from '../../../../../src/main/catalog/transfers/review/verdict-lines.ts'
import {
  history,
  judge,
  judgeByRule,
  stepThroughVerdicts,
} from '../../../../../src/main/catalog/transfers/review/verdicts.ts'
import { rerunTransfers } from '../../../../../src/main/runs/plan/rerun.ts'
import type { ReviewCursor, ReviewSort } from '../../../../../src/shared/review.ts'
import { newCatalog, temporaryFolder } from '../../temporary-workspace.ts'
import { addSources, queueRun } from '../../../runs/planned-workspace.ts'

/** Results of 10 contents with 2 references; structure grows with the id, and the last one's is unknown. */
async function results(): Promise<{ readonly catalog: Catalog; readonly ids: readonly number[] }> {
  const catalog = await newCatalog()
  const sources = await addSources(catalog, temporaryFolder(), { contents: 10, references: 2 })
  queueRun(catalog, sources)
  const { database } = catalog
  database.exec(`
    UPDATE transfer SET state = 'done', output = 'outputs/' || id || '.png', sha256 = CAST(printf('%032d', id) AS BLOB),
      structure = id / 20.0, style = 10 - id % 3, leakage = 0.1, bytes = 1, width = 64, height = 64;
    UPDATE transfer SET structure = NULL WHERE id = 20;
    UPDATE image SET class_pixels = zeroblob(80)`)
  return { catalog, ids: database.prepare('SELECT id FROM transfer ORDER BY id').pluck().all() as number[] }
}

const byId: ReviewSort = { by: 'position', descending: false }

describe('verdicts', () => {
  it('are given to several results as one step of undo and redo', async () => {
    const { catalog, ids } = await results()
    const { database } = catalog
    const judged = judge(database, { transfers: ids.slice(0, 3), verdict: 'reject', tags: ['too weak'] }, 'ann')
    expect(judged).toEqual({ changed: 3, undo: 'rejected 3 results', redo: null })
    judge(database, { transfers: [ids[0]!], verdict: 'accept' }, 'ann')
    expect(reviewDetail(database, ids[0]!).judged).toMatchObject({
      verdict: 'accept',
      tags: ['too weak'],
      judgedBy: 'ann',
    })
    expect(stepThroughVerdicts(database, 'undo').changed).toBe(1)
    expect(reviewDetail(database, ids[0]!).verdict).toBe('reject')
    expect(stepThroughVerdicts(database, 'undo')).toMatchObject({ changed: 3, undo: null, redo: 'rejected 3 results' })
    expect(reviewDetail(database, ids[0]!).judged).toBeNull()
    stepThroughVerdicts(database, 'redo')
    expect(reviewIds(database, { filter: { verdicts: ['reject'] }, sort: byId, from: 0, to: 99 })).toEqual(
      ids.slice(0, 3),
    )
    expect(history(database)).toEqual({ undo: 'rejected 3 results', redo: 'accepted 1 result' })
  })

  it('that change nothing are no step, and a new one ends what could be made again', async () => {
    const { catalog, ids } = await results()
    const { database } = catalog
    judge(database, { transfers: ids, verdict: 'accept' })
    expect(judge(database, { transfers: ids, verdict: 'accept' }).changed).toBe(0)
    stepThroughVerdicts(database, 'undo')
    judge(database, { transfers: [ids[0]!], note: 'look again' })
    expect(history(database)).toEqual({ undo: 'noted something about 1 result', redo: null })
  })

  it('follow a rule, which is counted first and never holds for an unknown measure', async () => {
    const { catalog, ids } = await results()
    const { database } = catalog
    const rule = { metric: 'structure', is: 'below', value: 0.7 } as const
    expect(idsOfRule(database, {}, rule)).toEqual(ids.slice(0, 13))
    expect(judgeByRule(database, { filter: {}, rule, verdict: 'reject' }).changed).toBe(13)
    expect(idsOfRule(database, {}, { ...rule, is: 'above' })).toEqual(ids.slice(14, 19))
    stepThroughVerdicts(database, 'undo')
    expect(
      reviewPage(database, { filter: { verdicts: ['reject'] }, sort: byId, from: { offset: 0 }, limit: 9 }).total,
    ).toBe(0)
  })

  it('are exported as lines and imported elsewhere, with conflicts shown before anything changes', async () => {
    const { catalog, ids } = await results()
    const other = await results()
    judge(catalog.database, { transfers: ids.slice(0, 4), verdict: 'accept', tags: ['blotches'] }, 'ann')
    judge(other.catalog.database, { transfers: [other.ids[0]!], verdict: 'reject' }, 'ben')
    const lines = verdictLines(catalog.database, {})
    expect(lines.trim().split('\n')).toHaveLength(4)
    const shown = importVerdicts(other.catalog.database, { lines, conflicts: 'show' })
    expect(shown).toMatchObject({ imported: 0, conflicts: [{ here: { judgedBy: 'ben' }, there: { judgedBy: 'ann' } }] })
    expect(importVerdicts(other.catalog.database, { lines, conflicts: 'keep' }).imported).toBe(3)
    expect(reviewDetail(other.catalog.database, other.ids[0]!).verdict).toBe('reject')
    expect(importVerdicts(other.catalog.database, { lines, conflicts: 'take' })).toMatchObject({ imported: 1, same: 3 })
    expect(verdictLines(other.catalog.database, {})).toBe(lines)
    expect(() => importVerdicts(other.catalog.database, { lines: '{}', conflicts: 'keep' })).toThrow(
      'Line 1 is no verdict',
    )
  })

  it('of a broken line change nothing, of unknown results are counted, and an editor of Windows may have saved them', async () => {
    const { catalog, ids } = await results()
    const { database } = catalog
    judge(database, { transfers: ids.slice(0, 2), verdict: 'accept' }, 'ann')
    const lines = verdictLines(database, {})
    stepThroughVerdicts(database, 'undo')
    for (const broken of ['{', 'null', lines.replaceAll('\n', ''), lines.replace('"accept"', '"best"'), '\0'])
      expect(() => importVerdicts(database, { lines: `${lines}${broken}`, conflicts: 'take' })).toThrow('is no verdict')
    expect(verdictLines(database, {})).toBe('')
    const unknown = lines.split('\n')[0]!.replace(/[0-9a-f]{64}/, 'f'.repeat(64))
    const saved = `\ufeff${`${lines}${unknown}\n`.replaceAll('\n', '\r\n')}`
    expect(importVerdicts(database, { lines: saved, conflicts: 'show' })).toMatchObject({ imported: 2, unknown: 1 })
  })
})

describe('the list of results', () => {
  it.each(['position', 'structure', 'style'] as const)(
    'goes on after a cursor, by %s in both directions',
    async (by) => {
      const { catalog } = await results()
      for (const descending of [false, true]) {
        const sort = { by, descending }
        const all = reviewIds(catalog.database, { filter: {}, sort, from: 0, to: 99 })
        const found: number[] = []
        let after: ReviewCursor | null = null
        do {
          const from = after ? { after } : { offset: 0 }
          const page = reviewPage(catalog.database, { filter: {}, sort, from, limit: 3 })
          expect(page.offset).toBe(found.length)
          found.push(...page.rows.map(({ id }) => id))
          after = page.next
        } while (after)
        expect(found).toEqual(all)
        expect(found).toHaveLength(20)
      }
    },
  )

  it('filters by reference, tag, outlier and failure', async () => {
    const { catalog, ids } = await results()
    const { database } = catalog
    const idsWith = (filter: object) => reviewIds(database, { filter, sort: byId, from: 0, to: 99 })
    judge(database, { transfers: ids.slice(2, 4), tags: ['sky leaked', 'own words'] })
    expect(idsWith({ tags: ['own words'] })).toEqual(ids.slice(2, 4))
    expect(idsWith({ outliers: ['structure'] })).toEqual(ids.slice(0, 1))
    expect(idsWith({ conditions: ['snow'] })).toEqual([])
    const reference = reviewDetail(database, ids[0]!).reference!
    expect(idsWith({ references: [reference] })).toHaveLength(10)
    database.exec(
      `UPDATE transfer SET state = 'failed', error = '{"code":"bad-image","message":"broken"}' WHERE id = 5`,
    )
    expect(idsWith({ failed: true })).toEqual([5])
    expect(idsWith({})).toHaveLength(19)
  })
})

it('statistics name a reference whose results are mostly rejected, and classes that few accepted pictures show', async () => {
  const { catalog, ids } = await results()
  const { database } = catalog
  const reference = reviewDetail(database, ids[0]!).reference!
  const own = reviewIds(database, { filter: { references: [reference] }, sort: byId, from: 0, to: 99 })
  judge(database, { transfers: own.slice(0, 6), verdict: 'reject' })
  const statistics = reviewStatistics(database, {})
  expect(statistics).toMatchObject({ results: 20, verdicts: { accept: 0, reject: 6, undecided: 14 }, failed: 0 })
  expect(statistics.warnings).toMatchObject([{ kind: 'mostly-rejected', reference }])
  judge(database, { transfers: ids, verdict: 'accept' })
  expect(reviewStatistics(database, {}).warnings.map(({ kind }) => kind)).toContain('under-represented')
})

it('a further try of a result is linked to the first, and both stay', async () => {
  const { catalog, ids } = await results()
  const { database } = catalog
  const request = { transfers: ids.slice(0, 2), name: 'Again', preset: { preset: 'fast-preview', settings: {} } }
  const run = rerunTransfers(database, request)
  const [again] = database.prepare('SELECT id FROM transfer WHERE run_id = ? ORDER BY id').pluck().all(run) as number[]
  expect(reviewDetail(database, ids[0]!).versions.map(({ id }) => id)).toEqual([ids[0], again])
  expect(reviewDetail(database, again!)).toMatchObject({ parent: ids[0], state: 'queued' })
  expect(() => rerunTransfers(database, { transfers: ids, name: 'Same' })).toThrow(
    'other settings or another reference',
  )
})

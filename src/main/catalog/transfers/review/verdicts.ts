import { userInfo } from 'node:os'
import type {
  Judged,
  JudgeRequest,
  JudgeRuleRequest,
  ReviewHistory,
  Verdict,
  VerdictRecord,
} from '../../../../shared/review.ts'
import { decide, type CatalogDatabase } from '../../database.ts'
import { touch, utcNow } from '../runs.ts'
import { idsOfRule } from './list.ts'
import {
  ADD_ITEM,
  ADD_VERDICT_CHANGE,
  FIND_VERDICT,
  ITEMS_OF_CHANGE,
  NEXT_REDO,
  NEXT_UNDO,
  PUT_VERDICT,
  REMOVE_OLD_CHANGES,
  REMOVE_UNDONE_CHANGES,
  REMOVE_VERDICT,
  SET_ITEM,
  TURN_CHANGE,
} from './statements.ts'

/** What can be taken back. */
export const KEPT_CHANGES = 200

type Judgement = Partial<Pick<VerdictRecord, 'verdict' | 'tags' | 'note'>>

/** A stored verdict; null where nobody judged. */
type Stored = VerdictRecord | null

interface StoredRow {
  readonly verdict: Verdict | null
  readonly tags: string
  readonly note: string
  readonly judgedBy: string
  readonly judgedUtc: string
}

const asStored = (row: unknown): Stored => {
  const stored = row as StoredRow | undefined
  if (!stored || stored.verdict === null) return null
  return { ...stored, verdict: stored.verdict, tags: JSON.parse(stored.tags) as string[] }
}

/** The person at this machine, as verdicts name who judged. */
export const thisPerson = (): string => userInfo().username

/** Judges results; what is not given stays. One step of undo. Transfers that are not there are passed over. */
export function judge(database: CatalogDatabase, { transfers, ...judgement }: JudgeRequest, by = thisPerson()): Judged {
  const judgedUtc = utcNow()
  return putVerdicts(
    database,
    transfers,
    (stored) => judged(stored, judgement as Judgement, by, judgedUtc),
    (count) => wordsOf(judgement as Judgement, count),
  )
}

/** Judges all results that a rule holds for, as one step of undo. */
export const judgeByRule = (
  database: CatalogDatabase,
  { filter, rule, ...judgement }: JudgeRuleRequest,
  by = thisPerson(),
): Judged => judge(database, { transfers: idsOfRule(database, filter, rule), ...judgement }, by)

function judged(stored: Stored, judgement: Judgement, judgedBy: string, judgedUtc: string): Stored {
  const { verdict = 'undecided', tags = [], note = '' } = stored ?? {}
  const next = {
    verdict: judgement.verdict ?? verdict,
    tags: judgement.tags ?? tags,
    note: judgement.note ?? note,
    judgedBy,
    judgedUtc,
  }
  return isSame(next, { verdict, tags, note }) ? stored : next
}

const isSame = (one: Judgement, other: Judgement): boolean =>
  one.verdict === other.verdict && one.note === other.note && JSON.stringify(one.tags) === JSON.stringify(other.tags)

/** Puts another verdict on each transfer, as one decision. @param next the verdict to be; the same object where nothing changes */
export function putVerdicts(
  database: CatalogDatabase,
  transfers: readonly number[],
  next: (stored: Stored, transfer: number) => Stored,
  words: (count: number) => string,
): Judged {
  return decide(database, () => {
    const find = database.prepare(FIND_VERDICT)
    const changes: { readonly transfer: number; readonly before: Stored; readonly after: Stored }[] = []
    for (const transfer of new Set(transfers)) {
      const row = find.get(transfer)
      if (row === undefined) continue
      const before = asStored(row)
      const after = next(before, transfer)
      if (after !== before) changes.push({ transfer, before, after })
    }
    if (changes.length > 0) {
      database.prepare(REMOVE_UNDONE_CHANGES).run()
      const change = database.prepare(ADD_VERDICT_CHANGE).pluck().get(words(changes.length), changes.length) as number
      const addItem = database.prepare(ADD_ITEM)
      for (const { transfer, before, after } of changes) {
        addItem.run({ change, transfer, ...asRow(before) })
        put(database, transfer, after)
      }
      database.prepare(REMOVE_OLD_CHANGES).run(KEPT_CHANGES)
      touch(database)
    }
    return { changed: changes.length, ...history(database) }
  })
}

/** What undo and redo would do, in words. */
export function history(database: CatalogDatabase): ReviewHistory {
  const words = (sql: string): string | null =>
    (database.prepare(sql).get() as { readonly words: string } | undefined)?.words ?? null
  return { undo: words(NEXT_UNDO), redo: words(NEXT_REDO) }
}

/** Exchanges what the next change holds with what is there. */
export function stepThroughVerdicts(database: CatalogDatabase, direction: 'undo' | 'redo'): Judged {
  return decide(database, () => {
    const sql = direction === 'undo' ? NEXT_UNDO : NEXT_REDO
    const change = database.prepare(sql).get() as { readonly id: number; readonly size: number } | undefined
    if (!change) return { changed: 0, ...history(database) }
    const items = database.prepare(ITEMS_OF_CHANGE).all(change.id) as (StoredRow & { readonly transfer: number })[]
    const find = database.prepare(FIND_VERDICT)
    const set = database.prepare(SET_ITEM)
    for (const { transfer, ...item } of items) {
      set.run({ change: change.id, transfer, ...asRow(asStored(find.get(transfer))) })
      put(database, transfer, asStored(item))
    }
    database.prepare(TURN_CHANGE).run(direction === 'undo' ? 1 : 0, change.id)
    touch(database)
    return { changed: items.length, ...history(database) }
  })
}

const asRow = (stored: Stored): StoredRow =>
  stored
    ? { ...stored, tags: JSON.stringify(stored.tags) }
    : { verdict: null, tags: '[]', note: '', judgedBy: '', judgedUtc: '' }

function put(database: CatalogDatabase, transfer: number, stored: Stored): void {
  if (stored) database.prepare(PUT_VERDICT).run({ transfer, ...asRow(stored) })
  else database.prepare(REMOVE_VERDICT).run(transfer)
}

const verbs = { accept: 'accepted', reject: 'rejected', undecided: 'left undecided' } as const

function wordsOf({ verdict, tags, note }: Judgement, count: number): string {
  const results = `${count.toLocaleString('en-US')} result${count === 1 ? '' : 's'}`
  if (verdict) return `${verbs[verdict]} ${results}`
  if (tags) return `tagged ${results}`
  return note === undefined ? `judged ${results}` : `noted something about ${results}`
}

import { pickConditions } from '../../../shared/conditions.ts'
import type { ErrorDescription } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import {
  transferStates,
  type FailureReason,
  type RunSummary,
  type StateCounts,
  type TransferPage,
  type TransferRow,
  type TransfersRequest,
  type TransferState,
} from '../../../shared/runs.ts'
import type { CatalogDatabase } from '../database.ts'
import { getRun, listRuns, type RunRecord } from './runs.ts'
import { COUNT_TRANSFERS, FAILURE_REASONS, REVISION } from './statements.ts'

/** Grows with each change of a run, a transfer or a verdict, whoever makes it; costs some microseconds. */
export const transferRevision = (database: CatalogDatabase): number =>
  database.prepare(REVISION).pluck().get() as number

/** All runs in the order in which they are done, with how far they are. */
export const summariseRuns = (database: CatalogDatabase): RunSummary[] =>
  listRuns(database).map((run) => summariseRun(database, run))

export function summariseRun(database: CatalogDatabase, run: RunRecord): RunSummary {
  const rows = database.prepare(COUNT_TRANSFERS).all(run.id) as {
    readonly condition: PickCondition
    readonly state: TransferState
    readonly count: number
  }[]
  const sum = (of: (row: (typeof rows)[number]) => boolean): number =>
    rows.reduce((total, row) => total + (of(row) ? row.count : 0), 0)
  const counts = Object.fromEntries(
    transferStates.map((state) => [state, sum((row) => row.state === state)]),
  ) as unknown as StateCounts
  const perCondition = pickConditions.map((condition) => [
    condition,
    {
      done: sum((row) => row.condition === condition && row.state === 'done'),
      total: sum((row) => row.condition === condition),
    },
  ])
  const { workedSeconds, evaluations, singleEvaluations } = run
  const perSecond = counts.done > 0 && workedSeconds > 0 ? counts.done / workedSeconds : null
  const open = counts.queued + counts.running
  const { interrupted = false, ...reason } = run.reason ?? { interrupted: false }
  return {
    id: run.id,
    name: run.name,
    state: run.state,
    reason: run.reason && (reason as ErrorDescription),
    interrupted: interrupted && run.state === 'paused',
    afterCrash: run.afterCrash,
    shard: run.shard,
    shards: run.shards,
    createdUtc: run.createdUtc,
    startedUtc: run.startedUtc,
    endedUtc: run.endedUtc,
    transfers: sum(() => true),
    counts,
    perCondition: Object.fromEntries(perCondition) as RunSummary['perCondition'],
    imagesPerHour: perSecond && perSecond * 3600,
    secondsLeft: perSecond && (run.state === 'done' || run.state === 'stopped' ? 0 : open / perSecond),
    evaluations,
    saved: singleEvaluations > evaluations ? 1 - evaluations / singleEvaluations : 0,
    peakBytes: run.peakBytes,
    workedSeconds,
    model: run.plan.model,
    provider: run.plan.provider,
    precision: run.plan.precision,
  }
}

/** What a list shows of a transfer; joined by `ROW_JOINS`. */
export const ROW_COLUMNS = `
transfer.id, transfer.run_id AS run, transfer.position, transfer.block, transfer.condition, transfer.state,
transfer.content_id AS content, transfer.reference_id AS reference, content.frame AS contentName, reference.frame AS referenceName,
transfer.attempts, transfer.error, transfer.seconds, transfer.structure, transfer.style, transfer.leakage,
transfer.output IS NOT NULL AS hasOutput`
export const ROW_JOINS = `
LEFT JOIN image AS content ON content.id = transfer.content_id
LEFT JOIN image AS reference ON reference.id = transfer.reference_id`

export const asTransferRow = (row: unknown): TransferRow => {
  const stored = row as Omit<TransferRow, 'error' | 'hasOutput' | 'contentName' | 'referenceName'> & {
    readonly error: string | null
    readonly hasOutput: number
    readonly contentName: string | null
    readonly referenceName: string | null
  }
  return {
    ...stored,
    contentName: stored.contentName ?? 'removed',
    referenceName: stored.referenceName ?? 'removed',
    error: stored.error === null ? null : (JSON.parse(stored.error) as ErrorDescription),
    hasOutput: stored.hasOutput === 1,
  }
}

/**
 * Transfers of a run in the order in which they are done.
 *
 * @throws UsageError where there is no such run
 */
export function transferPage(database: CatalogDatabase, request: TransfersRequest): TransferPage {
  const { run, states = transferStates, from, limit } = request
  getRun(database, run)
  const wanted = JSON.stringify(states.length === 0 ? transferStates : states)
  const where = 'run_id = @run AND state IN (SELECT value FROM json_each(@wanted))'
  const count = (further: string, position = 0): number =>
    database
      .prepare(`SELECT count(*) FROM transfer WHERE ${where}${further}`)
      .pluck()
      .get({ run, wanted, position }) as number
  const after = 'after' in from ? from.after : null
  const offset = 'after' in from ? count(' AND position <= @position', from.after) : from.offset
  const further = after === null ? '' : ' AND transfer.position > @after'
  const rows = database
    .prepare(
      `SELECT ${ROW_COLUMNS} FROM (
        SELECT id FROM transfer WHERE ${where}${further} ORDER BY position LIMIT @limit OFFSET @skip
      ) AS page JOIN transfer ON transfer.id = page.id ${ROW_JOINS} ORDER BY transfer.position`,
    )
    .all({ run, wanted, after, limit, skip: after === null ? offset : 0 })
    .map(asTransferRow)
  const total = count('')
  const last = rows.at(-1)
  return { rows, total, offset, next: last && offset + rows.length < total ? last.position : null }
}

/**
 * Why transfers of a run failed, the most frequent reason first.
 *
 * @throws UsageError where there is no such run
 */
export function failureReasons(database: CatalogDatabase, run: number): FailureReason[] {
  getRun(database, run)
  const rows = database.prepare(FAILURE_REASONS).all(run) as {
    readonly code: FailureReason['code']
    readonly count: number
    readonly error: string | null
  }[]
  return rows.map(({ code, count, error }) => ({
    ...{ code, count },
    error: error === null ? null : (JSON.parse(error) as ErrorDescription),
  }))
}

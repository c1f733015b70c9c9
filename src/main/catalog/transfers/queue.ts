import type { ErrorDescription } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import { transact, type CatalogDatabase } from '../database.ts'
import { asRun, hasAny, touch, utcNow, type PresetSettings, type RunRecord } from './runs.ts'
import {
  ADD_PROVENANCE,
  ADD_WORK,
  BLOCK_TRANSFERS,
  CLAIM_BLOCK,
  END_RUN,
  CANCEL_QUEUED,
  END_TRANSFER,
  FIND_RUN,
  FINISH_TRANSFER,
  GET_SETTINGS,
  INTERRUPTED,
  LIST_RUNS,
  NEXT_BLOCK,
  LIST_NEXT_RUN,
  REQUEUE,
  SET_RUN_STATE,
  START_RUN,
} from './statements.ts'

/** An image of a source as a transfer takes it; relative paths, `/` between the parts. */
export interface ClaimedImage {
  readonly id: number
  readonly root: string
  readonly path: string
  readonly label: string | null
  /** Of a reference without a label: the one that a network predicted. */
  readonly predicted: ClaimedPrediction | null
}

export interface ClaimedPrediction {
  /** Relative to the workspace, `/` between the parts. */
  readonly file: string
  /** sha256 of the network's file, in hex. */
  readonly network: string
}

export interface ClaimedTransfer {
  readonly id: number
  readonly position: number
  readonly condition: PickCondition
  /** Null where its source was removed. */
  readonly content: ClaimedImage | null
  readonly reference: ClaimedImage | null
  readonly attempts: number
}

/** Transfers that are evaluated together. */
export interface ClaimedBlock {
  readonly run: RunRecord
  readonly block: number
  readonly settings: PresetSettings
  /** In the order of their positions. */
  readonly transfers: readonly ClaimedTransfer[]
}

/** A finished picture, written and synced. */
export interface FinishedTransfer {
  readonly id: number
  /** Relative to the workspace, `/` between the parts. */
  readonly output: string
  readonly bytes: number
  readonly sha256: Uint8Array
  readonly width: number
  readonly height: number
  readonly seconds: number
  readonly provenance: unknown
  readonly measures: TransferMeasures | null
}

export interface TransferMeasures {
  readonly structure: number | null
  readonly style: number | null
  readonly leakage: number | null
  readonly all: unknown
}

/** What a block cost. */
export interface BlockWork {
  readonly seconds: number
  readonly evaluations: number
  readonly singleEvaluations: number
  readonly peakBytes: number
}

/**
 * The place of a result in its workspace, `/` between the parts. Known before it is computed, so that a file that was written and not
 * recorded is found.
 */
export const outputPath = (run: number, condition: PickCondition, position: number): string =>
  `outputs/run-${run}/${condition}/${String(position).padStart(6, '0')}.png`

/**
 * The run that the engine is to work on now, begun where it waited: the first of the queue, or the one that is asked for. Undefined where
 * there is none.
 */
export function nextRun(database: CatalogDatabase, only?: number): RunRecord | undefined {
  return transact(database, () => {
    const found = only === undefined ? database.prepare(LIST_NEXT_RUN).get() : database.prepare(FIND_RUN).get(only)
    if (found === undefined) return undefined
    const run = asRun(found)
    if (run.state !== 'running' && run.state !== 'queued') return undefined
    if (run.state === 'running' && run.startedUtc !== null) return run
    database.prepare(START_RUN).run({ id: run.id, now: utcNow() })
    touch(database)
    return { ...run, state: 'running' }
  })
}

/**
 * Takes the next block of a run: its queued transfers are running from then on, and nobody else gets them. Undefined where nothing is
 * queued.
 */
export function claimBlock(database: CatalogDatabase, run: RunRecord): ClaimedBlock | undefined {
  return transact(database, () => {
    const block = database.prepare(NEXT_BLOCK).pluck().get(run.id) as number | undefined
    if (block === undefined) return undefined
    database.prepare(CLAIM_BLOCK).run({ run: run.id, block, now: utcNow() })
    const rows = database.prepare(BLOCK_TRANSFERS).all(run.id, block) as BlockRow[]
    touch(database)
    const stored = database.prepare(GET_SETTINGS).get(rows[0]!.settings) as StoredSettings
    return { run, block, settings: asSettings(stored), transfers: rows.map(asClaimed) }
  })
}

interface BlockRow {
  readonly id: number
  readonly position: number
  readonly condition: PickCondition
  readonly settings: number
  readonly attempts: number
  readonly content: number | null
  readonly contentRoot: string
  readonly contentPath: string
  readonly contentLabel: string | null
  readonly reference: number | null
  readonly referenceRoot: string
  readonly referencePath: string
  readonly referenceLabel: string | null
  readonly predictedLabel: string | null
  readonly network: string
}

interface StoredSettings {
  readonly settings: string
  readonly preset: string
  readonly presetVersion: number
}

export const asSettings = ({ settings, preset, presetVersion }: StoredSettings): PresetSettings => ({
  settings: JSON.parse(settings) as PresetSettings['settings'],
  preset: preset === '' ? null : preset,
  presetVersion: presetVersion === 0 ? null : presetVersion,
})

function asClaimed(row: BlockRow): ClaimedTransfer {
  const { id, position, condition, attempts } = row
  const content = row.content && {
    id: row.content,
    root: row.contentRoot,
    path: row.contentPath,
    label: row.contentLabel,
    predicted: null,
  }
  const reference = row.reference && {
    id: row.reference,
    root: row.referenceRoot,
    path: row.referencePath,
    label: row.referenceLabel,
    predicted: row.predictedLabel === null ? null : { file: row.predictedLabel, network: row.network },
  }
  return { id, position, condition, attempts, content: content || null, reference: reference || null }
}

export interface EndedTransfer {
  readonly id: number
  readonly state: 'failed' | 'skipped'
  readonly error: ErrorDescription
}

/** Records what became of transfers that were computed together, all or nothing. A run with nothing left is done. */
export function finishTransfers(
  database: CatalogDatabase,
  run: number,
  {
    finished,
    failed,
    work,
  }: {
    readonly finished: readonly FinishedTransfer[]
    readonly failed: readonly EndedTransfer[]
    readonly work: BlockWork
  },
): void {
  transact(database, () => {
    const now = utcNow()
    const finish = database.prepare(FINISH_TRANSFER)
    const addProvenance = database.prepare(ADD_PROVENANCE)
    for (const { measures, provenance, ...row } of finished) {
      const { structure = null, style = null, leakage = null } = measures ?? {}
      if (finish.run({ ...row, structure, style, leakage, now }).changes === 0)
        throw new Error(`Transfer ${row.id} was finished by someone else`)
      addProvenance.run(row.id, JSON.stringify(provenance), measures && JSON.stringify(measures.all))
    }
    end(database, failed, now)
    database.prepare(ADD_WORK).run({ id: run, ...work })
    endWhereDone(database, run)
    touch(database)
  })
}

/** Ends claimed transfers that cannot be done, each with its reason; the time that went by counts. */
export function endTransfers(
  database: CatalogDatabase,
  run: number,
  ended: readonly EndedTransfer[],
  seconds = 0,
): void {
  const work = { seconds, evaluations: 0, singleEvaluations: 0, peakBytes: 0 }
  finishTransfers(database, run, { finished: [], failed: ended, work })
}

function end(database: CatalogDatabase, ended: readonly EndedTransfer[], now: string): void {
  const statement = database.prepare(END_TRANSFER)
  for (const { id, state, error } of ended) statement.run({ id, state, error: JSON.stringify(error), now })
}

/** Gives claimed transfers back. Of a run that was stopped meanwhile they are cancelled. */
export function requeueTransfers(database: CatalogDatabase, run: RunRecord, ids: readonly number[]): void {
  transact(database, () => {
    const requeue = database.prepare(REQUEUE)
    for (const id of ids) requeue.run(id)
    cancelWhereStopped(database, run.id)
    touch(database)
  })
}

/** A transfer that a process which is gone had in hand, with the file that it may have written. */
export interface InterruptedTransfer {
  readonly run: number
  readonly id: number
  readonly output: string
}

/** What a process that is gone had in hand. Only the holder of the engine lease may ask: to others it is what it works on. */
export function interruptedTransfers(database: CatalogDatabase): InterruptedTransfer[] {
  const rows = database.prepare(INTERRUPTED).all() as {
    readonly id: number
    readonly run: number
    readonly position: number
    readonly condition: PickCondition
  }[]
  return rows.map(({ id, run, position, condition }) => ({ id, run, output: outputPath(run, condition, position) }))
}

/** Queues what was interrupted again. Its files must be swept before. Held by the lease as `interruptedTransfers`. */
export function requeueInterrupted(database: CatalogDatabase, interrupted: readonly InterruptedTransfer[]): void {
  if (interrupted.length === 0) return
  transact(database, () => {
    const requeue = database.prepare(REQUEUE)
    for (const { id } of interrupted) requeue.run(id)
    for (const run of new Set(interrupted.map(({ run }) => run))) cancelWhereStopped(database, run)
    touch(database)
  })
}

/** Of a start of the application: runs that were to run go on, or wait for a person, as it was set. */
export function settleInterruptedRuns(database: CatalogDatabase): void {
  transact(database, () => {
    for (const run of database.prepare(LIST_RUNS).all().map(asRun)) {
      if (run.state !== 'running' || run.afterCrash === 'go-on') continue
      const message = 'It was interrupted: the application ended before the run did; resume it'
      const reason = JSON.stringify({ code: 'cancelled', message, interrupted: true })
      database.prepare(SET_RUN_STATE).run({ id: run.id, state: 'paused', reason, givesBack: 0 })
      touch(database)
    }
  })
}

function endWhereDone(database: CatalogDatabase, run: number): void {
  cancelWhereStopped(database, run)
  if (hasAny(database, run, 'queued') || hasAny(database, run, 'running')) return
  const { state } = asRun(database.prepare(FIND_RUN).get(run))
  if (state !== 'stopped') database.prepare(END_RUN).run({ id: run, state: 'done', now: utcNow() })
}

function cancelWhereStopped(database: CatalogDatabase, run: number): void {
  const { state } = asRun(database.prepare(FIND_RUN).get(run))
  if (state === 'stopped') database.prepare(CANCEL_QUEUED).run({ run, now: utcNow() })
}

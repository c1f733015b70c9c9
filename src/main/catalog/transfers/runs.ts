import { UsageError, type ErrorDescription } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import type { AfterCrash, PlannedBlockShape, PlannedSampling, RunState } from '../../../shared/runs.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { PrecisionChoice, ProviderChoice } from '../../../shared/compute.ts'
import { decide, type CatalogDatabase } from '../database.ts'
import {
  ADD_RUN,
  ADD_SETTINGS,
  ADD_TRANSFER,
  ANY_IN_STATE,
  CANCEL_QUEUED,
  END_RUN,
  FIND_RUN,
  FIND_RUN_BY_UID,
  FIND_SETTINGS,
  FIRST_RUN_POSITION,
  GIVE_BACK,
  LAST_PLACE,
  LAST_RUN_POSITION,
  LIST_RUNS,
  MAKE_ROOM_FOR_RUN,
  PLACE_RUN,
  RENAME_RUN,
  RETRY_ALL,
  RETRY_FAILED,
  RETRY_ONE,
  SET_AFTER_CRASH,
  SET_RUN_STATE,
  START_RUN,
  TOUCH,
} from './statements.ts'

/** What all transfers of a run share. */
export interface RunPlan {
  /** A model's folder or file; null for the demonstration model. */
  readonly model: string | null
  readonly provider: ProviderChoice
  readonly precision: PrecisionChoice
  readonly blockShape: PlannedBlockShape
  readonly board: string | null
  readonly sampling: PlannedSampling | null
}

export interface RunRecord {
  readonly id: number
  readonly uid: string
  readonly name: string
  readonly state: RunState
  readonly reason: (ErrorDescription & { readonly interrupted?: true }) | null
  readonly position: number
  readonly plan: RunPlan
  readonly afterCrash: AfterCrash
  readonly shard: number
  readonly shards: number
  readonly createdUtc: string
  readonly startedUtc: string | null
  readonly endedUtc: string | null
  readonly workedSeconds: number
  readonly evaluations: number
  readonly singleEvaluations: number
  readonly peakBytes: number
  /** It is paused, and what is computed of it just now is not finished. */
  readonly givesBack: boolean
}

type RunRow = Omit<RunRecord, 'reason' | 'plan' | 'givesBack'> & {
  readonly reason: string | null
  readonly plan: string
  readonly givesBack: number
}

export const asRun = (row: unknown): RunRecord => {
  const { reason, plan, givesBack, ...rest } = row as RunRow
  return {
    ...rest,
    plan: JSON.parse(plan) as RunPlan,
    reason: reason === null ? null : (JSON.parse(reason) as never),
    givesBack: givesBack === 1,
  }
}

/** Settings with the preset that they were made from. */
export interface PresetSettings {
  readonly settings: Settings
  readonly preset: string | null
  readonly presetVersion: number | null
}

/** A transfer to be; `settings` is an index into the run's. */
export interface NewTransfer {
  /** In the whole plan, whatever the shard. */
  readonly position: number
  readonly block: number
  readonly condition: PickCondition
  readonly content: number
  readonly reference: number
  readonly settings: number
  /** The transfer that it is another try of. */
  readonly parent?: number
}

export interface NewRun {
  readonly uid: string
  readonly name: string
  readonly plan: RunPlan
  readonly afterCrash: AfterCrash
  readonly shard?: number
  readonly shards?: number
  readonly settings: readonly PresetSettings[]
  readonly transfers: readonly NewTransfer[]
  /** `now`: before all others, and to run; `queued`: after them; `paused`: until a person says so. */
  readonly start: 'now' | 'queued' | 'paused'
}

export const utcNow = (): string => new Date().toISOString()

/** Tells windows and terminals that something changed. Inside a transaction. */
export const touch = (database: CatalogDatabase): void => void database.prepare(TOUCH).run()

/** @throws UsageError where there is none */
export function getRun(database: CatalogDatabase, id: number): RunRecord {
  const found = database.prepare(FIND_RUN).get(id)
  if (!found) throw new UsageError(`There is no run ${id}, or none any more; look at the list of runs`)
  return asRun(found)
}

/** In the order in which they are done. */
export const listRuns = (database: CatalogDatabase): RunRecord[] => database.prepare(LIST_RUNS).all().map(asRun)

/** The run of a plan (or of a part of it) in this catalog. */
export function findRun(database: CatalogDatabase, uid: string, shard = 1, shards = 1): RunRecord | undefined {
  const found = database.prepare(FIND_RUN_BY_UID).get(uid, shard, shards)
  return found === undefined ? undefined : asRun(found)
}

/**
 * Puts a run with all its transfers into the queue.
 *
 * @returns its id
 * @throws UsageError where it has no transfers, or the plan is in the queue already
 */
export function addRun(database: CatalogDatabase, run: NewRun): number {
  const { shard = 1, shards = 1, start } = run
  if (run.transfers.length === 0) throw new UsageError(`${run.name} plans no transfer; choose contents and references`)
  return decide(database, () => {
    if (findRun(database, run.uid, shard, shards))
      throw new UsageError(`The plan of ${run.name} is in the queue of this workspace already; resume its run`)
    const id = database
      .prepare(ADD_RUN)
      .pluck()
      .get({
        uid: run.uid,
        name: run.name,
        state: start === 'now' ? 'running' : start,
        position: freePosition(database, start === 'now' ? 'first' : 'last'),
        plan: JSON.stringify(run.plan),
        afterCrash: run.afterCrash,
        shard,
        shards,
        createdUtc: utcNow(),
      }) as number
    addTransfers(database, id, run)
    touch(database)
    return id
  })
}

/**
 * Adds transfers after those of a run; one that is done goes on.
 *
 * @returns how many
 * @throws UsageError where there is no such run
 */
export function extendRun(
  database: CatalogDatabase,
  id: number,
  { settings, transfers }: Pick<NewRun, 'settings' | 'transfers'>,
): number {
  return decide(database, () => {
    const { state } = getRun(database, id)
    const last = database.prepare(LAST_PLACE).get(id) as { readonly position: number; readonly block: number }
    const moved = transfers.map((transfer) => ({
      ...transfer,
      position: transfer.position + last.position + 1,
      block: transfer.block + last.block + 1,
    }))
    addTransfers(database, id, { settings, transfers: moved })
    if (state === 'done') setState(database, id, 'queued')
    touch(database)
    return moved.length
  })
}

/** Adds transfers at places of a run that are empty, to be done when a person says so. Settings are indexed as in a new run. */
export function addTransfersAt(
  database: CatalogDatabase,
  id: number,
  { settings, transfers }: Pick<NewRun, 'settings' | 'transfers'>,
): void {
  decide(database, () => {
    addTransfers(database, id, { settings, transfers })
    if (getRun(database, id).state === 'done') setState(database, id, 'paused')
    touch(database)
  })
}

function addTransfers(
  database: CatalogDatabase,
  run: number,
  { settings, transfers }: Pick<NewRun, 'settings' | 'transfers'>,
): void {
  const ids = settings.map((one) => settingsId(database, one))
  const add = database.prepare(ADD_TRANSFER)
  for (const { position, block, condition, content, reference, settings: index, parent = null } of transfers)
    add.run(run, position, block, condition, content, reference, ids[index], parent)
}

/** The row of these settings, made where there is none. Inside a transaction. */
export function settingsId(database: CatalogDatabase, { settings, preset, presetVersion }: PresetSettings): number {
  const key = [JSON.stringify(settings), preset ?? '', presetVersion ?? 0] as const
  const found = database
    .prepare(FIND_SETTINGS)
    .pluck()
    .get(...key) as number | undefined
  return (
    found ??
    (database
      .prepare(ADD_SETTINGS)
      .pluck()
      .get(...key) as number)
  )
}

function freePosition(database: CatalogDatabase, where: 'first' | 'last'): number {
  const sql = where === 'first' ? FIRST_RUN_POSITION : LAST_RUN_POSITION
  const end = (database.prepare(sql).pluck().get() as number | undefined) ?? 0
  return where === 'first' ? end - 1 : end + 1
}

const setState = (database: CatalogDatabase, id: number, state: RunState, reason: ErrorDescription | null = null) =>
  database.prepare(SET_RUN_STATE).run({ id, state, reason: reason && JSON.stringify(reason), givesBack: 0 })

function change(database: CatalogDatabase, id: number, body: (run: RunRecord) => void): void {
  decide(database, () => {
    body(getRun(database, id))
    touch(database)
  })
}

/**
 * Nothing further of it is claimed. What is computed just now is finished, or given back at once by whichever process computes it.
 *
 * @throws UsageError where there is no such run
 */
export const pauseRun = (database: CatalogDatabase, id: number, how: 'finish-block' | 'now' = 'finish-block'): void =>
  change(database, id, ({ state }) => {
    if (state === 'running' || state === 'queued') setState(database, id, 'paused')
    if (how === 'now') database.prepare(GIVE_BACK).run(id)
  })

/** To run from now on; the runs before it are done first. @throws UsageError where nothing of it is left to do */
export const resumeRun = (database: CatalogDatabase, id: number): void =>
  change(database, id, ({ name, state }) => {
    if (state === 'running') return
    if (!hasAny(database, id, 'queued') && !hasAny(database, id, 'running'))
      throw new UsageError(`Nothing of ${name} is left to do; retry what failed or was cancelled`)
    database.prepare(START_RUN).run({ id, now: utcNow() })
  })

/** Cancels what is queued; what is done stays, and so does a run that is done. @throws UsageError */
export const stopRun = (database: CatalogDatabase, id: number): void =>
  change(database, id, ({ state }) => {
    if (state === 'done') return
    const now = utcNow()
    database.prepare(CANCEL_QUEUED).run({ run: id, now })
    database.prepare(END_RUN).run({ id, state: 'stopped', now })
  })

/** What is queued again. */
export interface RetryChoice {
  readonly transfers?: readonly number[] | undefined
  readonly reason?: string | undefined
}

/**
 * Queues what failed or was cancelled again: all of it, the transfers given, or those that failed for a reason (`any`: for whichever).
 *
 * @returns how many
 * @throws UsageError where there is no such run
 */
export function retryTransfers(database: CatalogDatabase, id: number, { transfers, reason }: RetryChoice = {}): number {
  return decide(database, () => {
    const { state } = getRun(database, id)
    const one = database.prepare(RETRY_ONE)
    const all = (): number => database.prepare(RETRY_ALL).run(id).changes
    const failed = (): number => database.prepare(RETRY_FAILED).run({ run: id, reason }).changes
    const queued = transfers
      ? transfers.reduce((count, transfer) => count + one.run(transfer, id).changes, 0)
      : (reason === undefined ? all : failed)()
    if (queued > 0 && (state === 'done' || state === 'stopped')) setState(database, id, 'queued')
    touch(database)
    return queued
  })
}

/** To the place before another run, or to the end. @throws UsageError where there is no such run */
export const moveRun = (database: CatalogDatabase, id: number, before: number | null): void =>
  change(database, id, () => {
    const position = before === null ? freePosition(database, 'last') : getRun(database, before).position
    if (before !== null) database.prepare(MAKE_ROOM_FOR_RUN).run(position)
    database.prepare(PLACE_RUN).run(position, id)
  })

/** @throws UsageError */
export const renameRun = (database: CatalogDatabase, id: number, name: string): void =>
  change(database, id, () => database.prepare(RENAME_RUN).run(name, id))

/** @throws UsageError */
export const setAfterCrash = (database: CatalogDatabase, id: number, afterCrash: AfterCrash): void =>
  change(database, id, () => database.prepare(SET_AFTER_CRASH).run(afterCrash, id))

/** Pauses a run for a reason that no person gave. */
export const holdRun = (database: CatalogDatabase, id: number, reason: ErrorDescription): void =>
  change(database, id, ({ state }) => {
    if (state === 'running' || state === 'queued') setState(database, id, 'paused', reason)
  })

export const hasAny = (database: CatalogDatabase, run: number, state: string): boolean =>
  database.prepare(ANY_IN_STATE).get(run, state) !== undefined

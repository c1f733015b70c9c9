import { setTimeout as wait } from 'node:timers/promises'
import { CatalogBusyError, WriteError, type ErrorDescription } from '../../../shared/errors.ts'
import type { CurrentWork } from '../../../shared/runs.ts'
import type { ClaimedBlock } from '../../catalog/transfers/queue.ts'
import type { RunRecord } from '../../catalog/transfers/runs.ts'
import { speedOf } from '../../catalog/transfers/speed.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { RecordingName, RecordingRequest, RecordingResult } from '../recording/recorder.ts'
import { Recording } from '../recording/recording.ts'
import { halves, orderOf, recordsOf } from './block-work.ts'
import type { BlockEngine, ComputedBlock } from './block-engine.ts'
import { isWhole, orphaned, setbackOf, vanishedSource, type Setback, type WholeTransfer } from './setback.ts'
import { evaluationsOf, single } from '../evaluations.ts'

export interface RunnerOptions {
  readonly workspace: Pick<Workspace, 'folder'>
  readonly startEngine: () => BlockEngine
  /** What is computed just now; null between blocks. */
  readonly onCurrent?: (current: CurrentWork | null) => void
  /** No progress for so long: the engine hangs and is killed. */
  readonly hungMilliseconds?: number
  /** Before the engine is started again; twice as long each time. */
  readonly backoffMilliseconds?: number
}

/** The engine may die so often in a row before the run pauses. */
const MAX_DEATHS = 3
const HUNG_MILLISECONDS = 20 * 60_000
/** How often the queue is asked whether a person stopped the run or wants its block given back, in this process or another. */
const LOOK_MILLISECONDS = 500
const BUSY_MILLISECONDS = 1000

/** What became of a block. */
type BlockEnd = 'done' | 'given-back'

/**
 * Works through the queue of a workspace block by block, for whoever holds the engine lease. Whatever happens to this process, the engine
 * or the disk, a transfer is recorded once, after its file.
 */
export class Runner {
  readonly #options: RunnerOptions
  #engine: BlockEngine | null = null
  #deaths = 0
  #interruption: { readonly run: number; readonly controller: AbortController } | null = null

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /**
   * Until nothing is to run, or the signal says so: then what is in hand is given back.
   *
   * @param only a run, and no other
   *
   * @throws WriteError where the disk takes not even a word about itself, CatalogDamagedError
   */
  async work(signal: AbortSignal, only?: number): Promise<void> {
    const recording = new Recording(this.#options.workspace)
    const record: Record = (name, request, transferred) =>
      retried(signal, () => recording.call(name, request, transferred))
    try {
      await record('recover', undefined as never)
      while (!signal.aborted) {
        const run = await record('nextRun', { only })
        if (!run) break
        try {
          const block = await record('claim', { run })
          if (!block) await record('end', { run: run.id, ended: [], seconds: 0 })
          else await this.#workOn(block, record, signal)
        } catch (error) {
          // the catalog itself finds no room
          if (!(error instanceof WriteError)) throw error
          await record('recover', undefined as never)
          await record('hold', { run: run.id, reason: error.describe() })
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      await this.#stopEngine()
      await recording.close()
      this.#options.onCurrent?.(null)
    }
  }

  /** Gives back what is computed for the run just now, instead of finishing it. */
  interrupt(run: number): void {
    if (this.#interruption?.run === run) this.#interruption.controller.abort()
  }

  async #workOn(block: ClaimedBlock, record: Record, signal: AbortSignal): Promise<void> {
    const { run } = block
    const lost = orphaned(block.transfers)
    if (lost.length > 0) {
      const ended = lost.map((one) => ({ ...one, state: 'skipped' as const }))
      await record('end', { run: run.id, ended, seconds: 0 })
    }
    const controller = new AbortController()
    this.#interruption = { run: run.id, controller }
    const ending = AbortSignal.any([signal, controller.signal])
    const looking = this.#lookForStop(run, record, controller)
    const waiting = [block.transfers.filter(isWhole)]
    try {
      for (let some = waiting.shift(); some; some = waiting.shift()) {
        if (some.length === 0) continue
        const end = await this.#compute(block, some, { record, signal: ending, waiting })
        if (end === 'given-back') return await giveBack(record, run, [some, ...waiting].flat())
      }
    } finally {
      clearInterval(looking)
      this.#interruption = null
    }
  }

  /** Computes and records transfers together; `waiting` gets what is to be tried in another way. */
  async #compute(
    block: ClaimedBlock,
    transfers: readonly WholeTransfer[],
    { record, signal, waiting }: Surroundings,
  ): Promise<BlockEnd> {
    const { run, settings } = block
    const vanished = vanishedSource(transfers)
    if (vanished) return await hold(record, run, transfers, vanished)
    const start = performance.now()
    const computed = await this.#computed(block, transfers, signal)
    if ('kind' in computed) {
      const lost = (performance.now() - start) / 1000
      return await this.#answer(computed, { run, transfers, record, signal, waiting, seconds: lost })
    }
    this.#deaths = 0
    const { outcomes, evaluations, seconds, denoiseSeconds, peakBytes } = computed
    const gone = outcomes.some((outcome) => 'error' in outcome) ? vanishedSource(transfers) : null
    if (gone) return await hold(record, run, transfers, gone)
    const records = recordsOf(transfers, outcomes, seconds)
    const alone = records.computed.length * evaluationsOf(settings.settings, single)
    const work = { seconds, evaluations, singleEvaluations: alone, peakBytes }
    try {
      const measured = speedOf(settings.settings, { evaluations, denoiseSeconds })
      const speed = measured && { key: { ...run.plan, size: settings.settings.size }, measured }
      await record('finish', { run: run.id, ...records, work, speed })
      return 'done'
    } catch (error) {
      // a disk that is full or read-only: what was computed is lost with it
      if (error instanceof WriteError) return await hold(record, run, transfers, error.describe())
      throw error
    }
  }

  /** The outcomes of all pairs, or what came between. */
  async #computed(
    block: ClaimedBlock,
    transfers: readonly WholeTransfer[],
    signal: AbortSignal,
  ): Promise<ComputedBlock | Setback> {
    const { hungMilliseconds: silenceMilliseconds = HUNG_MILLISECONDS, onCurrent } = this.#options
    const [first] = transfers
    const current = {
      run: block.run.id,
      transfers: transfers.map(({ id }) => id),
      condition: first!.condition,
      content: first!.content.id,
      reference: first!.reference.id,
    }
    try {
      this.#engine ??= this.#options.startEngine()
      onCurrent?.({ ...current, phase: 'load', step: 0, steps: 1 })
      return await this.#engine.compute(orderOf(this.#options.workspace, block, transfers), {
        signal,
        silenceMilliseconds,
        onProgress: ({ phase, step, steps }) => onCurrent?.({ ...current, phase, step, steps }),
        onWait: () => onCurrent?.({ ...current, phase: 'wait', step: 0, steps: 1 }),
      })
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : setbackOf(error)
    }
  }

  async #answer(setback: Setback, situation: Situation): Promise<BlockEnd> {
    const { run, transfers, record, waiting, seconds } = situation
    const fail = (ids: readonly WholeTransfer[], error: ErrorDescription): Promise<void> =>
      record('end', { run: run.id, ended: ids.map(({ id }) => ({ id, state: 'failed' as const, error })), seconds })
    switch (setback.kind) {
      case 'cancelled':
        return 'given-back'
      case 'hold':
        return await hold(record, run, transfers, setback.error)
      case 'impossible':
        await fail(transfers, setback.error)
        return 'done'
      case 'too-large':
        await this.#stopEngine()
        if (transfers.length === 1) await fail(transfers, setback.error)
        else waiting.unshift(...halves(transfers))
        return 'done'
      case 'died':
        return await this.#afterDeath(setback.error, situation)
    }
  }

  /** A new process after a while; after the third time in a row the run waits for a person. */
  async #afterDeath(
    error: ErrorDescription,
    { run, transfers, record, signal, waiting }: Situation,
  ): Promise<BlockEnd> {
    await this.#stopEngine()
    this.#deaths++
    if (this.#deaths >= MAX_DEATHS) {
      const message = `The inference process failed ${MAX_DEATHS} times in a row; the last time: ${error.message}`
      this.#deaths = 0
      return await hold(record, run, transfers, { ...error, message })
    }
    const { backoffMilliseconds = 2000 } = this.#options
    await wait(backoffMilliseconds * 2 ** (this.#deaths - 1), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return 'given-back'
    waiting.unshift(transfers)
    return 'done'
  }

  #lookForStop(run: RunRecord, record: Record, controller: AbortController): NodeJS.Timeout {
    let isAsking = false
    return setInterval(() => {
      if (isAsking) return
      isAsking = true
      record('run', { run: run.id })
        .then(({ state, givesBack }) => (state === 'stopped' || givesBack) && controller.abort())
        // the loop meets the same failure and deals with it
        .catch(() => undefined)
        .finally(() => (isAsking = false))
    }, LOOK_MILLISECONDS)
  }

  async #stopEngine(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    await engine?.stop()
  }
}

type Record = <Name extends RecordingName>(
  name: Name,
  request: RecordingRequest<Name>,
  transferred?: readonly ArrayBuffer[],
) => Promise<RecordingResult<Name>>

interface Surroundings {
  readonly record: Record
  readonly signal: AbortSignal
  /** Transfers of the block that are to be computed apart from these. */
  readonly waiting: (readonly WholeTransfer[])[]
}

interface Situation extends Surroundings {
  readonly run: RunRecord
  readonly transfers: readonly WholeTransfer[]
  readonly seconds: number
}

async function hold(
  record: Record,
  run: RunRecord,
  transfers: readonly WholeTransfer[],
  reason: ErrorDescription,
): Promise<BlockEnd> {
  await giveBack(record, run, transfers)
  await record('hold', { run: run.id, reason })
  return 'given-back'
}

const giveBack = (record: Record, run: RunRecord, transfers: readonly WholeTransfer[]): Promise<void> =>
  record('requeue', { run, transfers: transfers.map(({ id, position, condition }) => ({ id, position, condition })) })

/** Another process may have the catalog for a while: nothing was changed, so asking again is safe. */
async function retried<Result>(signal: AbortSignal, call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof CatalogBusyError) || signal.aborted) throw error
      await wait(BUSY_MILLISECONDS, undefined, { signal }).catch(() => undefined)
    }
  }
}

import { setTimeout } from 'node:timers/promises'
import { CancelledError, errorFromDescription } from '../../../shared/errors.ts'
import type { CurrentWork, RunSummary } from '../../../shared/runs.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { tryLeaseEngine } from '../../catalog/transfers/engine-lease.ts'
import { summariseRun } from '../../catalog/transfers/run-reader.ts'
import { getRun, pauseRun } from '../../catalog/transfers/runs.ts'
import { sharingGpu } from '../../app/runs/sharing-gpu.ts'
import { GpuLock } from '../../engine/gpu-lock.ts'
import { GpuTurns } from '../../engine/gpu-turns.ts'
import { Runner } from '../../runs/runner/runner.ts'
import { cancellable } from '../cancellation.ts'
import { counted } from '../counted.ts'
import { ProgressBar } from '../progress-bar.ts'

const LOOK_MILLISECONDS = 300

/**
 * Works on a run until it is done, or looks on where another process runs the queue. Ctrl-C pauses it: what is computed just now is
 * given back.
 *
 * @throws CancelledError where it was paused, what paused it where no person did
 */
export async function workThrough(catalog: Catalog, run: number): Promise<RunSummary> {
  const bar = new ProgressBar(process.stderr)
  const waits = { queue: sentenceOnce(bar, queueIsElsewhere), gpu: sentenceOnce(bar, gpuIsElsewhere) }
  try {
    return await cancellable(async (signal) => {
      while (isOpen(summaryOf(catalog, run)) && !signal.aborted) await workOrWait(catalog, run, { bar, signal, waits })
      if (signal.aborted) pauseRun(catalog.database, run)
      return ended(summaryOf(catalog, run))
    })
  } finally {
    bar.end()
  }
}

interface Watching {
  readonly bar: ProgressBar
  readonly signal: AbortSignal
  /** Each says once what is waited for. */
  readonly waits: { readonly queue: () => void; readonly gpu: () => void }
}

const queueIsElsewhere = 'Another window or terminal works through the queue of this workspace; this one looks on.'
const gpuIsElsewhere = 'Another window or terminal of Weatherglass computes on the GPU; the run goes on in its turn.'

function sentenceOnce(bar: ProgressBar, sentence: string): () => void {
  let isSaid = false
  return () => {
    if (!isSaid) bar.note(sentence)
    isSaid = true
  }
}

const summaryOf = ({ database }: Catalog, run: number): RunSummary => summariseRun(database, getRun(database, run))
const isOpen = ({ state }: RunSummary): boolean => state === 'running' || state === 'queued'

async function workOrWait(catalog: Catalog, run: number, { bar, signal, waits }: Watching): Promise<void> {
  const report = (): void => tell(bar, summaryOf(catalog, run))
  const lease = tryLeaseEngine(catalog.workspace)
  if (!lease) {
    waits.queue()
    report()
    await setTimeout(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined)
    return
  }
  let before = -1
  const onCurrent = (current: CurrentWork | null): void => {
    if (current?.phase === 'wait') waits.gpu()
    const now = performance.now()
    if (now - before < LOOK_MILLISECONDS) return
    before = now
    report()
  }
  try {
    const gpu = new GpuTurns(new GpuLock())
    const startEngine = () => sharingGpu(gpu)
    const runner = new Runner({ workspace: catalog.workspace, startEngine, onCurrent })
    await runner.work(signal, run)
    report()
  } finally {
    lease.release()
  }
}

function tell(bar: ProgressBar, { counts, transfers, secondsLeft }: RunSummary): void {
  const step = transfers - counts.queued - counts.running
  bar.report({ phase: 'restyle', step, steps: transfers, rate: null, secondsLeft })
}

function ended(summary: RunSummary): RunSummary {
  const { id, name, state, reason, counts, transfers } = summary
  if (state === 'done') return summary
  if (reason) throw errorFromDescription(reason)
  const far = `${counts.done.toLocaleString('en-US')} of ${counted(transfers, 'transfer')} are done and kept`
  throw new CancelledError(
    state === 'stopped'
      ? `${name} was stopped: ${far}; weatherglass queue retry ${id} queues the rest again.`
      : `${name} was paused: ${far}; weatherglass queue resume ${id} goes on from there.`,
  )
}

/** What a run came to, as JSON. */
export const runReport = (summary: RunSummary, workspace: string): Record<string, unknown> => ({
  run: summary.id,
  name: summary.name,
  state: summary.state,
  planned: summary.transfers,
  done: summary.counts.done,
  failed: summary.counts.failed,
  skipped: summary.counts.skipped,
  cancelled: summary.counts.cancelled,
  seconds: summary.workedSeconds,
  evaluations: summary.evaluations,
  saved: summary.saved,
  imagesPerHour: summary.imagesPerHour,
  workspace,
})

/** What a run came to, for a person. */
export function runText({ id, name, counts, transfers, workedSeconds, imagesPerHour, saved }: RunSummary): string {
  const failed = counts.failed > 0 ? `, ${counts.failed} failed (weatherglass queue list --run ${id} says why)` : ''
  const rate = imagesPerHour === null ? '' : `, ${Math.round(imagesPerHour).toLocaleString('en-US')} images/h`
  return [
    `${name}: ${counts.done.toLocaleString('en-US')} of ${counted(transfers, 'transfer')} done${failed}`,
    `  ${workedSeconds.toFixed(1)} s${rate}, ${Math.round(saved * 100)} % of evaluations saved by shared work`,
  ].join('\n')
}

import { CancelledError, EngineError, errorFromDescription, type ErrorDescription } from '../../../shared/errors.ts'
import type { MeasuredLikeness } from '../../export/measured-likeness.ts'
import type { LikenessStep } from '../../../shared/exports.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import { forkModule } from '../../processes/fork-module.ts'
import type { LikenessTask } from './export-tasks.ts'

type Step = Pick<LikenessStep, 'done' | 'total'>

export type LikenessOrder = { readonly order: 'measure'; readonly task: LikenessTask } | { readonly order: 'cancel' }
export type LikenessEvent =
  | { readonly event: 'step'; readonly step: Step }
  | { readonly event: 'measured'; readonly condition: MeasuredLikeness }
  | { readonly event: 'done' }
  | { readonly event: 'failed'; readonly error: ErrorDescription }

export interface LikenessHearing {
  readonly signal: AbortSignal
  readonly onStep: (step: Step) => void
  /** A condition is measured. */
  readonly onMeasured: (condition: MeasuredLikeness) => void
  /** The module that the process runs, and how long it may take to end by itself once it is cancelled. */
  readonly entry?: string
  readonly graceMilliseconds?: number
}

/** A batch of InceptionV3 on a slow machine; it writes nothing, so that killing it loses nothing. */
const GRACE_MILLISECONDS = 10_000

/**
 * Measures likeness in a process of its own: one evaluation of a network cannot be interrupted, and ending a thread in the middle of it
 * would end the application.
 *
 * @throws what the measurement throws for a person, CancelledError, EngineError where the process dies
 */
export async function measureLikenessApart(
  task: LikenessTask,
  { signal, onStep, onMeasured, entry, graceMilliseconds = GRACE_MILLISECONDS }: LikenessHearing,
): Promise<void> {
  if (signal.aborted) throw cancelled()
  const child = forkModule(entry ?? entryBeside(import.meta.url, 'likeness.js', 'likeness-process.ts'), {
    stderr: process.env['WEATHERGLASS_DEBUG'] ? 'inherit' : 'ignore',
  })
  const say = (order: LikenessOrder): void => void child.send(order, () => undefined)
  let patience: NodeJS.Timeout | undefined
  const cancel = (): void => {
    say({ order: 'cancel' })
    patience = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds)
  }
  signal.addEventListener('abort', cancel)
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('message', (told: LikenessEvent) => {
        if (told.event === 'step') onStep(told.step)
        else if (told.event === 'measured') onMeasured(told.condition)
        else if (told.event === 'done') resolve()
        else reject(errorFromDescription(told.error))
      })
      child.on('error', reject)
      child.on('exit', (code: number | null, killedBy: NodeJS.Signals | null) =>
        reject(signal.aborted ? cancelled() : died(killedBy ? `was ended by ${killedBy}` : `ended with ${code}`)),
      )
      say({ order: 'measure', task })
    })
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', cancel)
    child.kill('SIGKILL')
  }
}

const cancelled = (): CancelledError => new CancelledError('The measurement was cancelled; nothing was changed.')
const died = (how: string): EngineError =>
  new EngineError(
    `The process that measures likeness ${how}, perhaps for want of memory; close other programs, or measure fewer conditions.`,
  )

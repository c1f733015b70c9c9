import type { ErrorCode, ErrorDescription } from '../../../shared/errors.ts'
import type {
  AfterCrash,
  CurrentWork,
  FailureReason,
  RunsState,
  RunState,
  RunSummary,
  TransferRow,
  TransferState,
} from '../../../shared/runs.ts'
import { bytes, count, duration, measure, share } from '../../ui/format/numbers.ts'

type StateKind = 'good' | 'bad' | 'warning' | 'note' | 'running' | 'waiting' | 'paused'

export interface StateWords {
  readonly kind: StateKind
  readonly words: string
}

/** A run that can still compute something. */
export const isOpen = ({ state }: Pick<RunSummary, 'state'>): boolean => state !== 'done' && state !== 'stopped'

/** `1 running, 1 waiting, 6 finished`. */
export function runsInWords(runs: readonly Pick<RunSummary, 'state'>[]): string {
  const of = (...states: readonly RunState[]): number => runs.filter(({ state }) => states.includes(state)).length
  return [
    [of('running'), 'running'],
    [of('paused'), 'paused'],
    [of('queued'), 'waiting'],
    [of('done', 'stopped'), 'finished'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, word]) => `${count(number as number)} ${word}`)
    .join(', ')
}

/** What a run does, in a few words. */
export function runState(run: RunSummary, engine: RunsState['engine']): StateWords {
  const { state, interrupted, reason, counts } = run
  switch (state) {
    case 'running':
      if (engine === 'elsewhere') return { kind: 'running', words: 'Running in another window or terminal' }
      return { kind: 'running', words: engine === 'here' ? 'Running' : 'Starting' }
    case 'queued':
      return { kind: 'waiting', words: 'Waiting for its turn' }
    case 'paused':
      if (interrupted) return { kind: 'warning', words: 'Interrupted' }
      return reason ? { kind: 'bad', words: 'Paused by a problem' } : { kind: 'paused', words: 'Paused' }
    case 'stopped':
      return { kind: 'note', words: `Stopped, ${count(counts.done)} kept` }
    case 'done':
      return counts.failed > 0
        ? { kind: 'warning', words: `Finished, ${count(counts.failed)} failed` }
        : { kind: 'good', words: 'Finished' }
  }
}

/** `3,412 of 9,984 done`. */
export const doneInWords = ({ counts, transfers }: Pick<RunSummary, 'counts' | 'transfers'>): string =>
  `${count(counts.done)} of ${count(transfers)} done`

const weekdayAndTime = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** `Sat 06:24`; with the date instead of the day where it is more than six days away. */
export function clock(time: Date, now: Date): string {
  const isNear = Math.abs(time.getTime() - now.getTime()) < 6 * 86_400_000
  return (isNear ? weekdayAndTime : dayAndTime).format(time).replace(',', '')
}

/** `412 images/h`, `46 % of evaluations saved`, `9.1 GB peak`: what is known of a run that worked. */
export function workFacts(run: Pick<RunSummary, 'imagesPerHour' | 'saved' | 'peakBytes'>) {
  const { imagesPerHour, saved, peakBytes } = run
  const facts: { readonly value: string; readonly words: string }[] = []
  if (imagesPerHour !== null) facts.push({ value: count(Math.max(1, Math.round(imagesPerHour))), words: 'images/h' })
  if (saved > 0) facts.push({ value: share(saved, 0), words: 'of evaluations saved' })
  if (peakBytes > 0) facts.push({ value: bytes(peakBytes), words: 'peak memory' })
  return facts
}

export const transferStateWords: Readonly<Record<TransferState, StateWords>> = {
  queued: { kind: 'waiting', words: 'Queued' },
  running: { kind: 'running', words: 'Running' },
  done: { kind: 'good', words: 'Done' },
  failed: { kind: 'bad', words: 'Failed' },
  cancelled: { kind: 'note', words: 'Cancelled' },
  skipped: { kind: 'warning', words: 'Skipped' },
}

const phases: Readonly<Record<string, string>> = {
  wait: 'waits for the engine',
  convert: 'weights are converted',
  load: 'the model is loaded',
  encode: 'pictures are encoded',
  invert: 'noise is prepared',
  decode: 'the picture is decoded',
  measure: 'the result is measured',
}

/** `step 14 of 20`, or what goes on besides. */
export const phaseInWords = ({ phase, step, steps }: Pick<CurrentWork, 'phase' | 'step' | 'steps'>): string =>
  phases[phase] ?? `step ${count(step)} of ${count(steps)}`

/** What is to be said of a transfer beside its pictures. */
export function transferDetail(row: TransferRow, { current, engine }: Pick<RunsState, 'current' | 'engine'>): string {
  switch (row.state) {
    case 'running':
      if (current?.transfers.includes(row.id)) return phaseInWords(current)
      return engine === 'elsewhere' ? 'in another window or terminal' : 'next in its block'
    case 'queued':
      return row.attempts > 0 ? `block ${count(row.block + 1)}, tried before` : `block ${count(row.block + 1)}`
    case 'failed':
    case 'skipped':
      return reasonInWords(row.error)
    case 'cancelled':
      return 'The run was stopped before its turn.'
    case 'done':
      return [
        row.seconds !== null && duration(row.seconds),
        row.structure !== null && `structure\u00a0${measure(row.structure)}`,
        row.leakage !== null && `leakage\u00a0${measure(row.leakage)}`,
      ]
        .filter(Boolean)
        .join(' · ')
  }
}

/** The reason of a failure as a sentence that names the file without its folder. */
function reasonInWords(error: ErrorDescription | null): string {
  if (!error) return 'No reason was recorded.'
  const { message, file } = error
  const name = file?.split(/[\\/]/).at(-1)
  return sentence(file && name ? message.replaceAll(file, name) : message)
}

/** Error messages end where they are put together: a sentence ends with its full stop. */
export const sentence = (message: string): string => (/[.?!…]$/.test(message) ? message : `${message}.`)

const reasons: Partial<Readonly<Record<ErrorCode, string>>> = {
  'bad-image': 'The picture cannot be used',
  'bad-label': 'The label cannot be used',
  'bad-settings': 'The settings do not fit',
  'bad-source': 'The source is gone',
  'bad-weights': 'The model cannot be read',
  'unsupported-model': 'The model cannot be used',
  'file-missing': 'A file is missing',
  'out-of-memory': 'It does not fit into memory',
  'provider-failed': 'The device failed',
  'engine-failed': 'The inference process failed',
  'write-failed': 'The result could not be written',
  'catalog-busy': 'The catalog was busy',
}

/** A reason of failures as a title, and the words of the first of them. */
export const reasonWords = ({ code, error }: FailureReason): { readonly title: string; readonly message: string } => ({
  title: (code !== 'unknown' && reasons[code]) || 'Something else',
  message: sentence(error?.message ?? 'No reason was recorded'),
})

export const afterCrashWords: Readonly<Record<AfterCrash, string>> = {
  ask: 'Ask whether it goes on',
  'go-on': 'Go on by itself',
  wait: 'Wait until it is resumed',
}

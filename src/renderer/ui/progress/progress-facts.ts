import { count, rate, timeLeft } from '../format/numbers.ts'

/** How far a long task is. */
export interface Progress {
  /** What is done: `Reading ACDC`, or what it is done for: `Adverse v3`. */
  readonly name: string
  readonly done: number
  /** Left out while it is not known, as during a walk. */
  readonly total?: number | undefined
  /** What is counted, in the plural: `images`. */
  readonly unit: string
  /** Per second. */
  readonly rate?: number | undefined
  readonly secondsLeft?: number | undefined
  readonly isPaused?: boolean | undefined
}

export interface ProgressFact {
  readonly kind: 'count' | 'rate' | 'rest'
  readonly text: string
}

/** What is said about a task: `2,318 of 8,012` (while the end is not known `2,318 images`), `38 images/s`, `2 min 30 s left`. */
export function progressFacts(progress: Progress): readonly ProgressFact[] {
  const { done, total, unit, rate: perSecond, secondsLeft, isPaused } = progress
  const facts: ProgressFact[] = [
    { kind: 'count', text: total === undefined ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)}` },
  ]
  if (isPaused) return [...facts, { kind: 'rest', text: 'paused' }]
  if (perSecond !== undefined && perSecond > 0) facts.push({ kind: 'rate', text: rate(perSecond, unit) })
  if (secondsLeft !== undefined) facts.push({ kind: 'rest', text: timeLeft(secondsLeft) })
  return facts
}

/** A task in a sentence: `Reading ACDC: 2,318 of 8,012, 38 images/s, 2 min 30 s left.` */
export const progressInWords = (progress: Progress): string =>
  `${progress.name}: ${progressFacts(progress)
    .map(({ text }) => text)
    .join(', ')}.`

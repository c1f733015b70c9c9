import type { IndexingProgress } from '../../shared/sources.ts'
import type { Progress } from '../ui/progress/progress-facts.ts'

/** The indexing of a source as a task; null where it waits for its turn or has failed. */
export function taskOf(indexing: IndexingProgress): Progress | null {
  const { name, phase, done, total, rate, secondsLeft, paused } = indexing
  if (phase === 'waiting' || phase === 'failed') return null
  return {
    name: `${phase === 'walk' ? 'Listing' : 'Reading'} ${name}`,
    done,
    total: total ?? undefined,
    unit: phase === 'walk' ? 'files' : 'images',
    rate: rate ?? undefined,
    secondsLeft: secondsLeft ?? undefined,
    isPaused: paused,
  }
}

/** Whether anything is being read, or would be if it weren't paused. */
export const isUnderWay = (indexing: readonly IndexingProgress[]): boolean =>
  indexing.some(({ phase }) => phase !== 'failed')

export const isPaused = (indexing: readonly IndexingProgress[]): boolean => indexing.some(({ paused }) => paused)

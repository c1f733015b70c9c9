import type { RunSummary } from '../../../shared/runs.ts'
import type { Progress } from '../../ui/progress/progress-facts.ts'

/** A run as a long task. */
export const progressOf = ({ name, counts, transfers, imagesPerHour, secondsLeft, state }: RunSummary): Progress => ({
  name,
  done: counts.done,
  total: transfers,
  unit: 'images',
  rate: imagesPerHour === null ? undefined : imagesPerHour / 3600,
  secondsLeft: secondsLeft ?? undefined,
  isPaused: state === 'paused',
})

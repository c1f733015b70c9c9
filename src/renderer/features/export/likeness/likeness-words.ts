import type { LikenessStep } from '../../../../shared/exports.ts'
import type { Progress } from '../../../ui/progress/progress-facts.ts'

/** The measurement as a task; without a step the networks are being read. */
export const measuringOf = (step: LikenessStep | null): Progress => ({
  name: step === null ? 'Loading the networks' : 'Comparing with real pictures',
  ...{ done: step?.done ?? 0, total: step?.total, unit: 'pictures', secondsLeft: step?.secondsLeft ?? undefined },
})

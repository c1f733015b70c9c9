import type { PreviewPhase, PreviewState } from '../../../../shared/tuning.ts'
import { timeLeft } from '../../../ui/format/numbers.ts'

const phases: Readonly<Record<PreviewPhase, string>> = {
  wait: 'Waiting for the work before it',
  convert: 'Converting the weights, once for this model',
  load: 'Loading the model',
  encode: 'Encoding both pictures',
  invert: 'Inverting',
  denoise: 'Denoising',
  decode: 'Decoding',
}

/** `Denoising, 3 of 16 · 2.4 s left`, `Loading the model`. */
export function progressWords({ phase, step, steps, denoised, denoisingSteps, secondsLeft }: PreviewState): string {
  const rest = secondsLeft === null ? '' : ` · ${timeLeft(secondsLeft)}`
  const [done, of] = phase === 'denoise' ? [denoised, denoisingSteps] : [step, steps]
  return `${phaseWords(phase, done, of)}${rest}`
}

/** `Inverting, 3 of 16`, `Decoding`. `step` of `steps` of the phase are done; a step has no number here, as those of settings begin at 0. */
export function phaseWords(phase: PreviewPhase, step: number, steps: number): string {
  const isCounted = (phase === 'invert' || phase === 'denoise') && steps > 0
  return `${phases[phase]}${isCounted ? `, ${step} of ${steps}` : ''}`
}

/** 0 to 1, of the whole preview: denoising counts most of it, so it is what the bar shows once it has begun. */
export function progressShare({ phase, step, steps, denoised, denoisingSteps }: PreviewState): number {
  if (phase === 'denoise') return 0.3 + (0.65 * denoised) / Math.max(1, denoisingSteps)
  if (phase === 'decode') return 0.97
  const begins = { wait: 0, convert: 0, load: 0.02, encode: 0.05, invert: 0.1 }[phase]
  return phase === 'invert' ? begins + (0.2 * step) / Math.max(1, steps) : begins
}

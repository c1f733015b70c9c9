import { resolveQuirks, type Settings } from '../../shared/settings.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'

/** How a prompt acts on a prediction (classifier-free guidance, Ho and Salimans, arXiv 2207.12598). */
export interface Guidance {
  /** Prompt embeddings, [77, channels] each: every image is evaluated once for each. The prompt's own comes last. */
  readonly texts: readonly Float32Array[]
  /** The noise from the predictions of one image, one for each text. */
  readonly combine: (epsilons: readonly Float32Array[]) => Float32Array
}

/** Guidance of the two passes, which the public code guides differently. */
export interface PassGuidance {
  readonly inversion: Guidance
  readonly denoising: Guidance
  /** Whether both are the same, so that denoising replays the inversion and it need not be evaluated. */
  readonly agree: boolean
  readonly warnings: readonly string[]
}

/** Guidance as the settings say; with the empty prompt there is nothing to guide, and one evaluation per image. */
export async function promptGuidance(model: StableDiffusion, settings: Settings): Promise<PassGuidance> {
  const empty = await model.embed('')
  if (settings.prompt === '') {
    const unguided = single(empty.embeddings)
    return { inversion: unguided, denoising: unguided, agree: true, warnings: [] }
  }
  const prompt = await model.embed(settings.prompt)
  const warnings = prompt.truncated ? ['The prompt is longer than 75 tokens; what lies beyond has no effect.'] : []
  const inversion = classifierFree(empty.embeddings, prompt.embeddings, settings.inversionGuidance)
  if (resolveQuirks(settings).guidedInversionOnly) {
    return { inversion, denoising: single(prompt.embeddings), agree: false, warnings }
  }
  return { inversion, denoising: inversion, agree: true, warnings }
}

const single = (text: Float32Array): Guidance => ({ texts: [text], combine: ([epsilon]) => epsilon! })

/** eps_uncond + scale (eps_cond - eps_uncond) */
function classifierFree(empty: Float32Array, prompt: Float32Array, scale: number): Guidance {
  return {
    texts: [empty, prompt],
    combine: ([without, with_]) => without!.map((value, i) => value + scale * (with_![i]! - value)),
  }
}

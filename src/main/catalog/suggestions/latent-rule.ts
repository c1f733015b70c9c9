import { trainIds } from '../../../shared/labels.ts'
import { resolveQuirks, type Settings } from '../../../shared/settings.ts'

/**
 * How much of a class class-wise AdaIN is left with, estimated from the class's share of the picture alone: of A latent pixels,
 * max(0, sqrt(A) - loss)^2 survive the way to latent size and the erosion, since what is lost is a class's border.
 */
export interface LatentRule {
  /** Latent pixels of a picture: 64 x 128 at the default size. */
  readonly latentPixels: number
  /** What a border costs each class, in latent pixels of length, by train id. */
  readonly contentLoss: readonly number[]
  readonly styleLoss: readonly number[]
}

/** Class-wise AdaIN takes no statistics of fewer (`corrected`), and few are noise (`paper-code`). */
export const ENOUGH_LATENT_PIXELS = 16

/**
 * `loss` of a style label that is shrunk as colours and eroded, by train id: the fit to three labels of ACDC and Cityscapes and
 * sixteen drawn scenes (README, "What covers a class").
 */
const FULL_LOSS = [8, 13, 13, 7, 8, 19, 8, 9, 12, 9, 11, 12, 8, 5.5, 5, 5.5, 5, 9, 12]
/** Of that, what blended colours cost and what the erosion does. */
const BLENDING_PART = 0.55
const EROSION_PART = 0.45

/** Latent pixels are 8 x 8 pixels of the picture. */
const LATENT_FACTOR = 8

/** The rule that holds for transfers with these settings. */
export function latentRule(settings: Pick<Settings, 'size' | 'fidelity' | 'quirks'>): LatentRule {
  const { labelShrink, erosion } = resolveQuirks(settings)
  const [height, width] = settings.size
  const eroded = erosion ? EROSION_PART : 0
  const blended = labelShrink === 'colours' ? BLENDING_PART : 0
  return {
    latentPixels: (height * width) / LATENT_FACTOR ** 2,
    contentLoss: FULL_LOSS.map((loss) => loss * eroded),
    styleLoss: FULL_LOSS.map((loss) => loss * (eroded + blended)),
  }
}

/** Latent pixels that class-wise AdaIN can use of a class with this share of the picture. */
export const effectivePixels = (share: number, loss: number, latentPixels: number): number =>
  Math.max(0, Math.sqrt(share * latentPixels) - loss) ** 2

/**
 * How well each class of a picture serves class-wise AdaIN, 0 to 1 by train id: effective latent pixels over those that
 * are enough, written into `coverages`.
 *
 * @param counts the picture's 20 class counts
 */
export function writeCoverages(
  counts: Uint32Array,
  loss: readonly number[],
  latentPixels: number,
  coverages: Float64Array,
): void {
  let pixels = 0
  for (const count of counts) pixels += count
  for (let trainId = 0; trainId < trainIds.length; trainId++) {
    const count = counts[trainId]!
    coverages[trainId] =
      count === 0
        ? 0
        : Math.min(1, effectivePixels(count / pixels, loss[trainId]!, latentPixels) / ENOUGH_LATENT_PIXELS)
  }
}

import { trainIdOfClassName, trainIds, type ClassName, type TrainId } from '../../../shared/labels.ts'
import type { ClassMap } from '../../../shared/settings.ts'
import { sum, type ClassMasks } from './class-masks.ts'

/** Mean and standard deviation of each channel. */
export interface ChannelStatistics {
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

const varianceFloor = 1e-5

/**
 * Mean and deviation of each channel of `[channels, h * w]`, each pixel counting by its weight (all alike without `weights`).
 * The deviation is sqrt(variance + 1e-5); the variance is the unbiased one without weights and the population's with them,
 * as in the public code's `calc_mean_std` and `calc_mean_std_smooth`.
 */
export function channelStatistics(latents: Float32Array, channels: number, weights?: Float32Array): ChannelStatistics {
  const size = latents.length / channels
  const total = weights ? sum(weights) : size
  const divisor = weights ? total : size - 1
  const mean: number[] = []
  const std: number[] = []
  for (let channel = 0; channel < channels; channel++) {
    const plane = latents.subarray(channel * size, (channel + 1) * size)
    let weighted = 0
    for (let i = 0; i < size; i++) weighted += plane[i]! * (weights ? weights[i]! : 1)
    const centre = weighted / total
    let squares = 0
    for (let i = 0; i < size; i++) squares += (plane[i]! - centre) ** 2 * (weights ? weights[i]! : 1)
    mean.push(centre)
    std.push(Math.sqrt(squares / divisor + varianceFloor))
  }
  return { mean, std }
}

/**
 * Adaptive instance normalization (Huang and Belongie, 2017): gives each channel of `content` the mean and deviation that it has in
 * `style`. Both are `[channels, h * w]`.
 */
export function adain(content: Float32Array, style: Float32Array, channels: number): Float32Array {
  const from = channelStatistics(content, channels)
  const to = channelStatistics(style, channels)
  const size = content.length / channels
  return content.map((value, index) => {
    const channel = Math.floor(index / size)
    return ((value - from.mean[channel]!) / from.std[channel]!) * to.std[channel]! + to.mean[channel]!
  })
}

/** Class of the content -> class of the style that lends its statistics; null for none. Classes that are missing map to themselves. */
export type TrainIdMap = ReadonlyMap<TrainId, TrainId | null>

/** The class map of the settings by train ids. */
export function trainIdMap(classMap: ClassMap): TrainIdMap {
  const entries = Object.entries(classMap) as [ClassName, ClassName | null][]
  return new Map(entries.map(([from, to]) => [trainIdOfClassName(from), to === null ? null : trainIdOfClassName(to)]))
}

export interface ClassAdainOptions {
  /** The public code's formula; see `classAdain`. */
  readonly sigmaPlusOne: boolean
  readonly classMap: TrainIdMap
}

/** One image's side of class-wise AdaIN: latents `[C, h * w]` and where its classes are. */
export interface MaskedLatents {
  readonly latents: Float32Array
  readonly masks: ClassMasks
}

/** What class-wise AdaIN did to a class that the content has. */
export interface ClassReport {
  readonly trainId: TrainId
  /** The class of the style that the statistics come from; null where the class is off. */
  readonly styleTrainId: TrainId | null
  /** Latent pixels that are left after erosion: the sum of the weights. */
  readonly contentPixels: number
  readonly stylePixels: number
  readonly acted: boolean
  /** Why it did not act. `no counterpart`: the style's label lacks the class. `too small`: too little of it is left on a side. */
  readonly reason?: 'no counterpart' | 'too small' | 'off'
  /** Null where there is no pixel to measure. */
  readonly content: ChannelStatistics | null
  readonly style: ChannelStatistics | null
}

export interface ClassAdainResult {
  readonly latents: Float32Array
  readonly classes: readonly ClassReport[]
}

/** Fewer pixels give no usable deviation. */
const minEffectivePixels = 16
const maxSigmaRatio = 3

/**
 * Class-wise AdaIN (Chigot et al., 2025): each class of the content takes the mean and deviation that the class has in
 * the style; all statistics are those of the input. Pixels of no acting class stay as they are. A pixel that belongs to several
 * classes in part moves by its shares: y = x + sum_c w_c (y_c - x).
 *
 * With `sigmaPlusOne`, y_c = (x - mu_c) / (1 + sigma_c) * (1 + sigma_s) + mu_s for every class with a pixel on both sides: in the public
 * code the maps of sigma start at one and are added to, so the deviation is transferred in part. Without it,
 * y_c = (x - mu_c) * clamp(sigma_s / sigma_c, 1/3, 3) + mu_s for every class with at least 16 pixels on both sides.
 */
export function classAdain(content: MaskedLatents, style: MaskedLatents, options: ClassAdainOptions): ClassAdainResult {
  const latents = Float32Array.from(content.latents)
  const present = trainIds.filter((trainId) => content.masks.labelled[trainId]! > 0)
  const classes = present.map((trainId) => measureClass(trainId, content, style, options))
  for (const report of classes) {
    if (report.acted) moveClass(latents, content, report, options)
  }
  return { latents, classes }
}

function measureClass(
  trainId: TrainId,
  content: MaskedLatents,
  style: MaskedLatents,
  { sigmaPlusOne, classMap }: ClassAdainOptions,
): ClassReport {
  const mapped = classMap.get(trainId)
  const styleTrainId = mapped === undefined ? trainId : mapped
  const from = measure(content, trainId)
  const to = styleTrainId === null ? { pixels: 0, statistics: null } : measure(style, styleTrainId)
  const tooSmall = (pixels: number): boolean => (sigmaPlusOne ? pixels === 0 : pixels < minEffectivePixels)
  const reason = (): ClassReport['reason'] => {
    if (styleTrainId === null) return 'off'
    if (style.masks.labelled[styleTrainId] === 0) return 'no counterpart'
    return tooSmall(from.pixels) || tooSmall(to.pixels) ? 'too small' : undefined
  }
  const why = reason()
  return {
    trainId,
    styleTrainId,
    contentPixels: from.pixels,
    stylePixels: to.pixels,
    acted: why === undefined,
    ...(why && { reason: why }),
    content: from.statistics,
    style: to.statistics,
  }
}

function measure({ latents, masks }: MaskedLatents, trainId: TrainId) {
  const weights = maskOf(masks, trainId)
  const pixels = sum(weights)
  const channels = latents.length / weights.length
  return { pixels, statistics: pixels > 0 ? channelStatistics(latents, channels, weights) : null }
}

/** Mean and deviation of the class's pixels in each channel; null where the image has none. */
export const classStatistics = (image: MaskedLatents, trainId: TrainId): ChannelStatistics | null =>
  measure(image, trainId).statistics

/** Adds w_c (y_c - x) to `latents` for the class of the report. */
function moveClass(
  latents: Float32Array,
  content: MaskedLatents,
  { trainId, content: from, style: to }: ClassReport,
  { sigmaPlusOne }: ClassAdainOptions,
): void {
  if (!from || !to) return
  const weights = maskOf(content.masks, trainId)
  for (const [channel, mean] of from.mean.entries()) {
    const target = to.mean[channel]!
    const scale = sigmaScale(from.std[channel]!, to.std[channel]!, sigmaPlusOne)
    const start = channel * weights.length
    for (let pixel = 0; pixel < weights.length; pixel++) {
      const x = content.latents[start + pixel]!
      latents[start + pixel]! += weights[pixel]! * ((x - mean) * scale + target - x)
    }
  }
}

function sigmaScale(contentSigma: number, styleSigma: number, sigmaPlusOne: boolean): number {
  if (sigmaPlusOne) return (1 + styleSigma) / (1 + contentSigma)
  return Math.min(Math.max(styleSigma / contentSigma, 1 / maxSigmaRatio), maxSigmaRatio)
}

function maskOf({ weights }: ClassMasks, trainId: TrainId): Float32Array {
  const size = weights.length / trainIds.length
  return weights.subarray(trainId * size, (trainId + 1) * size)
}

import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { keptMapBytes, mixingLayers } from './attention.ts'

/** Images that are evaluated together. */
export interface BlockShape {
  readonly contents: number
  readonly styles: number
  /** References come from the cache, so that their branch is no row. */
  readonly stylesCached: boolean
}

/** Bytes that each phase of a transfer holds at its peak; phases follow one another. */
export interface MemoryNeed {
  readonly encode: number
  readonly denoise: number
  readonly decode: number
  readonly peak: number
}

/**
 * What was measured with Stable Diffusion 1.5 at 512x1024 in float32 (`npm run bench -- engine`), in units of the
 * largest tensors: a row of the U-Net in pictures of its first block's channels; encoder and decoder in pictures of full
 * size with the channels that they have there.
 */
const measured = { unetRow: 95, encoder: 3.5, decoder: 4, chunkMaps: 4 }
const runtimeBytes = 0.2e9
const chunkBytes = 64 * 2 ** 20

/** Rows of one evaluation where attention mixes. */
export function rowsPerStep({ contents, styles, stylesCached }: BlockShape): number {
  return (stylesCached ? 0 : styles) + contents + contents * styles
}

/** Estimates the memory of a transfer of [H, W] pixels; the style cache itself is not counted. */
export function memoryNeed(
  model: StableDiffusion,
  [height, width]: readonly [number, number],
  shape: BlockShape,
): MemoryNeed {
  const { unetConfig, autoencoderConfig, source } = model
  const elementBytes = model.device.precision === 'fp16' ? 2 : 4
  const [h, w] = model.latentSize([height, width])
  const weights = (part: 'unet' | 'vae') =>
    [...source[part].tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) *
    elementBytes
  const picture = (channels: number) => height * width * channels * elementBytes
  const [outer, inner] = [
    autoencoderConfig.blockChannels[0]!,
    autoencoderConfig.blockChannels[1] ?? autoencoderConfig.blockChannels[0]!,
  ]
  const row = measured.unetRow * h * w * unetConfig.blockChannels[0]! * elementBytes
  const map = Math.max(...unetConfig.heads) * (h * w) ** 2 * 4
  const mixedRow =
    mixingLayers(unetConfig).length > 0
      ? Math.min(map, keptMapBytes) + measured.chunkMaps * Math.min(map, chunkBytes)
      : 0
  const encode = runtimeBytes + weights('vae') + measured.encoder * picture(outer)
  const denoise = runtimeBytes + weights('unet') + rowsPerStep(shape) * row + shape.contents * shape.styles * mixedRow
  const decode = runtimeBytes + weights('vae') + measured.decoder * picture(inner)
  return { encode, denoise, decode, peak: Math.max(encode, denoise, decode) }
}

/** Bytes that the style cache keeps of one reference: K and V of the mixing layers at every mixing step. */
export function styleCacheBytes(model: StableDiffusion, size: readonly [number, number], mixingSteps: number): number {
  const [h, w] = model.latentSize(size)
  const perStep = mixingLayers(model.unetConfig).reduce(
    (sum, { share, channels }) => sum + 2 * h * w * share * channels * 4,
    0,
  )
  return perStep * mixingSteps
}

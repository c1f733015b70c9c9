import type { PreparedImage } from '../../../src/main/cactif/block.ts'
import { transferBlock } from '../../../src/main/cactif/pipeline.ts'
import type { BranchCache } from '../../../src/main/cactif/branches/branch-cache.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../../../src/main/diffusion/weights-cache.ts'
import { weightsCacheBytes } from '../../../src/main/engine/model-loader.ts'
import { pixelBytes } from '../../../src/main/engine/transfer-job.ts'
import { imageHash, type RgbImage } from '../../../src/main/imaging/image.ts'
import type { LabelMap } from '../../../src/main/imaging/labels.ts'
import { latentLabels } from '../../../src/main/imaging/latent-labels.ts'
import { imageTensor } from '../../../src/main/imaging/prepare-image.ts'
import { resolveQuirks, type Settings } from '../../../src/shared/settings.ts'

/** A picture as the model sees it, with its label. */
export interface LabelledPicture {
  readonly image: RgbImage
  readonly label: LabelMap
  /** The size of the label, and of the picture before it was cropped and resized. */
  readonly imageSize: { readonly width: number; readonly height: number }
}

/** On the CPU, where results are the same everywhere. */
export async function openOnCpu(modelPath: string): Promise<StableDiffusion> {
  const model = new StableDiffusion(await openModel(modelPath), {
    device: { provider: 'cpu', precision: 'fp32' },
    cache: { folder: defaultCacheFolder(), maxBytes: weightsCacheBytes },
  })
  model.checkNetworks()
  return model
}

export interface Restyling {
  readonly content: LabelledPicture
  readonly styles: readonly LabelledPicture[]
  readonly settings: Settings
  /** What references lend, for the next call with the same ones. */
  readonly cache?: BranchCache
}

/** One content after each of the references, in one block. */
export async function restyle(
  model: StableDiffusion,
  { content, styles, settings, cache }: Restyling,
): Promise<RgbImage[]> {
  const block = {
    contents: [prepared(model, content, 'content', settings)],
    styles: styles.map((style) => prepared(model, style, 'style', settings)),
    outs: styles.map((_, style) => ({ content: 0, style, settings })),
  }
  const { outputs } = await transferBlock(model, block, {
    keepsUnet: true,
    ...(cache && { branches: { cache, contents: false, styles: true } }),
  })
  return outputs.map(({ image }) => rgbImage(image, settings.size))
}

/** Pictures of `size` through the encoder and back: what the autoencoder alone loses. */
export async function roundTrip(
  model: StableDiffusion,
  pictures: readonly RgbImage[],
  size: readonly [height: number, width: number],
): Promise<RgbImage[]> {
  const nothing = () => Promise.resolve()
  const images = pictures.map((picture) => ({ tensor: imageTensor(picture), hash: imageHash(picture) }))
  const decoded = await model.decode(await model.encode(images, size, nothing), size, nothing)
  return decoded.map((image) => rgbImage(image, size))
}

function prepared(
  model: StableDiffusion,
  { image, label, imageSize }: LabelledPicture,
  role: 'content' | 'style',
  settings: Settings,
): PreparedImage {
  const { size } = settings
  const { labelShrink } = resolveQuirks(settings)
  const latentSize = model.latentSize(size)
  return {
    tensor: imageTensor(image),
    hash: imageHash(image),
    labels: latentLabels(label, { role, size, latentSize, labelShrink, imageSize }),
  }
}

/** [3, H, W] of about [-1, 1] as a picture. */
export const rgbImage = (image: Float32Array, [height, width]: readonly [number, number]): RgbImage => ({
  width,
  height,
  data: pixelBytes(image),
})

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { PreparedImage } from '../cactif/block.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { centredBox, crop } from '../imaging/crop.ts'
import { readLabelMap, type LabelMap } from '../imaging/labels.ts'
import { latentLabels } from '../imaging/latent-labels.ts'
import type { RgbImage } from '../imaging/pixels.ts'
import { prepareImage } from '../imaging/prepare-image.ts'
import { resizeNearest } from '../imaging/resize.ts'
import { resolveQuirks, type Settings } from '../../shared/settings.ts'
import type { InputFile, InputImage, InputLabel } from './provenance.ts'

/** An image and its label, ready for the pipeline. */
export interface JobInput {
  readonly image: PreparedImage
  /** As the model sees it. */
  readonly rgb: RgbImage
  /** Train ids at the picture's size, [H, W]; null without a label. */
  readonly trainIds: Uint8Array | null
  readonly file: InputImage
  readonly label: InputLabel | null
}

export type InputRole = 'content' | 'style'

/** @param labelNetwork what predicted the label, where something did. @throws what a person can get wrong about a picture and its label */
export async function prepareInput(
  model: StableDiffusion,
  settings: Pick<Settings, 'size' | 'fidelity' | 'quirks'>,
  role: InputRole,
  file: string,
  labelFile: string | undefined,
  labelNetwork?: string,
): Promise<JobInput> {
  const { size } = settings
  const latentSize = model.latentSize(size)
  const { tensor, hash, imageSize, rgb } = await prepareImage(file, size)
  const { labelShrink } = resolveQuirks(settings)
  const label = labelFile === undefined ? null : await readLabelMap(labelFile, { latentSize })
  const labels = label && latentLabels(label, { role, size, latentSize, labelShrink, imageSize })
  return {
    image: { tensor, hash, labels },
    rgb,
    trainIds: label && trainIdsOf(label, size),
    file: { ...(await hashFile(file)), imageHash: hash },
    label: label && {
      ...(await hashFile(label.file)),
      encoding: label.encoding,
      ...(labelNetwork !== undefined && { predicted: { network: labelNetwork } }),
    },
  }
}

function trainIdsOf(label: LabelMap, size: Settings['size']): Uint8Array {
  const cropped = crop({ ...label, data: label.trainIds }, centredBox(label, size))
  return resizeNearest(cropped, size[1], size[0]).data
}

export async function hashFile(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, sha256: hash.digest('hex') }
}

/** Images that were prepared last: a person tunes one pair for a while. */
export class InputMemory {
  readonly #inputs = new Map<string, JobInput>()
  readonly #maxInputs: number

  constructor(maxInputs: number) {
    this.#maxInputs = maxInputs
  }

  /** As `prepareInput`; prepared again where a file has changed. */
  async prepare(...asked: Parameters<typeof prepareInput>): Promise<JobInput> {
    const [model, settings, role, file, label, labelNetwork] = asked
    const { labelShrink } = resolveQuirks(settings)
    const stamps = await Promise.all([file, ...(label === undefined ? [] : [label])].map(stampOf))
    const key = JSON.stringify([
      role,
      stamps,
      labelNetwork,
      settings.size,
      model.latentSize(settings.size),
      labelShrink,
    ])
    const input = this.#inputs.get(key) ?? (await prepareInput(...asked))
    this.#inputs.delete(key)
    this.#inputs.set(key, input)
    const [oldest] = this.#inputs.keys()
    if (this.#inputs.size > this.#maxInputs && oldest !== undefined) this.#inputs.delete(oldest)
    return input
  }
}

/** A file that cannot be looked at is explained by whoever reads it. */
async function stampOf(file: string): Promise<readonly [string, number, number]> {
  const found = await stat(file).catch(() => null)
  return [file, found?.size ?? 0, found?.mtimeMs ?? 0]
}

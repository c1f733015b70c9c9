import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { precisions, providers, type Provider } from '../../shared/compute.ts'
import { errorFromDescription, MemoryError, UsageError, type ErrorDescription } from '../../shared/errors.ts'
import { parseSettings } from '../../shared/settings-schema.ts'
import type { Engine, JobOptions } from '../engine/client.ts'
import type { BlockImage, BlockRequest, TransferRequest, TransferResult } from '../engine/protocol.ts'
import { readImage } from '../imaging/image.ts'
import { readPngText } from '../imaging/write-image.ts'

/** What of a picture's provenance its repetition needs; the rest is for people. */
const provenanceSchema = z.object({
  settings: z.unknown(),
  model: z.union([
    z.object({ path: z.string(), fingerprint: z.string() }),
    z.object({ demonstration: z.literal(true), fingerprint: z.string() }),
  ]),
  provider: z.enum(providers),
  precision: z.enum(precisions),
  batch: z.object({ contents: z.int().min(1).max(64), styles: z.int().min(1).max(64) }),
  inputs: z.object({
    content: z.object({ file: z.string(), sha256: z.string() }),
    contentLabel: z.object({ file: z.string(), sha256: z.string() }).optional(),
    style: z.object({ file: z.string(), sha256: z.string() }),
    styleLabel: z
      .object({ file: z.string(), sha256: z.string(), predicted: z.object({ network: z.string() }).optional() })
      .optional(),
    noise: z.object({ file: z.string(), sha256: z.string() }).optional(),
  }),
})

/** Images that are evaluated together: rounding depends on how many they are, and on nothing else of them. */
export interface BatchShape {
  readonly contents: number
  readonly styles: number
}

/** A transfer as its picture tells of it, with the shape of the batch that it was made in. */
export interface ToldTransfer {
  readonly request: TransferRequest
  readonly batch: BatchShape
}

export interface Repetition {
  readonly identical: boolean
  /** Of 255: the largest difference of a sample. */
  readonly largestDifference: number
  /** Samples that differ at all, 0 to 1. */
  readonly differing: number
  /** Sentences: inputs or a model that are other than they were. */
  readonly changed: readonly string[]
}

/**
 * The transfer that a picture tells of.
 *
 * @throws UsageError where it tells of none, ImageError, SettingsError
 */
export async function transferOfPicture(file: string): Promise<ToldTransfer> {
  const { settings, model, provider, precision, inputs, batch } = await provenanceOf(file)
  const { content, contentLabel, style, styleLabel, noise } = inputs
  const request = {
    settings: parseSettings(settings, file),
    model: 'path' in model ? model.path : null,
    ...{ provider, precision, content: content.file, style: style.file, trace: false },
    ...(contentLabel && { contentLabel: contentLabel.file }),
    ...(styleLabel && { styleLabel: styleLabel.file }),
    ...(styleLabel?.predicted && { styleLabelNetwork: styleLabel.predicted.network }),
    ...(noise && { noise: noise.file }),
  }
  return { request, batch }
}

/** A result that was made again, and the shape of the batch that it was made in. */
export interface Remade extends TransferResult {
  readonly batch: BatchShape
}

export interface RemakeOptions extends Pick<JobOptions<'transfer'>, 'signal' | 'onProgress'> {
  /** Hears what computes as soon as it is known. */
  readonly onProvider?: (provider: Provider) => void
}

/**
 * Makes a transfer again in a batch of the shape that it had; where that does not fit into memory, by itself.
 *
 * @throws as `Engine.transfer`
 */
export async function remake(
  engine: Engine,
  { request, batch }: ToldTransfer,
  options: RemakeOptions,
): Promise<Remade> {
  const alone = { contents: 1, styles: 1 }
  if (batch.contents * batch.styles > 1) {
    try {
      return { ...(await remakeInBatch(engine, { request, batch }, options)), batch }
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error
    }
  }
  const { onProvider, ...further } = options
  const made = await engine.transfer(request, { ...further, onEvent: (event) => onProvider?.(event.provider) })
  return { ...made, batch: alone }
}

/** The rest of the batch are copies under other names: the same files are evaluated once. */
async function remakeInBatch(
  engine: Engine,
  { request, batch }: ToldTransfer,
  options: RemakeOptions,
): Promise<TransferResult> {
  const { content, contentLabel, style, styleLabel, styleLabelNetwork, model, provider, precision, settings } = request
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-reproduce-'))
  const copies = async ({ image: file, ...labelled }: BlockImage, count: number): Promise<BlockImage[]> => {
    const images: BlockImage[] = [{ image: file, ...labelled }]
    for (let copy = 1; copy < count; copy++) {
      const image = path.join(folder, `${images.length}-${count}-${path.basename(file)}`)
      await copyFile(file, image)
      images.push({ image, ...labelled })
    }
    return images
  }
  try {
    const block: BlockRequest = {
      ...{ model, provider, precision, settings, keep: 'nothing', measures: false, watched: false },
      contents: await copies(
        { image: content, ...(contentLabel !== undefined && { label: contentLabel }) },
        batch.contents,
      ),
      styles: await copies(
        {
          image: style,
          ...(styleLabel !== undefined && { label: styleLabel }),
          ...(styleLabelNetwork !== undefined && { labelNetwork: styleLabelNetwork }),
        },
        batch.styles,
      ),
    }
    return await firstOf(engine, block, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The first picture of a block. @throws what was wrong with its inputs */
async function firstOf(engine: Engine, block: BlockRequest, options: RemakeOptions): Promise<TransferResult> {
  let first: TransferResult | undefined
  let failure: ErrorDescription | undefined
  const { onProvider, ...further } = options
  await engine.block(block, {
    ...further,
    onEvent: (event) => {
      if (event.type === 'provider') onProvider?.(event.provider)
      if (!('pair' in event) || event.pair !== 0) return
      if (event.type === 'failed') failure = event.error
      if (event.type === 'picture') first = { ...event.picture, trace: null }
    },
  })
  if (failure) throw errorFromDescription(failure)
  if (!first) throw new Error('the inference process left out the first picture of its block')
  return first
}

/** Compares a picture with what came out of its provenance now. @throws UsageError, ImageError */
export async function compareWith(file: string, result: TransferResult): Promise<Repetition> {
  const before = await provenanceOf(file)
  const { data, width, height } = await readImage(file)
  if (width !== result.width || height !== result.height)
    throw new UsageError(
      `${file} has ${width}x${height} pixels but its settings make ${result.width}x${result.height}; it was changed`,
      file,
    )
  let largestDifference = 0
  let differing = 0
  for (let sample = 0; sample < data.length; sample++) {
    const difference = Math.abs(data[sample]! - result.rgb[sample]!)
    if (difference > 0) differing++
    if (difference > largestDifference) largestDifference = difference
  }
  const { inputs, model } = result.provenance
  const changed = Object.entries(before.inputs).flatMap(([name, input]) =>
    input && inputs[name as keyof typeof inputs]?.sha256 !== input.sha256 ? [`${input.file} is another file now.`] : [],
  )
  if (model.fingerprint !== before.model.fingerprint) changed.push(`The model ${model.name} is another one now.`)
  return { identical: differing === 0, largestDifference, differing: differing / data.length, changed }
}

async function provenanceOf(file: string): Promise<z.infer<typeof provenanceSchema>> {
  const text = (await readPngText(file))['weatherglass']
  const parsed = provenanceSchema.safeParse(text === undefined ? null : asJson(text))
  if (parsed.success) return parsed.data
  throw new UsageError(`${file} does not say how it was made; give a PNG that Weatherglass wrote`, file)
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

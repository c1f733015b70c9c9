import { z } from 'zod'
import { precisions, providers } from '../../shared/compute.ts'
import { UsageError } from '../../shared/errors.ts'
import { parseSettings } from '../../shared/settings-schema.ts'
import { readImage } from '../imaging/image.ts'
import { readPngText } from '../imaging/write-image.ts'
import type { TransferRequest, TransferResult } from '../engine/protocol.ts'

/** What of a picture's provenance its repetition needs; the rest is for people. */
const provenanceSchema = z.object({
  settings: z.unknown(),
  model: z.union([
    z.object({ path: z.string(), fingerprint: z.string() }),
    z.object({ demonstration: z.literal(true), fingerprint: z.string() }),
  ]),
  provider: z.enum(providers),
  precision: z.enum(precisions),
  inputs: z.object({
    content: z.object({ file: z.string(), sha256: z.string() }),
    contentLabel: z.object({ file: z.string(), sha256: z.string() }).optional(),
    style: z.object({ file: z.string(), sha256: z.string() }),
    styleLabel: z.object({ file: z.string(), sha256: z.string() }).optional(),
  }),
})

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
export async function requestOfPicture(file: string): Promise<TransferRequest> {
  const { settings, model, provider, precision, inputs } = await provenanceOf(file)
  const { content, contentLabel, style, styleLabel } = inputs
  return {
    settings: parseSettings(settings, file),
    model: 'path' in model ? model.path : null,
    ...{ provider, precision, content: content.file, style: style.file, trace: false },
    ...(contentLabel && { contentLabel: contentLabel.file }),
    ...(styleLabel && { styleLabel: styleLabel.file }),
  }
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

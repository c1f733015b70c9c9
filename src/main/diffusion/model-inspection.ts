import type { Component, ModelSource } from './model-source.ts'
import { filesOf } from './weights/component.ts'
import { elementCount, isFloatDtype, isQuantisedDtype, type Dtype } from './weights/dtypes.ts'
import { quoted } from './weights/header-json.ts'

export interface PartInspection {
  readonly part: 'unet' | 'vae' | 'text_encoder'
  /** Numbers in all floating-point tensors. */
  readonly parameters: number
  readonly tensors: number
  /** Each data type with the number of its tensors, the most frequent first. */
  readonly dtypes: readonly { readonly dtype: Dtype; readonly tensors: number }[]
  /** Of the tensors on disk. */
  readonly bytes: number
  /** Real paths. */
  readonly files: readonly string[]
}

/** What a model is, as far as its configs and weights headers say. */
export interface ModelInspection {
  readonly path: string
  readonly name: string
  readonly layout: ModelSource['layout']
  /** In words: "Stable Diffusion 1.x". */
  readonly family: string
  readonly predictionType: string
  readonly fingerprint: string
  readonly parts: readonly PartInspection[]
  readonly total: {
    readonly parameters: number
    readonly bytes: number
    /** Memory that the weights alone take where they are computed in fp32 or fp16. */
    readonly bytesInMemory: { readonly fp32: number; readonly fp16: number }
  }
  /** Sentences, one per thing that is wrong; empty for a model that looks whole. */
  readonly problems: readonly string[]
}

/**
 * Looks at what the files of a model say. Configs are validated and tensors matched against them by the builders of the
 * networks; what is found here is what those cannot see: parts that do not fit each other, or are not there.
 */
export function inspectModel(source: ModelSource): ModelInspection {
  const components = [
    ['unet', source.unet],
    ['vae', source.vae],
    ['text_encoder', source.textEncoder],
  ] as const
  const parts = components.flatMap(([part, component]) => (component ? [inspectPart(part, component)] : []))
  const sum = (of: (part: PartInspection) => number) => parts.reduce((total, part) => total + of(part), 0)
  const parameters = sum((part) => part.parameters)
  return {
    path: source.path,
    name: source.name,
    layout: source.layout,
    family: familyOf(source),
    predictionType: predictionTypeOf(source),
    fingerprint: source.fingerprint,
    parts,
    total: {
      parameters,
      bytes: sum(({ bytes }) => bytes),
      bytesInMemory: { fp32: parameters * 4, fp16: parameters * 2 },
    },
    problems: [
      ...components.flatMap(([part, component]) => (component ? partProblems(part, component) : [])),
      ...fitProblems(source),
      ...absenceProblems(source),
    ],
  }
}

function inspectPart(part: PartInspection['part'], { tensors }: Component): PartInspection {
  const views = [...tensors.values()]
  const isParameter = (dtype: Dtype) => isFloatDtype(dtype) || isQuantisedDtype(dtype)
  const counts = new Map<Dtype, number>()
  for (const { dtype } of views) counts.set(dtype, (counts.get(dtype) ?? 0) + 1)
  return {
    part,
    parameters: views.reduce((sum, { dtype, shape }) => sum + (isParameter(dtype) ? elementCount(shape) : 0), 0),
    tensors: views.length,
    dtypes: Array.from(counts, ([dtype, count]) => ({ dtype, tensors: count })).sort((a, b) => b.tensors - a.tensors),
    bytes: views.reduce((sum, { byteLength }) => sum + byteLength, 0),
    files: filesOf(tensors),
  }
}

/** The scheduler's own default is `epsilon`: configs from before v prediction have no such key. */
function predictionTypeOf({ scheduler }: ModelSource): string {
  const { prediction_type: type = 'epsilon' } = scheduler
  return typeof type === 'string' ? type : JSON.stringify(type)
}

/** SD 2.x projects linearly where SD 1.x has 1x1 convolutions; both have the same channels. */
function familyOf(source: ModelSource): string {
  const { config } = source.unet
  const isSecond = config['use_linear_projection'] === true
  const prediction = predictionTypeOf(source) === 'v_prediction' ? ' (v prediction)' : ' base'
  const family = isSecond ? `Stable Diffusion 2.x${prediction}` : 'Stable Diffusion 1.x'
  const hasItsSizes =
    String(config['block_out_channels']) === '320,640,1280,1280' &&
    config['cross_attention_dim'] === (isSecond ? 1024 : 768)
  return hasItsSizes ? family : `a model of other sizes, built like ${family}`
}

const classNames = { unet: 'UNet2DConditionModel', vae: 'AutoencoderKL', text_encoder: 'CLIPTextModel' } as const

function partProblems(part: PartInspection['part'], { config, configFile, tensors }: Component): string[] {
  const problems: string[] = []
  const architectures = config['architectures']
  const className =
    part === 'text_encoder'
      ? Array.isArray(architectures)
        ? (architectures as unknown[])[0]
        : undefined
      : config['_class_name']
  if (className !== undefined && className !== classNames[part]) {
    problems.push(`${configFile}: expected ${part} to be a ${classNames[part]}, found ${JSON.stringify(className)}`)
  }
  const quantised = [...tensors].filter(([, { dtype }]) => isQuantisedDtype(dtype))
  const [first] = quantised
  if (first) {
    const [name, { file, dtype }] = first
    const more = quantised.length > 1 ? ` and ${quantised.length - 1} more` : ''
    problems.push(`${file}: tensor ${quoted(name)}${more}: expected 16, 32 or 64-bit floats, found ${dtype}`)
  }
  return problems
}

/** Widths in which one part hands to the next. */
function fitProblems({ unet, vae, textEncoder }: ModelSource): string[] {
  const joints: [from: string, width: unknown, to: string, expected: unknown][] = [
    ['output of the U-Net', unet.config['out_channels'], 'latent of the autoencoder', vae.config['latent_channels']],
  ]
  if (textEncoder) {
    joints.push([
      'text that the U-Net reads',
      unet.config['cross_attention_dim'],
      'output of the text encoder',
      textEncoder.config['hidden_size'],
    ])
  }
  return joints
    .filter(([, width, , expected]) => typeof width === 'number' && typeof expected === 'number' && width !== expected)
    .map(
      ([from, width, to, expected]) =>
        `The parts do not fit: the ${from} has ${String(width)} channels, the ${to} ${String(expected)}`,
    )
}

function absenceProblems({ layout, textEncoder, tokenizer, path }: ModelSource): string[] {
  if (textEncoder === null)
    return [`${path}: there is no text encoder, so no prompt can be read, not even the empty one`]
  if (layout === 'diffusers' && tokenizer === null)
    return [`${path}: there is no tokenizer (vocab.json and merges.txt)`]
  return []
}

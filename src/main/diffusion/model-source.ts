import { createHash } from 'node:crypto'
import { lstat, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError, UnsupportedModelError } from '../../shared/errors.ts'
import { splitCheckpoint, type CheckpointPart } from './checkpoint-keys.ts'
import { commonFolder, filesOf, type Component } from './weights/component.ts'
import { openFolderPart, type FolderPart, type Variant } from './weights/diffusers-folder.ts'
import { describeForeignExtension } from './weights/foreign-formats.ts'
import { readSafetensorsHeader, type SafetensorsHeader } from './weights/header.ts'
import { hubModelName, isThere, listFolder, snapshotOf } from './weights/hub-cache.ts'
import { readJsonObject } from './weights/json-file.ts'
import { missingFile } from './weights/missing-file.ts'
import { hashTensors } from './weights/tensor-samples.ts'
import { describeForeignClass, describeForeignTensors } from './weights/model-families.ts'

export type { Component } from './weights/component.ts'

/** A Stable Diffusion model as it was found: configs are not validated and tensors not matched against them yet. */
export interface ModelSource {
  /** The file or folder that was asked for, absolute. */
  readonly path: string
  /** For people: `org/name` out of the Hugging Face cache, else the name of the folder or file. */
  readonly name: string
  readonly layout: 'diffusers' | 'single-file'
  readonly unet: Component
  readonly vae: Component
  readonly textEncoder: Component | null
  readonly scheduler: Readonly<Record<string, unknown>>
  readonly tokenizer: { readonly vocabFile: string; readonly mergesFile: string } | null
  /**
   * SHA-256 (hexadecimal) over the configs, the scheduler's config, the header and size of every weights file, and the
   * beginning of every tensor's data: not over gigabytes. The same wherever the model lies.
   */
  readonly fingerprint: string
}

export interface OpenOptions {
  /** Which weights to take where a folder holds both; full precision otherwise. */
  readonly variant?: Variant
}

/**
 * Finds the parts of a Stable Diffusion model: a diffusers folder, a model in the Hugging Face cache (a snapshot or its
 * `models--org--name` folder), or a single-file checkpoint of SD 1.x (or a folder with nothing but one). Reads configs
 * and weights headers, no weights.
 *
 * @throws FileMissingError naming what is missing, WeightsError for damaged weights, UnsupportedModelError saying in one
 *   sentence what else it is (pickles are refused: reading one can run any code) and what is needed
 */
export async function openModel(modelPath: string, options: OpenOptions = {}): Promise<ModelSource> {
  const absolute = path.resolve(modelPath)
  if ((await kindOf(absolute)) === 'file') {
    if (path.basename(absolute) === 'model_index.json') return openFolder(path.dirname(absolute), options)
    return openCheckpoint(absolute)
  }
  return openFolder(absolute, options)
}

async function kindOf(file: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(file)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (await isLink(file)) throw await missingFile(file, error)
    throw new FileMissingError(
      `${file}: expected a model folder or a .safetensors file on this machine, found nothing there`,
      file,
      { cause: error },
    )
  }
}

const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

async function openFolder(given: string, { variant }: OpenOptions): Promise<ModelSource> {
  const folder = await snapshotOf(given)
  const names = (await listFolder(folder)) ?? []
  if (names.includes('model_index.json')) await refuseForeignClass(path.join(folder, 'model_index.json'))
  if (!names.includes('unet')) return openOnlyCheckpoint(folder, names)
  const unet = await openFolderPart(path.join(folder, 'unet'), 'diffusion_pytorch_model', variant)
  const vae = await openFolderPart(path.join(folder, 'vae'), 'diffusion_pytorch_model', variant)
  const hasText = names.includes('text_encoder')
  const textEncoder = hasText ? await openFolderPart(path.join(folder, 'text_encoder'), 'model', variant) : null
  const scheduler = await readJsonObject(path.join(folder, 'scheduler', 'scheduler_config.json'))
  const model = await realpath(folder)
  return finish({
    path: given,
    name: hubModelName(model) ?? path.basename(model),
    layout: 'diffusers',
    unet,
    vae,
    textEncoder,
    scheduler,
    tokenizer: await findTokenizer(path.join(folder, 'tokenizer')),
  })
}

async function refuseForeignClass(file: string): Promise<void> {
  const { _class_name: className } = await readJsonObject(file)
  const foreign = typeof className === 'string' ? describeForeignClass(className) : undefined
  if (foreign !== undefined) throw new UnsupportedModelError(`${path.dirname(file)}: ${foreign}`, path.dirname(file))
}

async function findTokenizer(folder: string): Promise<ModelSource['tokenizer']> {
  const names = (await listFolder(folder)) ?? []
  const [vocabFile, mergesFile] = [path.join(folder, 'vocab.json'), path.join(folder, 'merges.txt')]
  const both = (await isThere(vocabFile, names)) && (await isThere(mergesFile, names))
  return both ? { vocabFile: await realpath(vocabFile), mergesFile: await realpath(mergesFile) } : null
}

/** A folder without a U-Net of its own: a checkpoint that lies in it alone, or what else it is. */
async function openOnlyCheckpoint(folder: string, names: readonly string[]): Promise<ModelSource> {
  const fail = (sentence: string) => new UnsupportedModelError(`${folder}: ${sentence}`, folder)
  if (names.includes('transformer'))
    throw fail(
      'holds a model built on a transformer (Stable Diffusion 3, FLUX): Weatherglass needs Stable Diffusion 1.x or 2.x base',
    )
  if (names.includes('config.json')) await refusePart(path.join(folder, 'config.json'))
  const cached = names.filter((name) => name.startsWith('models--'))
  if (cached.length > 0)
    throw fail(`is a Hugging Face cache: give the folder of one model in it (${cached.join(', ')})`)
  const checkpoints = names.filter((name) => name.endsWith('.safetensors'))
  if (checkpoints.length === 1) return openCheckpoint(path.join(folder, checkpoints[0]!))
  if (checkpoints.length > 1)
    throw fail(
      `holds no diffusers model, but ${checkpoints.length} .safetensors files (${checkpoints.join(', ')}): give one of them`,
    )
  if (names.includes('model_index.json') && checkpoints.length === 0)
    throw await missingFile(path.join(folder, 'unet', 'config.json'))
  const foreign = names.find((name) => describeForeignExtension(path.extname(name)) !== undefined)
  if (foreign !== undefined)
    throw new UnsupportedModelError(
      `${path.join(folder, foreign)}: ${describeForeignExtension(path.extname(foreign))}`,
      folder,
    )
  throw fail(
    'is no Stable Diffusion model: expected the folders unet, vae, text_encoder, tokenizer and scheduler, or a .safetensors checkpoint',
  )
}

/** A folder with a config.json at its top is one part of a model, or an add-on to one. */
async function refusePart(configFile: string): Promise<void> {
  const folder = path.dirname(configFile)
  const { _class_name: className, model_type: modelType } = await readJsonObject(configFile)
  const named = [className, modelType].find((value) => typeof value === 'string') ?? 'something else'
  const part = partClasses[named]
  if (part !== undefined)
    throw new UnsupportedModelError(`${folder}: is ${part} of a model alone: give the folder above it`, folder)
  throw new UnsupportedModelError(`${folder}: ${describeForeignClass(named) ?? 'is no whole model'}`, folder)
}

const partClasses: Readonly<Record<string, string>> = {
  UNet2DConditionModel: 'the U-Net',
  AutoencoderKL: 'the autoencoder',
  clip_text_model: 'the text encoder',
}

async function openCheckpoint(file: string): Promise<ModelSource> {
  const foreign = describeForeignExtension(path.extname(file))
  if (foreign !== undefined) throw new UnsupportedModelError(`${file}: ${foreign}`, file)
  const header = await readSafetensorsHeader(file)
  const foreignTensors = describeForeignTensors(header.tensors)
  if (foreignTensors !== undefined) throw new UnsupportedModelError(`${file}: ${foreignTensors}`, file)
  const parts = splitCheckpoint(header.tensors, file)
  const partOf = ({ config, tensors }: CheckpointPart, headers: readonly SafetensorsHeader[]): FolderPart => ({
    component: { config, configFile: file, tensors, folder: commonFolder(filesOf(tensors)) },
    headers,
  })
  return finish({
    path: file,
    name: path.basename(file, path.extname(file)),
    layout: 'single-file',
    unet: partOf(parts.unet, [header]),
    vae: partOf(parts.vae, []),
    textEncoder: parts.textEncoder && partOf(parts.textEncoder, []),
    scheduler: parts.scheduler,
    tokenizer: null,
  })
}

type OpenedParts = Omit<ModelSource, 'unet' | 'vae' | 'textEncoder' | 'fingerprint'> & {
  readonly unet: FolderPart
  readonly vae: FolderPart
  readonly textEncoder: FolderPart | null
}

async function finish(opened: OpenedParts): Promise<ModelSource> {
  const { unet, vae, textEncoder } = opened
  refuseForeignInput(unet.component, vae.component)
  return {
    ...opened,
    unet: unet.component,
    vae: vae.component,
    textEncoder: textEncoder && textEncoder.component,
    fingerprint: await fingerprintOf(opened),
  }
}

/** A U-Net that reads more than latents: its weights look like Stable Diffusion's in everything but the first layer. */
function refuseForeignInput(unet: Component, vae: Component): void {
  const inputs = unet.config['in_channels']
  const latents = vae.config['latent_channels']
  if (typeof inputs !== 'number' || typeof latents !== 'number' || inputs === latents) return
  const kind = latents === 4 && kindsByInputs[inputs] !== undefined ? ` (${kindsByInputs[inputs]} model)` : ''
  throw new UnsupportedModelError(
    `${unet.configFile}: expected a U-Net of ${latents} input channels, as many as the latents have, found ${inputs}${kind}: give a text-to-image model`,
    unet.configFile,
  )
}

const kindsByInputs: Readonly<Record<number, string>> = {
  5: 'a depth-to-image',
  7: 'an upscaling',
  8: 'an InstructPix2Pix',
  9: 'an inpainting',
}

async function fingerprintOf({ unet, vae, textEncoder, scheduler }: OpenedParts): Promise<string> {
  const parts = [unet, vae, textEncoder]
  const outline = parts.map(
    (part) => part && [part.component.config, part.headers.map((h) => [h.headerHash, h.byteLength])],
  )
  const hash = createHash('sha256').update(JSON.stringify([outline, scheduler], withSortedKeys))
  for (const part of parts) if (part) await hashTensors(hash, part.component.tensors)
  return hash.digest('hex')
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

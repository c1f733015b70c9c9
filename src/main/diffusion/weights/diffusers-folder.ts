import path from 'node:path'
import { FileMissingError, UnsupportedModelError, WeightsError } from '../../../shared/errors.ts'
import { commonFolder, filesOf, type Component } from './component.ts'
import { describeForeignExtension } from './foreign-formats.ts'
import { quoted } from './header-json.ts'
import { readSafetensorsHeader, type SafetensorsHeader, type TensorView } from './header.ts'
import { isThere, listFolder } from './hub-cache.ts'
import { readJsonObject } from './json-file.ts'
import { missingFile } from './missing-file.ts'

/** A part of a diffusers folder as it is on disk. */
export interface FolderPart {
  readonly component: Component
  /** Of the weights files, in the order of their names. */
  readonly headers: readonly SafetensorsHeader[]
}

export type Variant = 'fp16'

/** The beginning of the name of the weights file: what diffusers and transformers call it. */
export type WeightsName = 'diffusion_pytorch_model' | 'model'

/**
 * Opens one part of a diffusers folder: its `config.json` and the headers of its weights, which may be one file or
 * shards with an index. Full precision is preferred to `*.fp16.*` unless that variant is asked for; a part that has
 * only one of them is taken as it is.
 *
 * @throws FileMissingError naming the file that is not there, UnsupportedModelError for weights in other formats,
 *   WeightsError for damaged ones
 */
export async function openFolderPart(
  folder: string,
  weights: WeightsName,
  variant: Variant | undefined,
): Promise<FolderPart> {
  const names = (await listFolder(folder)) ?? []
  const headers = await openWeights(folder, names, weights, variant)
  const configFile = path.join(folder, 'config.json')
  if (!(await isThere(configFile, names))) throw await missingFile(configFile)
  const config = await readJsonObject(configFile)
  const tensors = new Map<string, TensorView>()
  for (const header of headers) for (const [name, view] of header.tensors) tensors.set(name, view)
  return { component: { config, configFile, tensors, folder: commonFolder(filesOf(tensors)) }, headers }
}

async function openWeights(
  folder: string,
  names: readonly string[],
  weights: WeightsName,
  variant: Variant | undefined,
): Promise<SafetensorsHeader[]> {
  const isWeights = (name: string) => name.startsWith(`${weights}.`)
  const whole = names.filter((name) => isWeights(name) && name.endsWith('.safetensors') && !isShard(name))
  const indexes = names.filter((name) => isWeights(name) && /\.safetensors\.index(\.[^.]+)?\.json$/.test(name))
  const chosen = choose([...whole, ...indexes], weights, variant)
  if (chosen === undefined) throw await noWeights(folder, names, weights)
  const file = path.join(folder, chosen)
  await isThere(file, names)
  return chosen.endsWith('.json') ? openShards(file, names) : [await readSafetensorsHeader(file)]
}

const isShard = (name: string) => /-\d{5}-of-\d{5}\./.test(name)

/** Full precision, the half precision variant, or what else there is (`non_ema`, `bf16`): in the order that was asked for. */
function choose(candidates: readonly string[], weights: WeightsName, variant: Variant | undefined): string | undefined {
  const full = candidates.find((name) => [`${weights}.safetensors`, `${weights}.safetensors.index.json`].includes(name))
  const half = candidates.find((name) => name.includes('.fp16.'))
  return variant === 'fp16' ? (half ?? full ?? candidates[0]) : (full ?? half ?? candidates[0])
}

async function openShards(index: string, names: readonly string[]): Promise<SafetensorsHeader[]> {
  const { weight_map: map } = await readJsonObject(index)
  const entries = typeof map === 'object' && map !== null ? Object.entries(map as Record<string, unknown>) : []
  if (entries.length === 0)
    throw new WeightsError(`${index}: expected a "weight_map" of shards by tensor, found none`, index)
  const shards = new Map<string, SafetensorsHeader>()
  for (const [tensor, shard] of entries) {
    if (typeof shard !== 'string' || shard !== path.basename(shard) || !shard.endsWith('.safetensors')) {
      throw new WeightsError(
        `${index}: tensor ${quoted(tensor)}: expected the name of a safetensors file in the same folder, found ${quoted(String(shard))}`,
        index,
      )
    }
    const header = shards.get(shard) ?? (await openShard(path.join(path.dirname(index), shard), names))
    shards.set(shard, header)
    if (!header.tensors.has(tensor))
      throw new WeightsError(`${index}: expected tensor ${quoted(tensor)} in ${shard}, found none of that name`, index)
  }
  return [...shards.keys()].sort().map((shard) => shards.get(shard)!)
}

async function openShard(file: string, names: readonly string[]): Promise<SafetensorsHeader> {
  if (await isThere(file, names)) return readSafetensorsHeader(file)
  throw new FileMissingError(`${file}: this shard of the weights is missing: get the model with all its files`, file)
}

/** No safetensors: says what there is instead. */
async function noWeights(
  folder: string,
  names: readonly string[],
  weights: WeightsName,
): Promise<FileMissingError | UnsupportedModelError> {
  const foreign = names.find((name) => describeForeignExtension(path.extname(name)) !== undefined)
  if (foreign !== undefined) {
    const file = path.join(folder, foreign)
    return new UnsupportedModelError(`${file}: ${describeForeignExtension(path.extname(foreign))}`, file)
  }
  const shard = names.find((name) => name.startsWith(weights) && isShard(name))
  return missingFile(
    path.join(folder, shard === undefined ? `${weights}.safetensors` : `${weights}.safetensors.index.json`),
  )
}

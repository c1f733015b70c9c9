import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readGoldens, oraclePath } from '../../oracle.ts'
import { rawTensors } from './checkpoint-file.ts'
import { temporaryFolder, tensorFile, type RawTensor } from './safetensors-files.ts'

/** A copy of the oracle's tiny model that a test may change. */
export function tinyModelFolder(): string {
  const folder = path.join(temporaryFolder(), 'tiny-sd')
  for (const part of ['unet', 'vae', 'text_encoder', 'tokenizer', 'scheduler', 'model_index.json']) {
    cpSync(oraclePath('tiny-sd', part), path.join(folder, part), { recursive: true })
  }
  return folder
}

/** The tiny model as the Hugging Face cache keeps it: a snapshot of links into `blobs`. Gives the `models--` folder. */
export function tinyHubCache(commit = '0123abcd'): string {
  const model = tinyModelFolder()
  const repository = path.join(path.dirname(model), 'models--weatherglass--tiny-sd')
  mkdirSync(path.join(repository, 'blobs'), { recursive: true })
  mkdirSync(path.join(repository, 'refs'))
  writeFileSync(path.join(repository, 'refs', 'main'), commit)
  for (const file of readdirSync(model, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const inModel = path.relative(model, path.join(file.parentPath, file.name))
    const link = path.join(repository, 'snapshots', commit, inModel)
    const blob = path.join(repository, 'blobs', inModel.replaceAll(path.sep, '-'))
    mkdirSync(path.dirname(link), { recursive: true })
    renameSync(path.join(model, inModel), blob)
    symlinkSync(path.relative(path.dirname(link), blob), link)
  }
  return repository
}

/** The tiny U-Net's weights in two files with an index, as diffusers writes large ones. */
export function shardUnet(folder: string, variant = ''): string[] {
  const tensors = Object.entries(rawTensors('unet', 'diffusion_pytorch_model.safetensors'))
  const stem = `diffusion_pytorch_model${variant && `.${variant}`}`
  const shards = [1, 2].map((n) => `${stem}-0000${n}-of-00002.safetensors`)
  const half = [tensors.slice(0, 100), tensors.slice(100)]
  half.forEach((part, i) => writeFileSync(path.join(folder, 'unet', shards[i]!), tensorFile(Object.fromEntries(part))))
  const weightMap = half.flatMap((part, i) => part.map(([name]) => [name, shards[i]!] as const))
  const index = `diffusion_pytorch_model.safetensors.index${variant && `.${variant}`}.json`
  writeFileSync(
    path.join(folder, 'unet', index),
    JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(weightMap) }),
  )
  return shards
}

/** A part's tensors with every float32 changed to a half float or a bfloat16 of any value: for tests that look at headers. */
export function inHalfPrecision(part: string, file: string, dtype: 'F16' | 'BF16' = 'F16'): Record<string, RawTensor> {
  const tensors = Array.from(readGoldens('tiny-sd', part, file), ([name, { shape, data }]) => {
    return [name, { dtype, shape, bytes: new Uint8Array(data.length * 2) }] as const
  })
  return Object.fromEntries(tensors)
}

export function editJson(file: string, changes: Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...changes }))
}

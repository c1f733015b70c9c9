import { readGoldens } from '../../oracle.ts'
import { tensorFile, type RawTensor } from './safetensors-files.ts'

/**
 * The tiny model of the oracle as a single-file checkpoint. The names are given from the other side, by the fixed places
 * of SD 1.x's blocks (three entries to a level), where the product walks through the blocks it finds.
 */

const resnet = {
  norm1: 'in_layers.0',
  conv1: 'in_layers.2',
  time_emb_proj: 'emb_layers.1',
  norm2: 'out_layers.0',
  conv2: 'out_layers.3',
  conv_shortcut: 'skip_connection',
} as const

export function originalUnetName(name: string): string {
  const plain: Record<string, string> = {
    conv_in: 'input_blocks.0.0',
    conv_norm_out: 'out.0',
    conv_out: 'out.2',
    'time_embedding.linear_1': 'time_embed.0',
    'time_embedding.linear_2': 'time_embed.2',
  }
  for (const [from, to] of Object.entries(plain)) if (name.startsWith(`${from}.`)) return name.replace(from, to)
  const [, where, level, what, index, rest] =
    /^(down|up|mid)_blocks?\.?(\d?)\.(resnets|attentions|downsamplers|upsamplers)\.(\d)\.(.+)$/.exec(name)!
  const [i, j] = [Number(level), Number(index)]
  const inner =
    what === 'resnets' ? rest!.replace(/^[a-z_0-9]+/, (layer) => resnet[layer as keyof typeof resnet]) : rest!
  if (where === 'mid') return `middle_block.${what === 'attentions' ? 1 : 2 * j}.${inner}`
  if (what === 'downsamplers') return `input_blocks.${3 * i + 3}.0.${inner.replace('conv', 'op')}`
  if (what === 'upsamplers') return `output_blocks.${3 * i + 2}.${i === 0 ? 1 : 2}.${inner}`
  const block = where === 'down' ? `input_blocks.${3 * i + j + 1}` : `output_blocks.${3 * i + j}`
  return `${block}.${what === 'resnets' ? 0 : 1}.${inner}`
}

const attention = { group_norm: 'norm', to_q: 'q', to_k: 'k', to_v: 'v', 'to_out.0': 'proj_out' }

export function originalAutoencoderName(name: string): string {
  const parts = name.split('.')
  const [half, block, level] = parts
  if (block === 'conv_norm_out') return `${half}.norm_out.${level}`
  const rest = parts.slice(5).join('.').replace('conv_shortcut', 'nin_shortcut')
  if (block === 'down_blocks')
    return `encoder.down.${level}.${parts[3] === 'resnets' ? `block.${parts[4]}` : 'downsample'}.${rest}`
  if (block === 'up_blocks')
    return `decoder.up.${3 - Number(level)}.${parts[3] === 'resnets' ? `block.${parts[4]}` : 'upsample'}.${rest}`
  if (block !== 'mid_block') return name
  const layer = parts.slice(4).join('.')
  if (level === 'resnets') return `${half}.mid.block_${Number(parts[3]) + 1}.${layer}`
  const found = Object.entries(attention).find(([from]) => layer.startsWith(from))!
  return `${half}.mid.attn_1.${layer.replace(...found)}`
}

export interface TinyCheckpoint {
  readonly file: Buffer
  /** Every tensor by part and diffusers name. */
  readonly expected: Readonly<Record<'unet' | 'vae' | 'textEncoder', Readonly<Record<string, RawTensor>>>>
}

const filled = (dtype: string, shape: number[], byteLength: number): RawTensor => ({
  dtype,
  shape,
  bytes: new Uint8Array(byteLength),
})

/** What real checkpoints hold beside the model. */
const beside: Readonly<Record<string, RawTensor>> = {
  alphas_cumprod: filled('F32', [3], 12),
  betas: filled('F64', [3], 24),
  'cond_stage_model.transformer.text_model.embeddings.position_ids': filled('I64', [1, 77], 616),
  'cond_stage_model.logit_scale': filled('F32', [], 4),
  'model_ema.decay': filled('F32', [], 4),
  'model_ema.diffusion_modelinput_blocks00weight': filled('F32', [2], 8),
}

/** `rename` may drop a tensor (undefined) or give it another name; it sees the checkpoint's names. */
export function tinyCheckpoint(rename: (name: string) => string | undefined = (name) => name): TinyCheckpoint {
  const parts = {
    unet: rawTensors('unet', 'diffusion_pytorch_model.safetensors'),
    vae: rawTensors('vae', 'diffusion_pytorch_model.safetensors'),
    textEncoder: rawTensors('text_encoder', 'model.safetensors'),
  }
  const originals: Record<string, RawTensor> = { ...beside }
  for (const [name, tensor] of Object.entries(parts.unet))
    originals[`model.diffusion_model.${originalUnetName(name)}`] = tensor
  for (const [name, tensor] of Object.entries(parts.textEncoder))
    originals[`cond_stage_model.transformer.${name}`] = tensor
  for (const [name, tensor] of Object.entries(parts.vae)) {
    const isConvolution = name.includes('attentions') && tensor.shape.length === 2
    originals[`first_stage_model.${originalAutoencoderName(name)}`] = isConvolution
      ? { ...tensor, shape: [...tensor.shape, 1, 1] }
      : tensor
  }
  const kept = Object.entries(originals).flatMap(([name, tensor]) => {
    const renamed = rename(name)
    return renamed === undefined ? [] : [[renamed, tensor] as const]
  })
  return { file: tensorFile(Object.fromEntries(kept)), expected: parts }
}

export function rawTensors(part: string, file: string): Record<string, RawTensor> {
  const goldens = Array.from(readGoldens('tiny-sd', part, file), ([name, { dtype, shape, data }]) => {
    return [name, { dtype, shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }] as const
  })
  return Object.fromEntries(goldens)
}

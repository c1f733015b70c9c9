import { UnsupportedModelError } from '../../shared/errors.ts'
import { quoted } from './weights/header-json.ts'
import type { TensorView } from './weights/header.ts'
import { autoencoderConfig, schedulerConfig, textEncoderConfig, unetConfig } from './weights/implied-configs.ts'

/** One part of a checkpoint under the names and with the `config.json` that diffusers and transformers give it. */
export interface CheckpointPart {
  readonly config: Readonly<Record<string, unknown>>
  readonly tensors: ReadonlyMap<string, TensorView>
}

export interface CheckpointParts {
  readonly unet: CheckpointPart
  readonly vae: CheckpointPart
  readonly textEncoder: CheckpointPart | null
  readonly scheduler: Readonly<Record<string, unknown>>
}

type Tensors = ReadonlyMap<string, TensorView>

/**
 * Splits a single-file checkpoint of Stable Diffusion 1.x into its parts, by name alone: the views point at the same
 * bytes. Channel counts, blocks and layers are taken from the tensors; what tensors cannot say (8 heads, 32 groups, the
 * noise schedule) is that of SD 1.x. Averaged weights (`model_ema.*`), the schedule's buffers and `position_ids` are
 * left out.
 *
 * The names are those of the code that SD 1.x was trained with (github.com/CompVis/stable-diffusion): the U-Net's blocks
 * are counted through (`input_blocks.4.1` is the first attention of the second level), the decoder's levels count from
 * the picture inwards, and the autoencoder's attention is made of 1x1 convolutions, whose [C, C, 1, 1] is the linear
 * layer's [C, C].
 *
 * @param file the checkpoint, for the errors
 * @throws WeightsError where a part is incomplete, UnsupportedModelError where a tensor has no place in SD 1.x
 */
export function splitCheckpoint(checkpoint: Tensors, file: string): CheckpointParts {
  const unet = unetTensors(under(checkpoint, 'model.diffusion_model.'), file)
  const vae = autoencoderTensors(under(checkpoint, 'first_stage_model.'), file)
  const text = textEncoderTensors(under(checkpoint, 'cond_stage_model.transformer.'))
  return {
    unet: { config: unetConfig(unet, file), tensors: unet },
    vae: { config: autoencoderConfig(vae, file), tensors: vae },
    textEncoder: text.size === 0 ? null : { config: textEncoderConfig(text, file), tensors: text },
    scheduler: schedulerConfig(checkpoint),
  }
}

function under(checkpoint: Tensors, prefix: string): Map<string, TensorView> {
  const found = Array.from(checkpoint).filter(([name]) => name.startsWith(prefix))
  return new Map(found.map(([name, view]) => [name.slice(prefix.length), view]))
}

function noPlace(name: string, part: string, file: string): UnsupportedModelError {
  return new UnsupportedModelError(
    `${file}: tensor ${quoted(name)} has no place in the ${part} of Stable Diffusion 1.x: give the model as a diffusers folder`,
    file,
  )
}

const unetResnetLayers: Readonly<Record<string, string>> = {
  'in_layers.0': 'norm1',
  'in_layers.2': 'conv1',
  'emb_layers.1': 'time_emb_proj',
  'out_layers.0': 'norm2',
  'out_layers.3': 'conv2',
  skip_connection: 'conv_shortcut',
}

function unetTensors(original: Tensors, file: string): Tensors {
  const modules = unetModules(original)
  const renamed = new Map<string, TensorView>()
  for (const [name, view] of original) {
    const [, module = '', layer = ''] = /^((?:input|output)_blocks\.\d+\.\d+|[^.]+\.\d+)\.(.+)$/.exec(name) ?? []
    const target = modules.get(module)
    const inner = target && unetLayer(target, layer)
    if (inner === undefined) throw noPlace(name, 'U-Net', file)
    renamed.set(`${target}.${inner}`, view)
  }
  return renamed
}

function unetLayer(target: string, layer: string): string | undefined {
  if (target.includes('.downsamplers.')) return layer.replace(/^op\./, 'conv.')
  if (!target.includes('.resnets.')) return layer
  const end = layer.lastIndexOf('.')
  const renamed = unetResnetLayers[layer.slice(0, end)]
  return renamed && renamed + layer.slice(end)
}

/** The diffusers name of every module of the original U-Net, found by walking through its blocks. */
function unetModules(original: Tensors): Map<string, string> {
  const modules = new Map([
    ['time_embed.0', 'time_embedding.linear_1'],
    ['time_embed.2', 'time_embedding.linear_2'],
    ['input_blocks.0.0', 'conv_in'],
    ['middle_block.0', 'mid_block.resnets.0'],
    ['middle_block.1', 'mid_block.attentions.0'],
    ['middle_block.2', 'mid_block.resnets.1'],
    ['out.0', 'conv_norm_out'],
    ['out.2', 'conv_out'],
  ])
  const has = (layer: string) => original.has(`${layer}.weight`)
  let level = 0
  let layer = 0
  for (let k = 1; has(`input_blocks.${k}.0.op`) || has(`input_blocks.${k}.0.in_layers.0`); k++) {
    if (has(`input_blocks.${k}.0.op`)) {
      modules.set(`input_blocks.${k}.0`, `down_blocks.${level++}.downsamplers.0`)
      layer = 0
    } else {
      modules.set(`input_blocks.${k}.0`, `down_blocks.${level}.resnets.${layer}`)
      modules.set(`input_blocks.${k}.1`, `down_blocks.${level}.attentions.${layer++}`)
    }
  }
  level = layer = 0
  for (let k = 0; has(`output_blocks.${k}.0.in_layers.0`); k++) {
    const upsampler = [1, 2].find((j) => has(`output_blocks.${k}.${j}.conv`))
    modules.set(`output_blocks.${k}.0`, `up_blocks.${level}.resnets.${layer}`)
    modules.set(`output_blocks.${k}.1`, `up_blocks.${level}.attentions.${layer}`)
    layer++
    if (upsampler !== undefined) {
      modules.set(`output_blocks.${k}.${upsampler}`, `up_blocks.${level++}.upsamplers.0`)
      layer = 0
    }
  }
  return modules
}

const autoencoderAttention: Readonly<Record<string, string>> = {
  norm: 'group_norm',
  q: 'to_q',
  k: 'to_k',
  v: 'to_v',
  proj_out: 'to_out.0',
}

function autoencoderTensors(original: Tensors, file: string): Tensors {
  let levels = 0
  while (original.has(`decoder.up.${levels}.block.0.norm1.weight`)) levels++
  const renamed = new Map<string, TensorView>()
  for (const [name, view] of original) {
    if (/^(loss|model_ema)\./.test(name)) continue
    const target = autoencoderName(name, levels)
    if (target === undefined) throw noPlace(name, 'autoencoder', file)
    renamed.set(target, target.includes('.attentions.') ? asLinear(view) : view)
  }
  return renamed
}

function autoencoderName(name: string, levels: number): string | undefined {
  if (/^(post_)?quant_conv\./.test(name)) return name
  const [, half, module = ''] = /^(encoder|decoder)\.(.+)$/.exec(name) ?? []
  if (half === undefined) return undefined
  const inner = module
    .replace(/^norm_out\./, 'conv_norm_out.')
    .replace(/^down\.(\d+)\./, 'down_blocks.$1.')
    .replace(/^up\.(\d+)\./, (_, level) => `up_blocks.${levels - 1 - Number(level)}.`)
    .replace(/\.block\.(\d+)\./, '.resnets.$1.')
    .replace(/\.(down|up)sample\./, '.$1samplers.0.')
    .replace(/^mid\.block_(\d+)\./, (_, block) => `mid_block.resnets.${Number(block) - 1}.`)
    .replace(
      /^mid\.attn_1\.([a-z_]+)\./,
      (_, layer: string) => `mid_block.attentions.0.${autoencoderAttention[layer] ?? layer}.`,
    )
    .replace('.nin_shortcut.', '.conv_shortcut.')
  return autoencoderModules.test(inner) ? `${half}.${inner}` : undefined
}

const autoencoderModules =
  /^(conv_in|conv_out|conv_norm_out|(down|up)_blocks\.\d+\.(resnets|(down|up)samplers)|mid_block\.(resnets|attentions))\./

function asLinear(view: TensorView): TensorView {
  const [outputs, inputs, height, width] = view.shape
  return outputs !== undefined && inputs !== undefined && height === 1 && width === 1
    ? { ...view, shape: [outputs, inputs] }
    : view
}

/** Some files were saved without the level `text_model`. What is beside the text model (`logit_scale`) is left out. */
function textEncoderTensors(original: Tensors): Tensors {
  const named = Array.from(
    original,
    ([name, view]) => [name.replace(/^(?=embeddings|encoder|final_layer_norm)/, 'text_model.'), view] as const,
  )
  return new Map(named.filter(([name]) => name.startsWith('text_model.') && !name.endsWith('.position_ids')))
}

import { ModelConfig } from './model-config.ts'
import type { Component } from './model-source.ts'
import { Graph, type OnnxModel, type Target, type Value } from './onnx/graph.ts'
import { attention, conv2d, groupNorm, linear, resnet, toPicture, toTokens, upsample } from './onnx/layers.ts'
import { add, fixedSize, silu, split } from './onnx/operators.ts'

/** What `config.json` of an AutoencoderKL says. */
export interface AutoencoderConfig {
  readonly blockChannels: readonly number[]
  readonly layersPerBlock: number
  readonly latentChannels: number
  readonly groups: number
  /** latents of the diffusion model = scalingFactor * latents of the autoencoder */
  readonly scalingFactor: number
  /** Pixels per latent along each side. */
  readonly factor: number
}

/** Group norm's epsilon in the whole autoencoder. */
const epsilon = 1e-6

/** @throws UnsupportedModelError naming key, value and file */
export function readAutoencoderConfig(component: Pick<Component, 'config' | 'configFile'>): AutoencoderConfig {
  const config = new ModelConfig(component)
  const blockChannels = config.integers('block_out_channels', [64])
  const count = blockChannels.length
  const down = config.words(
    'down_block_types',
    ['DownEncoderBlock2D'],
    new Array<'DownEncoderBlock2D'>(count).fill('DownEncoderBlock2D'),
  )
  const up = config.words(
    'up_block_types',
    ['UpDecoderBlock2D'],
    new Array<'UpDecoderBlock2D'>(count).fill('UpDecoderBlock2D'),
  )
  if (down.length !== count) throw config.unsupported('down_block_types', `${count} blocks, as block_out_channels has`)
  if (up.length !== count) throw config.unsupported('up_block_types', `${count} blocks, as block_out_channels has`)
  config.only({
    in_channels: 3,
    out_channels: 3,
    act_fn: 'silu',
    mid_block_add_attention: true,
    use_quant_conv: true,
    use_post_quant_conv: true,
  })
  config.ignore('sample_size', 'force_upcast')
  const result = {
    blockChannels,
    layersPerBlock: config.integer('layers_per_block', 1),
    latentChannels: config.integer('latent_channels', 4),
    groups: config.divisor('norm_num_groups', 32, blockChannels),
    scalingFactor: config.number('scaling_factor', 0.18215),
    factor: 2 ** (count - 1),
  }
  config.finish()
  return result
}

interface Context {
  readonly graph: Graph
  readonly config: AutoencoderConfig
  readonly observe: Observe | undefined
}

type Observe = (graph: Graph, scope: string, value: Value) => void

export interface AutoencoderOptions {
  readonly target: Target
  /** Size of the image in pixels; multiples of the factor. */
  readonly height: number
  readonly width: number
  /** Called with every block's output by its module path. */
  readonly observe?: Observe
}

/**
 * The encoder: input `image` [rows, 3, height, width] in [-1, 1]; outputs `mean` and `logVariance` (limited to
 * [-30, 20]) [rows, C, height / factor, width / factor]. `mean` is the mode of the distribution; unscaled.
 */
export function buildEncoder(component: Component, options: AutoencoderOptions): OnnxModel {
  const config = readAutoencoderConfig(component)
  const graph = new Graph(options.target, component)
  const context: Context = { graph, config, observe: options.observe }
  const image = graph.input('image', 'float32', ['rows', 3, options.height, options.width])
  let hidden = conv2d(graph, 'encoder.conv_in', graph.cast(image, options.target.compute), {
    channels: config.blockChannels[0]!,
  })
  context.observe?.(graph, 'encoder.conv_in', hidden)
  for (const [index, channels] of config.blockChannels.entries()) {
    const scope = `encoder.down_blocks.${index}`
    for (let layer = 0; layer < config.layersPerBlock; layer++)
      hidden = block(context, `${scope}.resnets.${layer}`, hidden, channels)
    // the encoder pads right and below only
    const stride = { channels, stride: 2, padding: [0, 0, 1, 1] as const }
    if (index < config.blockChannels.length - 1) hidden = conv2d(graph, `${scope}.downsamplers.0.conv`, hidden, stride)
    context.observe?.(graph, scope, hidden)
  }
  hidden = middle(context, 'encoder.mid_block', hidden)
  hidden = groupNorm(graph, 'encoder.conv_norm_out', hidden, config.groups, epsilon)
  context.observe?.(graph, 'encoder.conv_norm_out', hidden)
  const channels = 2 * config.latentChannels
  hidden = conv2d(graph, 'encoder.conv_out', silu(graph, hidden), { channels })
  context.observe?.(graph, 'encoder', hidden)
  const moments = conv2d(graph, 'quant_conv', hidden, { channels, kernel: 1 })
  const [mean, logVariance] = split(graph, moments, 1, [config.latentChannels, config.latentChannels])
  graph.output('mean', mean!)
  graph.output(
    'logVariance',
    graph.node('Clip', [logVariance!, graph.float(-30), graph.float(20)], { shape: logVariance!.shape }),
  )
  return graph.finish()
}

/** The decoder: input `latents` [rows, C, height / factor, width / factor], unscaled; output `image` [rows, 3, height, width], about [-1, 1]. */
export function buildDecoder(component: Component, options: AutoencoderOptions): OnnxModel {
  const config = readAutoencoderConfig(component)
  const graph = new Graph(options.target, component)
  const context: Context = { graph, config, observe: options.observe }
  const { latentChannels, factor } = config
  const latents = graph.input('latents', 'float32', [
    'rows',
    latentChannels,
    options.height / factor,
    options.width / factor,
  ])
  let hidden = conv2d(graph, 'post_quant_conv', graph.cast(latents, options.target.compute), {
    channels: latentChannels,
    kernel: 1,
  })
  context.observe?.(graph, 'post_quant_conv', hidden)
  const reversed = [...config.blockChannels].reverse()
  hidden = conv2d(graph, 'decoder.conv_in', hidden, { channels: reversed[0]! })
  context.observe?.(graph, 'decoder.conv_in', hidden)
  hidden = middle(context, 'decoder.mid_block', hidden)
  for (const [index, channels] of reversed.entries()) {
    const scope = `decoder.up_blocks.${index}`
    for (let layer = 0; layer <= config.layersPerBlock; layer++)
      hidden = block(context, `${scope}.resnets.${layer}`, hidden, channels)
    if (index < reversed.length - 1) hidden = upsample(graph, `${scope}.upsamplers.0`, hidden)
    context.observe?.(graph, scope, hidden)
  }
  hidden = groupNorm(graph, 'decoder.conv_norm_out', hidden, config.groups, epsilon)
  context.observe?.(graph, 'decoder.conv_norm_out', hidden)
  graph.output('image', conv2d(graph, 'decoder.conv_out', silu(graph, hidden), { channels: 3 }))
  return graph.finish()
}

function block({ graph, config }: Context, scope: string, x: Value, channels: number): Value {
  return resnet(graph, scope, x, { channels, groups: config.groups, epsilon, time: null })
}

function middle(context: Context, scope: string, input: Value): Value {
  const { graph, config, observe } = context
  const channels = fixedSize(input, 1)
  let hidden = block(context, `${scope}.resnets.0`, input, channels)
  hidden = spatialAttention(graph, `${scope}.attentions.0`, hidden, config.groups)
  observe?.(graph, `${scope}.attentions.0`, hidden)
  hidden = block(context, `${scope}.resnets.1`, hidden, channels)
  observe?.(graph, scope, hidden)
  return hidden
}

/** Weight names of the one attention layer in files written before diffusers 0.18 and since. */
const attentionNames = {
  old: { q: 'query', k: 'key', v: 'value', out: 'proj_attn' },
  new: { q: 'to_q', k: 'to_k', v: 'to_v', out: 'to_out.0' },
}

/** One head over all places, residual. */
function spatialAttention(graph: Graph, scope: string, input: Value, groups: number): Value {
  const [channels, height, width] = [fixedSize(input, 1), fixedSize(input, 2), fixedSize(input, 3)]
  const names = attentionNames[graph.has(`${scope}.query.weight`) ? 'old' : 'new']
  const tokens = toTokens(graph, groupNorm(graph, `${scope}.group_norm`, input, groups, epsilon))
  const project = (name: string, x: Value) => linear(graph, `${scope}.${name}`, x, channels)
  const attended = attention(graph, project(names.q, tokens), project(names.k, tokens), project(names.v, tokens), 1)
  return add(graph, toPicture(graph, project(names.out, attended), height, width), input)
}

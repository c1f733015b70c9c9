import { ModelConfig } from './model-config.ts'
import type { Component } from './model-source.ts'
import { Graph, type OnnxModel, type Target, type Value } from './onnx/graph.ts'
import {
  attention,
  conv2d,
  geglu,
  groupNorm,
  layerNorm,
  linear,
  resnet,
  toPicture,
  toTokens,
  upsample,
} from './onnx/layers.ts'
import {
  add,
  concat,
  cos,
  fixedSize,
  gatherRows,
  matmul,
  mul,
  reshape,
  silu,
  sin,
  transpose,
} from './onnx/operators.ts'

/** Positions of CLIP's text encoder; prompts are padded to it. */
export const textTokens = 77

/** Steps of the diffusion that every Stable Diffusion model was trained on. */
const trainedTimesteps = 1000

/** What `config.json` of a UNet2DConditionModel says, as far as Stable Diffusion 1.x and 2.x base use it. */
export interface UnetConfig {
  readonly latentChannels: number
  readonly blockChannels: readonly number[]
  /** Cross attention in the down block of that index; its mirror in the decoder has it too. */
  readonly downAttention: readonly boolean[]
  readonly upAttention: readonly boolean[]
  readonly layersPerBlock: number
  readonly heads: readonly number[]
  readonly transformerLayers: readonly number[]
  readonly textChannels: number
  readonly groups: number
  readonly epsilon: number
  readonly linearProjection: boolean
  readonly flipSinToCos: boolean
  readonly frequencyShift: number
}

/** @throws UnsupportedModelError naming key, value and file */
export function readUnetConfig(component: Pick<Component, 'config' | 'configFile'>): UnetConfig {
  const config = new ModelConfig(component)
  const blockChannels = config.integers('block_out_channels', [320, 640, 1280, 1280])
  const blocks = blockChannels.length
  const downTypes = config.words(
    'down_block_types',
    ['CrossAttnDownBlock2D', 'DownBlock2D'],
    [...new Array<'CrossAttnDownBlock2D'>(blocks - 1).fill('CrossAttnDownBlock2D'), 'DownBlock2D'],
  )
  const upTypes = config.words(
    'up_block_types',
    ['CrossAttnUpBlock2D', 'UpBlock2D'],
    ['UpBlock2D', ...new Array<'CrossAttnUpBlock2D'>(blocks - 1).fill('CrossAttnUpBlock2D')],
  )
  if (downTypes.length !== blocks)
    throw config.unsupported('down_block_types', `${blocks} blocks, as block_out_channels has`)
  if (upTypes.length !== blocks)
    throw config.unsupported('up_block_types', `${blocks} blocks, as block_out_channels has`)
  const latentChannels = config.integer('in_channels', 4)
  if (config.integer('out_channels', 4) !== latentChannels) {
    throw config.unsupported('in_channels', 'as many channels in as out (an inpainting model has more)')
  }
  config.only({
    mid_block_type: 'UNetMidBlock2DCrossAttn',
    act_fn: 'silu',
    downsample_padding: 1,
    mid_block_scale_factor: 1,
    conv_in_kernel: 3,
    conv_out_kernel: 3,
    resnet_time_scale_shift: 'default',
    resnet_out_scale_factor: 1,
    time_embedding_type: 'positional',
    attention_type: 'default',
    dropout: 0,
  })
  // sizes of parts that Stable Diffusion does not have; upcast_attention only says where float16 needs care
  config.ignore('sample_size', 'addition_embed_type_num_heads', 'upcast_attention')
  const result = {
    latentChannels,
    blockChannels,
    downAttention: downTypes.map((type) => type === 'CrossAttnDownBlock2D'),
    upAttention: upTypes.map((type) => type === 'CrossAttnUpBlock2D'),
    layersPerBlock: config.integer('layers_per_block', 2),
    heads: headsOf(config, blockChannels),
    transformerLayers: config.integers('transformer_layers_per_block', 1, blocks),
    textChannels: config.integer('cross_attention_dim', 1280),
    groups: config.divisor('norm_num_groups', 32, blockChannels),
    epsilon: config.number('norm_eps', 1e-5),
    linearProjection: config.boolean('use_linear_projection', false),
    flipSinToCos: config.boolean('flip_sin_to_cos', true),
    frequencyShift: config.number('freq_shift', 0),
  }
  config.finish()
  return result
}

/** Numbers of heads by block: `attention_head_dim` means that too, where `num_attention_heads` is absent. */
function headsOf(config: ModelConfig, blockChannels: readonly number[]): readonly number[] {
  const blocks = blockChannels.length
  const usual = config.integers('attention_head_dim', 8, blocks)
  const heads = config.integers('num_attention_heads', usual, blocks)
  if (blockChannels.some((channels, block) => channels % heads[block]! !== 0)) {
    throw config.unsupported(
      heads === usual ? 'attention_head_dim' : 'num_attention_heads',
      'divisors of block_out_channels',
    )
  }
  return heads
}

/** A self-attention layer as whoever replaces its attention sees it: after to_q, to_k and to_v, before to_out. */
export interface AttentionSite {
  /** The module's path, for example `up_blocks.2.attentions.0.transformer_blocks.0.attn1`. */
  readonly scope: string
  /** [rows, tokens, channels] */
  readonly q: Value
  readonly k: Value
  readonly v: Value
  readonly heads: number
  /** Index of the up block, 0 = deepest; null in the encoder and the middle. */
  readonly upBlock: number | null
}

/** Computes [rows, tokens, channels] from Q, K and V. */
export type SelfAttention = (graph: Graph, site: AttentionSite) => Value

/** Factors of FreeU on entering each up block (Si et al., arXiv 2309.11497); lists as long as there are up blocks. */
export interface FreeU {
  /** Of the first half of the channels. */
  readonly backbone: readonly number[]
  /** Of the lowest frequencies of all channels. */
  readonly low: readonly number[]
}

export interface UnetOptions {
  readonly target: Target
  /** Size of the latents; multiples of 2^(blocks - 1). */
  readonly height: number
  readonly width: number
  readonly freeU?: FreeU | null
  /** Called for every self-attention (attn1); default: the model's own. */
  readonly selfAttention?: SelfAttention
  /** Called with every block's output by its module path, to make intermediate values outputs of the graph. */
  readonly observe?: (graph: Graph, scope: string, value: Value) => void
}

interface Context extends UnetOptions {
  readonly graph: Graph
  readonly config: UnetConfig
  /** silu of the time embedding, [rows, 4 * first channels] */
  readonly time: Value
  /** Prompt embeddings, [rows, text tokens, text channels] */
  readonly text: Value
}

/**
 * UNet2DConditionModel of diffusers as an ONNX graph. Inputs, float32: `latents` [rows, C, height, width], `timesteps`
 * [rows], `text` [rows, 77, text channels]; output `prediction` [rows, C, height, width]. The number of rows is open.
 */
export function buildUnet(component: Component, options: UnetOptions): OnnxModel {
  const config = readUnetConfig(component)
  const { height, width, target } = options
  const graph = new Graph(target, component)
  const latents = graph.input('latents', 'float32', ['rows', config.latentChannels, height, width])
  const timesteps = graph.input('timesteps', 'float32', ['rows'])
  const text = graph.input('text', 'float32', ['rows', textTokens, config.textChannels])
  const embedded = timeEmbedding(graph, config, timesteps, options)
  const context: Context = {
    ...options,
    graph,
    config,
    time: silu(graph, embedded),
    text: graph.cast(text, target.compute),
  }

  let hidden = conv2d(graph, 'conv_in', graph.cast(latents, target.compute), { channels: config.blockChannels[0]! })
  options.observe?.(graph, 'conv_in', hidden)
  const skips = [hidden]
  for (const index of config.blockChannels.keys()) hidden = downBlock(context, index, hidden, skips)
  hidden = middleBlock(context, hidden)
  for (const index of config.blockChannels.keys()) hidden = upBlock(context, index, hidden, skips)
  hidden = groupNorm(graph, 'conv_norm_out', hidden, config.groups, config.epsilon)
  options.observe?.(graph, 'conv_norm_out', hidden)
  graph.output('prediction', conv2d(graph, 'conv_out', silu(graph, hidden), { channels: config.latentChannels }))
  return graph.finish()
}

/** Two linear layers behind the sinusoids of the timestep; in float32 up to the layers. */
function timeEmbedding(graph: Graph, config: UnetConfig, timesteps: Value, { target, observe }: UnetOptions): Value {
  const channels = config.blockChannels[0]!
  const waves = target.device === 'gpu' ? tabulatedWaves(graph, config, timesteps) : sinusoids(graph, config, timesteps)
  observe?.(graph, 'time_proj', waves)
  const hidden = linear(graph, 'time_embedding.linear_1', graph.cast(waves, target.compute), 4 * channels)
  const embedded = linear(graph, 'time_embedding.linear_2', silu(graph, hidden), 4 * channels)
  observe?.(graph, 'time_embedding', embedded)
  return embedded
}

/** Angles per unit of time (Vaswani et al., section 3.5). */
function frequencies({ blockChannels, frequencyShift }: UnetConfig): Float32Array {
  const half = blockChannels[0]! / 2
  return Float32Array.from({ length: half }, (_, i) => Math.exp((-Math.log(10000) * i) / (half - frequencyShift)))
}

/** @returns [rows, channels] */
function sinusoids(graph: Graph, config: UnetConfig, timesteps: Value): Value {
  const factors = frequencies(config)
  const angles = mul(
    graph,
    reshape(graph, timesteps, ['rows', 1]),
    graph.floats(factors, [1, factors.length], 'float32'),
  )
  const [s, c] = [sin(graph, angles), cos(graph, angles)]
  return concat(graph, config.flipSinToCos ? [c, s] : [s, c], 1)
}

/** As `sinusoids`, from a table of whole timesteps: a GPU may compute the sine of a large angle to four digits only. */
function tabulatedWaves(graph: Graph, config: UnetConfig, timesteps: Value): Value {
  const factors = frequencies(config)
  const table = Float32Array.from({ length: trainedTimesteps * 2 * factors.length }, (_, i) => {
    const [timestep, channel] = [Math.floor(i / (2 * factors.length)), i % (2 * factors.length)]
    const angle = Math.fround(timestep * factors[channel % factors.length]!)
    return channel < factors.length === config.flipSinToCos ? Math.cos(angle) : Math.sin(angle)
  })
  const rows = graph.floats(table, [trainedTimesteps, 2 * factors.length], 'float32')
  return gatherRows(graph, rows, graph.cast(timesteps, 'int32'))
}

function resnetOptions({ config, time }: Context, channels: number) {
  return { channels, groups: config.groups, epsilon: config.epsilon, time }
}

function downBlock(context: Context, index: number, input: Value, skips: Value[]): Value {
  const { graph, config } = context
  const scope = `down_blocks.${index}`
  const channels = config.blockChannels[index]!
  let hidden = input
  for (let layer = 0; layer < config.layersPerBlock; layer++) {
    hidden = resnet(graph, `${scope}.resnets.${layer}`, hidden, resnetOptions(context, channels))
    if (config.downAttention[index]) hidden = transformer(context, `${scope}.attentions.${layer}`, hidden, index, null)
    skips.push(hidden)
  }
  if (index < config.blockChannels.length - 1) {
    hidden = conv2d(graph, `${scope}.downsamplers.0.conv`, hidden, { channels, stride: 2 })
    skips.push(hidden)
  }
  context.observe?.(graph, scope, hidden)
  return hidden
}

function middleBlock(context: Context, input: Value): Value {
  const { graph, config } = context
  const deepest = config.blockChannels.length - 1
  const options = resnetOptions(context, config.blockChannels[deepest]!)
  let hidden = resnet(graph, 'mid_block.resnets.0', input, options)
  hidden = transformer(context, 'mid_block.attentions.0', hidden, deepest, null)
  hidden = resnet(graph, 'mid_block.resnets.1', hidden, options)
  context.observe?.(graph, 'mid_block', hidden)
  return hidden
}

function upBlock(context: Context, index: number, input: Value, skips: Value[]): Value {
  const { graph, config, freeU } = context
  const scope = `up_blocks.${index}`
  const mirror = config.blockChannels.length - 1 - index
  const channels = config.blockChannels[mirror]!
  let hidden = freeU ? applyFreeU(graph, input, freeU.backbone[index] ?? 1, freeU.low[index] ?? 1) : input
  context.observe?.(graph, `${scope}.in`, hidden)
  for (let layer = 0; layer <= config.layersPerBlock; layer++) {
    const skip = skips.pop()
    if (!skip) throw new Error('the decoder has more layers than the encoder')
    hidden = concat(graph, [hidden, skip], 1)
    hidden = resnet(graph, `${scope}.resnets.${layer}`, hidden, resnetOptions(context, channels))
    if (config.upAttention[index]) hidden = transformer(context, `${scope}.attentions.${layer}`, hidden, mirror, index)
  }
  if (mirror > 0) hidden = upsample(graph, `${scope}.upsamplers.0`, hidden)
  context.observe?.(graph, scope, hidden)
  return hidden
}

/** Transformer2DModel: every token attends to all others, then to the prompt. */
function transformer(context: Context, scope: string, input: Value, level: number, upBlockIndex: number | null): Value {
  const { graph, config } = context
  const [channels, height, width] = [fixedSize(input, 1), fixedSize(input, 2), fixedSize(input, 3)]
  const normed = groupNorm(graph, `${scope}.norm`, input, config.groups, 1e-6)
  let tokens: Value
  if (config.linearProjection) tokens = linear(graph, `${scope}.proj_in`, toTokens(graph, normed), channels)
  else tokens = toTokens(graph, conv2d(graph, `${scope}.proj_in`, normed, { channels, kernel: 1 }))
  for (let layer = 0; layer < config.transformerLayers[level]!; layer++) {
    tokens = transformerBlock(context, `${scope}.transformer_blocks.${layer}`, tokens, level, upBlockIndex)
  }
  let picture: Value
  if (config.linearProjection)
    picture = toPicture(graph, linear(graph, `${scope}.proj_out`, tokens, channels), height, width)
  else picture = conv2d(graph, `${scope}.proj_out`, toPicture(graph, tokens, height, width), { channels, kernel: 1 })
  return add(graph, picture, input)
}

function transformerBlock(
  context: Context,
  scope: string,
  input: Value,
  level: number,
  upBlockIndex: number | null,
): Value {
  const { graph, config, text, selfAttention } = context
  const channels = fixedSize(input, 2)
  const heads = config.heads[level]!
  const project = (part: string, x: Value) => linear(graph, `${scope}.${part}`, x, channels, { bias: false })

  const own = layerNorm(graph, `${scope}.norm1`, input)
  const site: AttentionSite = {
    scope: `${scope}.attn1`,
    q: project('attn1.to_q', own),
    k: project('attn1.to_k', own),
    v: project('attn1.to_v', own),
    heads,
    upBlock: upBlockIndex,
  }
  const attended = selfAttention ? selfAttention(graph, site) : attention(graph, site.q, site.k, site.v, heads)
  const selfOut = linear(graph, `${scope}.attn1.to_out.0`, attended, channels)
  context.observe?.(graph, `${scope}.attn1`, selfOut)
  let hidden = add(graph, selfOut, input)

  const query = project('attn2.to_q', layerNorm(graph, `${scope}.norm2`, hidden))
  const prompt = attention(graph, query, project('attn2.to_k', text), project('attn2.to_v', text), heads)
  hidden = add(graph, linear(graph, `${scope}.attn2.to_out.0`, prompt, channels), hidden)

  const inner = geglu(graph, `${scope}.ff.net.0.proj`, layerNorm(graph, `${scope}.norm3`, hidden), 4 * channels)
  return add(graph, linear(graph, `${scope}.ff.net.2`, inner, channels), hidden)
}

/**
 * FreeU on entering an up block, as the paper's public code has it: the first half of the channels times `backbone`, then
 * the four bins of the lowest frequencies (0 and 1, in both directions) of all channels times `low`. The Fourier filter in
 * closed form: y = x + (low - 1) / (H W) * sum over the bins of (C cos + S sin), with C and S the bin's sums.
 * @param x [rows, C, H, W]
 */
function applyFreeU(graph: Graph, x: Value, backbone: number, low: number): Value {
  const [channels, height, width] = [fixedSize(x, 1), fixedSize(x, 2), fixedSize(x, 3)]
  const size = height * width
  const factors = Float32Array.from({ length: channels }, (_, channel) =>
    channel < Math.floor(channels / 2) ? backbone : 1,
  )
  const scaled = mul(graph, x, graph.floats(factors, [channels, 1, 1]))
  const waves = graph.floats(lowFrequencyBasis(height, width), [8, size], 'float32')
  const flat = reshape(graph, graph.cast(scaled, 'float32'), [x.shape[0]!, channels, size])
  const sums = matmul(graph, flat, transpose(graph, waves, [1, 0]))
  const change = mul(graph, matmul(graph, sums, waves), graph.float((low - 1) / size, 'float32'))
  return graph.cast(reshape(graph, add(graph, flat, change), x.shape), x.type)
}

/** Rows cos and sin of 2 pi (a y / H + b x / W) for a, b in {0, 1}; [8, H * W]. */
function lowFrequencyBasis(height: number, width: number): Float32Array {
  const basis = new Float32Array(8 * height * width)
  let at = 0
  for (const wave of [Math.cos, Math.sin]) {
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) basis[at++] = wave(2 * Math.PI * ((a * y) / height + (b * x) / width))
      }
    }
  }
  return basis
}

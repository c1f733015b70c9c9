import { elementCount } from '../weights/dtypes.ts'

/**
 * The tensors of the Stable Diffusion 1.x networks, by name and shape, as diffusers and transformers store them. Used to write
 * models with random weights; the graph builders read what a real file holds instead.
 */

/** How a tensor starts out in a model that was never trained. */
export type Role = 'weight' | 'bias' | 'norm-weight' | 'embedding'

export interface TensorSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly role: Role
}

export interface Architecture {
  readonly unet: { readonly channels: readonly number[]; readonly contextWidth: number; readonly groups: number }
  readonly vae: { readonly channels: readonly number[]; readonly groups: number }
  readonly textEncoder: {
    readonly width: number
    readonly layers: number
    readonly heads: number
    readonly vocabulary: number
  }
  /** Latents per side the model was trained for: `sample_size` of the U-Net. */
  readonly sampleSize: number
}

/** Stable Diffusion 1.5: 860 M parameters in the U-Net, 84 M in the VAE, 123 M in the text encoder. */
export const sd15: Architecture = {
  unet: { channels: [320, 640, 1280, 1280], contextWidth: 768, groups: 32 },
  vae: { channels: [128, 256, 512, 512], groups: 32 },
  textEncoder: { width: 768, layers: 12, heads: 12, vocabulary: 49408 },
  sampleSize: 64,
}

/** The same architecture in small: 2 M parameters, for demonstrations and tests. */
export const tinySd: Architecture = {
  unet: { channels: [16, 32, 64, 64], contextWidth: 32, groups: 8 },
  vae: { channels: [32, 32, 32, 32], groups: 8 },
  textEncoder: { width: 32, layers: 3, heads: 4, vocabulary: 514 },
  sampleSize: 16,
}

const layersPerBlock = 2
const textPositions = 77
export const latentChannels = 4

const norm = (name: string, width: number): TensorSpec[] => [
  { name: `${name}.weight`, shape: [width], role: 'norm-weight' },
  { name: `${name}.bias`, shape: [width], role: 'bias' },
]

const linear = (name: string, from: number, to: number, bias = true): TensorSpec[] => [
  { name: `${name}.weight`, shape: [to, from], role: 'weight' },
  ...(bias ? [{ name: `${name}.bias`, shape: [to], role: 'bias' } as const] : []),
]

const conv = (name: string, from: number, to: number, kernel: number): TensorSpec[] => [
  { name: `${name}.weight`, shape: [to, from, kernel, kernel], role: 'weight' },
  { name: `${name}.bias`, shape: [to], role: 'bias' },
]

const resnet = (name: string, from: number, to: number, timeWidth?: number): TensorSpec[] => [
  ...norm(`${name}.norm1`, from),
  ...conv(`${name}.conv1`, from, to, 3),
  ...(timeWidth === undefined ? [] : linear(`${name}.time_emb_proj`, timeWidth, to)),
  ...norm(`${name}.norm2`, to),
  ...conv(`${name}.conv2`, to, to, 3),
  ...(from === to ? [] : conv(`${name}.conv_shortcut`, from, to, 1)),
]

const attention = (name: string, width: number, contextWidth: number): TensorSpec[] => [
  ...linear(`${name}.to_q`, width, width, false),
  ...linear(`${name}.to_k`, contextWidth, width, false),
  ...linear(`${name}.to_v`, contextWidth, width, false),
  ...linear(`${name}.to_out.0`, width, width),
]

function transformer(name: string, width: number, contextWidth: number): TensorSpec[] {
  const block = `${name}.transformer_blocks.0`
  return [
    ...norm(`${name}.norm`, width),
    ...conv(`${name}.proj_in`, width, width, 1),
    ...norm(`${block}.norm1`, width),
    ...attention(`${block}.attn1`, width, width),
    ...norm(`${block}.norm2`, width),
    ...attention(`${block}.attn2`, width, contextWidth),
    ...norm(`${block}.norm3`, width),
    ...linear(`${block}.ff.net.0.proj`, width, 8 * width),
    ...linear(`${block}.ff.net.2`, 4 * width, width),
    ...conv(`${name}.proj_out`, width, width, 1),
  ]
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** UNet2DConditionModel of SD 1.x: cross-attention in all blocks but the smallest. */
export function unetTensors({ unet: { channels, contextWidth } }: Architecture): TensorSpec[] {
  const first = channels[0]!
  const last = channels.length - 1
  const timeWidth = 4 * first
  const down = range(channels.length).flatMap((block) => {
    const name = `down_blocks.${block}`
    const width = channels[block]!
    const from = channels[Math.max(block - 1, 0)]!
    return [
      ...range(layersPerBlock).flatMap((layer) => [
        ...resnet(`${name}.resnets.${layer}`, layer === 0 ? from : width, width, timeWidth),
        ...(block === last ? [] : transformer(`${name}.attentions.${layer}`, width, contextWidth)),
      ]),
      ...(block === last ? [] : conv(`${name}.downsamplers.0.conv`, width, width, 3)),
    ]
  })
  const widest = channels[last]!
  const middle = [
    ...resnet('mid_block.resnets.0', widest, widest, timeWidth),
    ...transformer('mid_block.attentions.0', widest, contextWidth),
    ...resnet('mid_block.resnets.1', widest, widest, timeWidth),
  ]
  const up = range(channels.length).flatMap((block) => {
    const name = `up_blocks.${block}`
    const width = channels[last - block]!
    const from = channels[Math.min(last - block + 1, last)]!
    const next = channels[Math.max(last - block - 1, 0)]!
    return [
      ...range(layersPerBlock + 1).flatMap((layer) => {
        const skip = layer === layersPerBlock ? next : width
        return [
          ...resnet(`${name}.resnets.${layer}`, (layer === 0 ? from : width) + skip, width, timeWidth),
          ...(block === 0 ? [] : transformer(`${name}.attentions.${layer}`, width, contextWidth)),
        ]
      }),
      ...(block === last ? [] : conv(`${name}.upsamplers.0.conv`, width, width, 3)),
    ]
  })
  return [
    ...conv('conv_in', latentChannels, first, 3),
    ...linear('time_embedding.linear_1', first, timeWidth),
    ...linear('time_embedding.linear_2', timeWidth, timeWidth),
    ...down,
    ...middle,
    ...up,
    ...norm('conv_norm_out', first),
    ...conv('conv_out', first, latentChannels, 3),
  ]
}

/** The VAE's only attention, under the names that SD 1.x files carry. */
const vaeMiddle = (name: string, width: number): TensorSpec[] => [
  ...resnet(`${name}.resnets.0`, width, width),
  ...norm(`${name}.attentions.0.group_norm`, width),
  ...['query', 'key', 'value', 'proj_attn'].flatMap((part) => linear(`${name}.attentions.0.${part}`, width, width)),
  ...resnet(`${name}.resnets.1`, width, width),
]

/** AutoencoderKL of SD 1.x. */
export function vaeTensors({ vae: { channels } }: Architecture): TensorSpec[] {
  const last = channels.length - 1
  const widest = channels[last]!
  const down = range(channels.length).flatMap((block) => {
    const name = `encoder.down_blocks.${block}`
    const width = channels[block]!
    const from = channels[Math.max(block - 1, 0)]!
    return [
      ...range(layersPerBlock).flatMap((layer) =>
        resnet(`${name}.resnets.${layer}`, layer === 0 ? from : width, width),
      ),
      ...(block === last ? [] : conv(`${name}.downsamplers.0.conv`, width, width, 3)),
    ]
  })
  const up = range(channels.length).flatMap((block) => {
    const name = `decoder.up_blocks.${block}`
    const width = channels[last - block]!
    const from = channels[Math.min(last - block + 1, last)]!
    return [
      ...range(layersPerBlock + 1).flatMap((layer) =>
        resnet(`${name}.resnets.${layer}`, layer === 0 ? from : width, width),
      ),
      ...(block === last ? [] : conv(`${name}.upsamplers.0.conv`, width, width, 3)),
    ]
  })
  return [
    ...conv('encoder.conv_in', 3, channels[0]!, 3),
    ...down,
    ...vaeMiddle('encoder.mid_block', widest),
    ...norm('encoder.conv_norm_out', widest),
    ...conv('encoder.conv_out', widest, 2 * latentChannels, 3),
    ...conv('quant_conv', 2 * latentChannels, 2 * latentChannels, 1),
    ...conv('post_quant_conv', latentChannels, latentChannels, 1),
    ...conv('decoder.conv_in', latentChannels, widest, 3),
    ...vaeMiddle('decoder.mid_block', widest),
    ...up,
    ...norm('decoder.conv_norm_out', channels[0]!),
    ...conv('decoder.conv_out', channels[0]!, 3, 3),
  ]
}

/** CLIPTextModel. */
export function textEncoderTensors({ textEncoder: { width, layers, vocabulary } }: Architecture): TensorSpec[] {
  return [
    { name: 'text_model.embeddings.token_embedding.weight', shape: [vocabulary, width], role: 'embedding' },
    { name: 'text_model.embeddings.position_embedding.weight', shape: [textPositions, width], role: 'embedding' },
    ...range(layers).flatMap((layer) => {
      const name = `text_model.encoder.layers.${layer}`
      return [
        ...['q_proj', 'k_proj', 'v_proj', 'out_proj'].flatMap((part) =>
          linear(`${name}.self_attn.${part}`, width, width),
        ),
        ...norm(`${name}.layer_norm1`, width),
        ...linear(`${name}.mlp.fc1`, width, 4 * width),
        ...linear(`${name}.mlp.fc2`, 4 * width, width),
        ...norm(`${name}.layer_norm2`, width),
      ]
    }),
    ...norm('text_model.final_layer_norm', width),
  ]
}

export const parameterCount = (tensors: readonly TensorSpec[]): number =>
  tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0)

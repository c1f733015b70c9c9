import type { AutoencoderConfig } from '../../src/main/diffusion/autoencoder.ts'
import { textTokens, type UnetConfig } from '../../src/main/diffusion/unet.ts'

/**
 * Floating-point operations of the minimum algorithm, multiply and add counted as two: convolutions, linear layers and
 * attention. Norms, activations and anything computed twice are not counted.
 */

const linear = (tokens: number, from: number, to: number): number => 2 * tokens * from * to
const conv = (pixels: number, from: number, to: number, kernel = 3): number => 2 * pixels * from * to * kernel * kernel
/** Q K^T and A V, all heads together. */
const attention = (queries: number, keys: number, channels: number): number => 4 * queries * keys * channels

const resnet = (pixels: number, from: number, to: number, time: number): number =>
  conv(pixels, from, to) +
  conv(pixels, to, to) +
  (from === to ? 0 : conv(pixels, from, to, 1)) +
  (time ? linear(1, time, to) : 0)

function transformer(config: UnetConfig, tokens: number, channels: number, layers: number): number {
  const block =
    linear(tokens, channels, channels) * 4 +
    attention(tokens, tokens, channels) +
    linear(tokens, channels, channels) * 2 +
    linear(textTokens, config.textChannels, channels) * 2 +
    attention(tokens, textTokens, channels) +
    linear(tokens, channels, 8 * channels) +
    linear(tokens, 4 * channels, channels)
  return 2 * linear(tokens, channels, channels) + layers * block
}

/** One row of the U-Net at latents of [height, width]. */
export function unetFlops(config: UnetConfig, height: number, width: number): number {
  const { blockChannels, layersPerBlock, latentChannels } = config
  const time = 4 * blockChannels[0]!
  const pixels = (level: number) => (height * width) / 4 ** level
  const deepest = blockChannels.length - 1
  const attend = (level: number) =>
    transformer(config, pixels(level), blockChannels[level]!, config.transformerLayers[level]!)
  const skips = [blockChannels[0]!]
  let total = conv(pixels(0), latentChannels, blockChannels[0]!)
  let channels = blockChannels[0]!
  for (const [level, to] of blockChannels.entries()) {
    for (let layer = 0; layer < layersPerBlock; layer++) {
      total += resnet(pixels(level), channels, to, time) + (config.downAttention[level] ? attend(level) : 0)
      channels = to
      skips.push(to)
    }
    if (level === deepest) continue
    total += conv(pixels(level + 1), to, to)
    skips.push(to)
  }
  total += 2 * resnet(pixels(deepest), channels, channels, time) + attend(deepest)
  for (const index of blockChannels.keys()) {
    const level = deepest - index
    const to = blockChannels[level]!
    for (let layer = 0; layer <= layersPerBlock; layer++) {
      total +=
        resnet(pixels(level), channels + skips.pop()!, to, time) + (config.upAttention[index] ? attend(level) : 0)
      channels = to
    }
    if (level > 0) total += conv(pixels(level - 1), to, to)
  }
  return total + conv(pixels(0), channels, latentChannels)
}

/** What filtering adds to an output's row: the content's columns and values of the filtered keys, whose map the content's own row has. */
export function filterFlops(config: UnetConfig, height: number, width: number, share: number): number {
  const perLayer = (level: number) => {
    const tokens = (height * width) / 4 ** level
    return 2 * tokens * (share * tokens) * config.blockChannels[level]!
  }
  return (config.layersPerBlock + 1) * (perLayer(0) + perLayer(1))
}

/** Encoder and decoder for one image of [height, width] pixels. */
export function autoencoderFlops(
  config: AutoencoderConfig,
  height: number,
  width: number,
): { encode: number; decode: number } {
  const { blockChannels, layersPerBlock, latentChannels } = config
  const deepest = blockChannels.length - 1
  const pixels = (level: number) => (height * width) / 4 ** level
  const middle = () => {
    const [tokens, channels] = [pixels(deepest), blockChannels[deepest]!]
    return (
      2 * resnet(tokens, channels, channels, 0) +
      4 * linear(tokens, channels, channels) +
      attention(tokens, tokens, channels)
    )
  }
  let encode =
    conv(pixels(0), 3, blockChannels[0]!) +
    middle() +
    conv(pixels(deepest), blockChannels[deepest]!, 2 * latentChannels)
  let decode =
    conv(pixels(deepest), latentChannels, blockChannels[deepest]!) + middle() + conv(pixels(0), blockChannels[0]!, 3)
  let channels = blockChannels[0]!
  for (const [level, to] of blockChannels.entries()) {
    for (let layer = 0; layer < layersPerBlock; layer++) {
      encode += resnet(pixels(level), channels, to, 0)
      channels = to
    }
    if (level < deepest) encode += conv(pixels(level + 1), to, to)
  }
  channels = blockChannels[deepest]!
  for (let level = deepest; level >= 0; level--) {
    const to = blockChannels[level]!
    for (let layer = 0; layer <= layersPerBlock; layer++) {
      decode += resnet(pixels(level), channels, to, 0)
      channels = to
    }
    if (level > 0) decode += conv(pixels(level - 1), to, to)
  }
  return { encode, decode }
}

import { elementCount } from '../weights/dtypes.ts'
import { latentChannels, type Architecture, type TensorSpec } from './architecture.ts'

/**
 * VAE weights set by hand: the encoder takes the mean of every 8x8 box, the decoder spreads it smoothly over the box again. A
 * model with it and random weights elsewhere shows a (blurred) picture instead of noise, so that colours can be followed by eye.
 *
 * The signal travels along the residual stream: second convolutions and the attention's projection are zero. The last group
 * norm is made linear by two large constants beside the signal x: a group holds x, -x, A, -A, whose standard deviation is
 * A sqrt(2 / size of the group) for every |x| << A. SiLU is undone by silu(x) - silu(-x) = x.
 */
const anchor = 10
/** Latents are 2 x (scaled by 0.18215): pictures with a contrast of 0.5 become latents of unit variance. */
const gain = 2 / 0.18215
/** exp(-20) is no variance. */
const logVariance = -20

/** 2x2 box at stride 2 (the encoder pads right and bottom), and the tent that smooths a doubled picture. */
const boxKernel = [1, 1, 0, 1, 1, 0, 0, 0, 0].map((tap) => tap / 4)
const tentKernel = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((tap) => tap / 16)
const centreKernel = [0, 0, 0, 0, 1, 0, 0, 0, 0]

class ConvWeights {
  readonly values: Float32Array
  readonly #inputs: number
  readonly #taps: number

  constructor([outputs, inputs, height = 1, width = 1]: readonly number[]) {
    this.#inputs = inputs!
    this.#taps = height * width
    this.values = new Float32Array(outputs! * this.#inputs * this.#taps)
  }

  connect(input: number, output: number, weight: number, kernel: readonly number[] = centreKernel): void {
    const taps = this.#taps === 1 ? [1] : kernel
    taps.forEach((tap, index) => {
      this.values[(output * this.#inputs + input) * this.#taps + index] = weight * tap
    })
  }
}

function sameChannels(shape: readonly number[], kernel?: readonly number[]): Float32Array {
  const weights = new ConvWeights(shape)
  for (let channel = 0; channel < Math.min(shape[0]!, shape[1]!); channel++)
    weights.connect(channel, channel, 1, kernel)
  return weights.values
}

/** Inputs to the groups of the stream: signal k feeds x and -x of group k. */
function intoGroups(shape: readonly number[], groupSize: number, mix: readonly (readonly number[])[]): Float32Array {
  const weights = new ConvWeights(shape)
  mix.forEach((row, group) =>
    row.forEach((weight, input) => {
      weights.connect(input, group * groupSize, weight)
      weights.connect(input, group * groupSize + 1, -weight)
    }),
  )
  return weights.values
}

function anchors(width: number, groupSize: number): Float32Array {
  return Float32Array.from({ length: width }, (_, channel) => [0, 0, anchor, -anchor][channel % groupSize] ?? 0)
}

function outOfGroups(shape: readonly number[], groupSize: number, signals: number, scale: number): Float32Array {
  const weights = new ConvWeights(shape)
  const deviation = anchor * Math.sqrt(2 / groupSize)
  for (let signal = 0; signal < signals; signal++) {
    weights.connect(signal * groupSize, signal, scale * deviation)
    weights.connect(signal * groupSize + 1, signal, -scale * deviation)
  }
  return weights.values
}

const red = [1, 0, 0]
const green = [0, 1, 0]
const blue = [0, 0, 1]
const grey = [1 / 3, 1 / 3, 1 / 3]

/**
 * The hand-set values of a VAE tensor; undefined where the tensor has no influence. Both ends of the
 * VAE need at least four channels per group of the norm.
 */
export function boxAutoencoderValues(
  { name, shape, role }: TensorSpec,
  { vae: { channels, groups } }: Architecture,
): Float32Array | undefined {
  const encoderGroup = channels.at(-1)! / groups
  const decoderGroup = channels[0]! / groups
  switch (name) {
    case 'encoder.conv_in.weight':
      return intoGroups(shape, encoderGroup, [red, green, blue, grey])
    case 'encoder.conv_in.bias':
      return anchors(shape[0]!, encoderGroup)
    case 'encoder.conv_out.weight':
      return outOfGroups(shape, encoderGroup, latentChannels, gain)
    case 'encoder.conv_out.bias':
      return Float32Array.from({ length: shape[0]! }, (_, channel) => (channel < latentChannels ? 0 : logVariance))
    case 'decoder.conv_in.weight':
      return intoGroups(
        shape,
        decoderGroup,
        [red, green, blue].map((row) => row.map((weight) => weight / gain)),
      )
    case 'decoder.conv_in.bias':
      return anchors(shape[0]!, decoderGroup)
    case 'decoder.conv_out.weight':
      return outOfGroups(shape, decoderGroup, 3, 1)
  }
  if (role === 'norm-weight') return new Float32Array(elementCount(shape)).fill(1)
  if (role === 'bias' || /conv2|proj_attn/.test(name)) return new Float32Array(elementCount(shape))
  if (/conv_shortcut|quant_conv/.test(name)) return sameChannels(shape)
  if (name.includes('downsamplers')) return sameChannels(shape, boxKernel)
  if (name.includes('upsamplers')) return sameChannels(shape, tentKernel)
  return undefined
}

import { describe, expect, it } from 'vitest'
import { UnsupportedModelError } from '../../../src/shared/errors.ts'
import {
  buildDecoder,
  buildEncoder,
  readAutoencoderConfig,
  type AutoencoderOptions,
} from '../../../src/main/diffusion/autoencoder.ts'
import { openModel, type Component } from '../../../src/main/diffusion/model-source.ts'
import { float32, oraclePath, readGoldens, relativeL2, type Golden } from '../../oracle.ts'
import { cpu, evaluate, floats, golden, goldenWeights, targets, writtenComponent } from './graph-evaluation.ts'

const size = { height: 64, width: 128 }
const encodeGoldens = readGoldens('blocks', 'vae_encode_64x128.safetensors')
const decodeGoldens = readGoldens('blocks', 'vae_decode_64x128.safetensors')

const tinyAutoencoder = async (): Promise<Component> => (await openModel(oraclePath('tiny-sd'))).vae

/** The same weights with the attention named as in files of Stable Diffusion 1.x. */
async function withOldNames(): Promise<Component> {
  const names = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' }
  const { config } = await tinyAutoencoder()
  const tensors = Array.from(goldenWeights('vae', 'diffusion_pytorch_model.safetensors'), ([name, tensor]) => {
    const [found] = Object.entries(names).filter(([now]) => name.includes(`attentions.0.${now}.`))
    return [found ? name.replace(`.${found[0]}.`, `.${found[1]}.`) : name, tensor] as const
  })
  expect(tensors.filter(([name]) => /query|key|value|proj_attn/.test(name))).toHaveLength(16)
  return writtenComponent(config, new Map(tensors))
}

/** Makes outputs of the values that have a golden. */
function observing(goldens: Map<string, Golden>) {
  const observed: string[] = []
  const observe: AutoencoderOptions['observe'] = (graph, scope, value) => {
    const name = `inter.${scope}`
    if (!goldens.has(name)) return
    graph.output(name, value)
    observed.push(name)
  }
  return { observed, observe }
}

/** The names whose first rows are too far from their goldens. */
const differing = (
  observed: readonly string[],
  outputs: Awaited<ReturnType<typeof evaluate>>,
  goldens: Map<string, Golden>,
) =>
  observed.filter((name) => {
    const wanted = float32(goldens, name)
    return !(relativeL2(outputs.float32(name).subarray(0, wanted.length), wanted) < 1e-4)
  })

describe.each([
  ['today’s names of the attention', tinyAutoencoder],
  ['the names of Stable Diffusion 1.x files', withOldNames],
])('an autoencoder with %s', (_, open) => {
  it.each(targets)('encodes as diffusers’ on the $device', async (target) => {
    const { observed, observe } = observing(encodeGoldens)
    const model = buildEncoder(await open(), { target, ...size, observe })
    const { data, shape } = golden(encodeGoldens, 'image')
    const outputs = await evaluate(model, { image: floats(data, shape) })
    expect(observed).toContain('inter.encoder.mid_block.attentions.0')
    expect(differing(observed, outputs, encodeGoldens)).toEqual([])
    const mean = outputs.float32('mean')
    expect(outputs.tensor('mean').dims).toEqual([2, 4, 8, 16])
    expect(relativeL2(mean, float32(encodeGoldens, 'mean'))).toBeLessThan(1e-4)
    expect(relativeL2(outputs.float32('logVariance'), logVariance())).toBeLessThan(1e-4)
    const scaled = mean.map((value) => value * 0.18215)
    expect(relativeL2(scaled, float32(encodeGoldens, 'latents_scaled_0.18215'))).toBeLessThan(1e-4)
  })

  it.each(targets)('decodes as diffusers’ on the $device', async (target) => {
    const { observed, observe } = observing(decodeGoldens)
    const model = buildDecoder(await open(), { target, ...size, observe })
    const { data, shape } = golden(decodeGoldens, 'z')
    const outputs = await evaluate(model, { latents: floats(data, shape) })
    expect(observed).toContain('inter.decoder.mid_block.attentions.0')
    expect(differing(observed, outputs, decodeGoldens)).toEqual([])
    expect(outputs.tensor('image').dims).toEqual([2, 3, 64, 128])
    expect(relativeL2(outputs.float32('image'), float32(decodeGoldens, 'image'))).toBeLessThan(1e-4)
  })

  it.runIf(decodeGoldens.has('z_from_encode'))('decodes what it encoded as diffusers’', async () => {
    const { data, shape } = golden(decodeGoldens, 'z_from_encode')
    const outputs = await evaluate(buildDecoder(await open(), { target: cpu, ...size }), {
      latents: floats(data, shape),
    })
    expect(relativeL2(outputs.float32('image'), float32(decodeGoldens, 'image_from_encode'))).toBeLessThan(1e-4)
  })
})

/** The second half of the channels of `moments`, limited to -30..20. */
function logVariance(): Float32Array {
  const moments = float32(encodeGoldens, 'moments')
  const half = 4 * 8 * 16
  return Float32Array.of(
    ...[0, 1].flatMap((row) => [...moments.subarray((2 * row + 1) * half, (2 * row + 2) * half)]),
  ).map((value) => Math.min(Math.max(value, -30), 20))
}

describe('the autoencoder', () => {
  it('limits the logarithm of the variance', async () => {
    const tensors = goldenWeights('vae', 'diffusion_pytorch_model.safetensors')
    const bias = tensors.get('quant_conv.bias')!
    const data = Float32Array.from(bias.data, (value, channel) => (channel < 4 ? value : channel < 6 ? 1e4 : -1e4))
    const component = await writtenComponent(
      (await tinyAutoencoder()).config,
      tensors.set('quant_conv.bias', { ...bias, data }),
    )
    const image = floats(new Float32Array(3 * 64 * 64), [1, 3, 64, 64])
    const outputs = await evaluate(buildEncoder(component, { target: cpu, height: 64, width: 64 }), { image })
    expect(new Set(outputs.float32('logVariance'))).toEqual(new Set([20, -30]))
  })

  it.each(['cpu', 'gpu'] as const)('decodes in float16 for the %s', async (device) => {
    const weights = goldenWeights('vae', 'diffusion_pytorch_model.safetensors')
    const half = await writtenComponent((await tinyAutoencoder()).config, weights, 'F16')
    const { data, shape } = golden(decodeGoldens, 'z')
    const model = buildDecoder(half, { target: { device, compute: 'float16' }, ...size })
    const image = (await evaluate(model, { latents: floats(data, shape) })).float32('image')
    expect(relativeL2(image, float32(decodeGoldens, 'image'))).toBeLessThan(1e-2)
  })
})

describe('the config of an autoencoder', () => {
  const configFile = '/models/some/vae/config.json'
  it.each<[string, unknown]>([
    ['act_fn', 'relu'],
    ['in_channels', 4],
    ['norm_num_groups', 12],
    ['down_block_types', ['AttnDownEncoderBlock2D']],
    ['use_quant_conv', false],
    ['a_key_of_tomorrow', 'new'],
  ])('with %s %j is refused by key, value and file', async (key, value) => {
    const config = { ...(await tinyAutoencoder()).config, [key]: value }
    const attempt = () => readAutoencoderConfig({ config, configFile })
    expect(attempt).toThrow(UnsupportedModelError)
    expect(attempt).toThrow(`"${key}" is ${JSON.stringify(value)} in ${configFile}`)
  })

  it('says the scaling factor and how many pixels a latent spans', async () => {
    const { scalingFactor, factor } = readAutoencoderConfig(await tinyAutoencoder())
    expect([scalingFactor, factor]).toEqual([0.18215, 8])
  })
})

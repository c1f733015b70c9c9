import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { beforeAll, describe, expect, it } from 'vitest'
import { UnsupportedModelError, WeightsError } from '../../../src/shared/errors.ts'
import { tinySd, unetTensors } from '../../../src/main/diffusion/random-model/architecture.ts'
import { openModel, type Component } from '../../../src/main/diffusion/model-source.ts'
import { createScheduler } from '../../../src/main/diffusion/scheduler.ts'
import { buildUnet, readUnetConfig, type UnetOptions } from '../../../src/main/diffusion/unet.ts'
import { elementCount } from '../../../src/main/diffusion/weights/dtypes.ts'
import { float32, hasGoldenFile, oraclePath, readGoldens, relativeL2, type Golden } from '../../oracle.ts'
import {
  cpu,
  evaluate,
  floats,
  goldenWeights,
  load,
  Outputs,
  targets,
  writtenComponent,
  type FloatTensor,
} from './graph-evaluation.ts'
import { randomNumbers } from './safetensors-files.ts'

let tiny: Component
beforeAll(async () => {
  tiny = (await openModel(oraclePath('tiny-sd'))).unet
})

type Goldens = Map<string, Golden>

/** The inputs of a golden evaluation; one timestep counts for all rows. */
function inputsOf(goldens: Goldens) {
  const [sample, text] = [goldens.get('sample')!, goldens.get('encoder_hidden_states')!]
  const rows = sample.shape[0]!
  const timesteps = Array.from(goldens.get('timestep')!.data as BigInt64Array, Number)
  return {
    latents: floats(float32(goldens, 'sample'), sample.shape),
    timesteps: floats(
      Float32Array.from({ length: rows }, (_, row) => timesteps[row] ?? timesteps[0]!),
      [rows],
    ),
    text: floats(float32(goldens, 'encoder_hidden_states'), text.shape),
  }
}

function sizeOf(goldens: Goldens) {
  const [, , height, width] = goldens.get('sample')!.shape
  return { height: height!, width: width! }
}

/** Makes outputs of the values that have a golden. */
const observing = (nameOf: (scope: string) => string, goldens: Goldens, observed: string[]): UnetOptions['observe'] => {
  return (graph, scope, value) => {
    const name = nameOf(scope)
    if (!goldens.has(name)) return
    graph.output(name, value)
    observed.push(name)
  }
}

const cases = ['unet_case0_b1_8x16', 'unet_case1_b3_8x16', 'unet_case2_b1_16x32', 'unet_case3_b3_16x32'].filter(
  (name) => hasGoldenFile('blocks', `${name}.safetensors`),
)

describe.each(targets)('the U-Net written for the $device', (target) => {
  it.each(cases)('is diffusers’ on %s, block by block', async (name) => {
    const goldens = readGoldens('blocks', `${name}.safetensors`)
    const observed: string[] = []
    const observe = observing((scope) => `inter.${scope}`, goldens, observed)!
    const outputs = await evaluate(buildUnet(tiny, { target, ...sizeOf(goldens), observe }), inputsOf(goldens))
    expect(new Set(observed)).toEqual(new Set([...goldens.keys()].filter((key) => key.startsWith('inter.'))))
    for (const key of observed)
      expect([key, relativeL2(outputs.float32(key), float32(goldens, key)) < 1e-4]).toEqual([key, true])
    expect(outputs.tensor('prediction').dims).toEqual(goldens.get('out')!.shape)
    expect(relativeL2(outputs.float32('prediction'), float32(goldens, 'out'))).toBeLessThan(1e-4)
  })

  it('applies FreeU on entering the up blocks as the public code does', async () => {
    const goldens = readGoldens('cactif_freeu_scaled', 'unet_freeu_scaled.safetensors')
    const observed: string[] = []
    const nameOf = (scope: string) => scope.replace(/\.in$/, '.hidden_in_after_freeu')
    const observe = observing(nameOf, goldens, observed)!
    const freeU = { backbone: [1.2, 1.2, 1.2, 1.4], low: [0.9, 0.9, 0.9, 0.2] }
    const model = buildUnet(tiny, { target, ...sizeOf(goldens), freeU, observe })
    const outputs = await evaluate(model, inputsOf(goldens))
    expect(observed.length).toBeGreaterThanOrEqual(3)
    for (const key of observed)
      expect([key, relativeL2(outputs.float32(key), float32(goldens, key)) < 1e-4]).toEqual([key, true])
    expect(relativeL2(outputs.float32('prediction'), float32(goldens, 'out'))).toBeLessThan(1e-4)
    expect(relativeL2(float32(goldens, 'out_without_freeu'), float32(goldens, 'out'))).toBeGreaterThan(1e-2)
  })
})

describe('the U-Net', () => {
  const goldens = readGoldens('blocks', 'unet_case1_b3_8x16.safetensors')

  it('treats the rows of a batch apart, each with its timestep', async () => {
    const inputs = inputsOf(goldens)
    expect([...(inputs.timesteps.data as Float32Array)]).toEqual([500, 1, 261])
    const session = await load(buildUnet(tiny, { target: cpu, ...sizeOf(goldens) }))
    const all = new Outputs(await session.run(inputs)).float32('prediction')
    for (const row of [0, 1, 2]) {
      const part = (name: 'latents' | 'timesteps' | 'text') => {
        const { data, dims } = inputs[name]
        const size = elementCount(dims.slice(1))
        return floats((data as Float32Array).slice(row * size, (row + 1) * size), [1, ...dims.slice(1)])
      }
      const feeds = { latents: part('latents'), timesteps: part('timesteps'), text: part('text') }
      const alone = new Outputs(await session.run(feeds)).float32('prediction')
      expect(relativeL2(all.subarray(row * alone.length, (row + 1) * alone.length), alone)).toBeLessThan(1e-5)
    }
    await session.release()
  })

  it('has 1e-6 for the epsilon of its transformers’ norms and the config’s for all others', () => {
    const model = fromBinary(ModelProtoSchema, buildUnet(tiny, { target: cpu, ...sizeOf(goldens) }).bytes)
    const norms = model.graph!.node.filter(({ opType }) => opType === 'InstanceNormalization')
    const epsilons = norms.map(({ attribute }) => attribute.find(({ name }) => name === 'epsilon')!.f)
    const ofTransformers = epsilons.filter((epsilon) => epsilon === Math.fround(1e-6))
    expect(ofTransformers).toHaveLength(16)
    expect(new Set(epsilons)).toEqual(new Set([Math.fround(1e-6), Math.fround(1e-5)]))
  })

  it.each(['cpu', 'gpu'] as const)('computes in float16 for the %s', async (device) => {
    const half = await writtenComponent(
      tiny.config,
      goldenWeights('unet', 'diffusion_pytorch_model.safetensors'),
      'F16',
    )
    const target = { device, compute: 'float16' } as const
    const outputs = await evaluate(buildUnet(half, { target, ...sizeOf(goldens) }), inputsOf(goldens))
    const difference = relativeL2(outputs.float32('prediction'), float32(goldens, 'out'))
    expect(difference).toBeLessThan(1e-2)
    expect(difference).toBeGreaterThan(1e-5)
  })
})

describe('a U-Net of the shape of Stable Diffusion 2', () => {
  const goldens = readGoldens('blocks', 'unet_case0_b1_8x16.safetensors')

  /** The projections around the transformer blocks as matrices instead of 1x1 convolutions. */
  const withLinearProjections = (tensors: ReadonlyMap<string, FloatTensor>) =>
    new Map(
      Array.from(tensors, ([name, { shape, data }]) => {
        const isProjection = /attentions\.\d\.proj_(in|out)\.weight$/.test(name)
        return [name, { data, shape: isProjection ? shape.slice(0, 2) : shape }] as const
      }),
    )

  it('gives the same with its projections as matrices', async () => {
    const weights = withLinearProjections(goldenWeights('unet', 'diffusion_pytorch_model.safetensors'))
    const config = { ...tiny.config, use_linear_projection: true, attention_head_dim: [8, 8, 8, 8] }
    const component = await writtenComponent(config, weights)
    for (const target of targets) {
      const outputs = await evaluate(buildUnet(component, { target, ...sizeOf(goldens) }), inputsOf(goldens))
      expect(relativeL2(outputs.float32('prediction'), float32(goldens, 'out'))).toBeLessThan(1e-4)
    }
  })

  it('runs with the keys of its config, other numbers of heads by block and a wider text', async () => {
    const contextWidth = 48
    const architecture = { ...tinySd, unet: { ...tinySd.unet, contextWidth } }
    const random = randomNumbers(2)
    const weights = unetTensors(architecture).map(({ name, shape, role }) => {
      const spread = role === 'weight' ? 1 / Math.sqrt(elementCount(shape.slice(1))) : 0.05
      const centre = role === 'norm-weight' ? 1 : 0
      const data = Float32Array.from({ length: elementCount(shape) }, () => centre + spread * (random() / 2 ** 31 - 1))
      return [name, { shape, data }] as const
    })
    const config = {
      _class_name: 'UNet2DConditionModel',
      act_fn: 'silu',
      attention_head_dim: [2, 4, 8, 8],
      block_out_channels: tinySd.unet.channels,
      center_input_sample: false,
      cross_attention_dim: contextWidth,
      down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D'],
      downsample_padding: 1,
      dual_cross_attention: false,
      flip_sin_to_cos: true,
      freq_shift: 0,
      in_channels: 4,
      layers_per_block: 2,
      mid_block_scale_factor: 1,
      norm_eps: 1e-5,
      norm_num_groups: tinySd.unet.groups,
      num_class_embeds: null,
      only_cross_attention: false,
      out_channels: 4,
      sample_size: 96,
      up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
      upcast_attention: true,
      use_linear_projection: true,
    }
    const component = await writtenComponent(config, withLinearProjections(new Map(weights)))
    expect(readUnetConfig(component)).toMatchObject({ heads: [2, 4, 8, 8], linearProjection: true })
    const inputs = {
      ...inputsOf(goldens),
      text: floats(new Float32Array(77 * contextWidth).fill(0.5), [1, 77, contextWidth]),
    }
    const predictions = []
    for (const target of targets) {
      const outputs = await evaluate(buildUnet(component, { target, height: 8, width: 16 }), inputs)
      predictions.push(outputs.float32('prediction'))
    }
    const [first, second] = predictions
    expect(first!.every(Number.isFinite)).toBe(true)
    expect(relativeL2(first!, second!)).toBeLessThan(1e-4)

    const scheduler = createScheduler({ prediction_type: 'v_prediction' })
    const [alpha, sample] = [scheduler.alphaCumprod(500), float32(goldens, 'sample')]
    const epsilon = scheduler.toEpsilon(first!, sample, 500)
    expect(epsilon[3]).toBeCloseTo(Math.sqrt(alpha) * first![3]! + Math.sqrt(1 - alpha) * sample[3]!, 5)
  })

  it('has as many heads as its list says', async () => {
    const weights = goldenWeights('unet', 'diffusion_pytorch_model.safetensors')
    const fewer = await writtenComponent({ ...tiny.config, attention_head_dim: [8, 8, 8, 4] }, weights)
    const outputs = await evaluate(buildUnet(fewer, { target: cpu, ...sizeOf(goldens) }), inputsOf(goldens))
    expect(relativeL2(outputs.float32('prediction'), float32(goldens, 'out'))).toBeGreaterThan(1e-3)
  })
})

describe('the config of a U-Net', () => {
  const file = '/models/some/unet/config.json'
  const read = (changes: Record<string, unknown>) => {
    return readUnetConfig({ config: { ...tiny.config, ...changes }, configFile: file })
  }

  it.each<[string, unknown]>([
    ['in_channels', 9],
    ['class_embed_type', 'timestep'],
    ['act_fn', 'gelu'],
    ['addition_embed_type', 'text_time'],
    ['down_block_types', ['DownBlock2D']],
    ['up_block_types', ['UpBlock2D', 'AttnUpBlock2D', 'UpBlock2D', 'UpBlock2D']],
    ['mid_block_type', 'UNetMidBlock2DSimpleCrossAttn'],
    ['attention_head_dim', [8, 8]],
    ['attention_head_dim', 5],
    ['norm_num_groups', 12],
    ['cross_attention_dim', [32, 32]],
    ['layers_per_block', 2.5],
    ['norm_eps', '1e-5'],
    ['use_linear_projection', 'yes'],
    ['a_key_of_tomorrow', 1],
  ])('with %s %j is refused by key, value and file', (key, value) => {
    const attempt = () => read({ [key]: value })
    expect(attempt).toThrow(UnsupportedModelError)
    expect(attempt).toThrow(`"${key}" is ${JSON.stringify(value)} in ${file}`)
  })

  it.each([[null], [false], [[]]])('may hold an unknown key that says %j', (value) => {
    expect(read({ a_key_of_tomorrow: value })).toEqual(read({}))
  })

  it('takes diffusers’ defaults for the keys that are absent', () => {
    expect(readUnetConfig({ config: {}, configFile: file })).toEqual({
      latentChannels: 4,
      blockChannels: [320, 640, 1280, 1280],
      downAttention: [true, true, true, false],
      upAttention: [false, true, true, true],
      layersPerBlock: 2,
      heads: [8, 8, 8, 8],
      transformerLayers: [1, 1, 1, 1],
      textChannels: 1280,
      groups: 32,
      epsilon: 1e-5,
      linearProjection: false,
      flipSinToCos: true,
      frequencyShift: 0,
    })
  })
})

describe('the weights of a U-Net', () => {
  const name = 'mid_block.resnets.1.conv2.weight'
  const build = (tensors: Component['tensors'], target = cpu) =>
    buildUnet({ ...tiny, tensors }, { target, height: 8, width: 16 })

  it('must have every tensor', () => {
    const tensors = new Map(tiny.tensors)
    tensors.delete(name)
    expect(() => build(tensors)).toThrow(WeightsError)
    expect(() => build(tensors)).toThrow(`lack the tensor ${name} of shape [64, 64, 3, 3], which ${tiny.configFile}`)
  })

  it('must have the shapes that the config says', () => {
    const view = { ...tiny.tensors.get(name)!, shape: [64, 32, 3, 3] }
    const tensors = new Map(tiny.tensors).set(name, view)
    expect(() => build(tensors)).toThrow(WeightsError)
    expect(() => build(tensors)).toThrow(
      `${name} has shape [64, 32, 3, 3] where ${tiny.configFile} asks for [64, 64, 3, 3]`,
    )
  })

  it('must be of the type that is computed in', () => {
    const attempt = () => build(tiny.tensors, { device: 'gpu', compute: 'float16' })
    expect(attempt).toThrow(WeightsError)
    expect(attempt).toThrow('is stored as F32 where the graph computes in float16')
  })
})

import { describe, expect, it } from 'vitest'
import { UnsupportedModelError } from '../../../src/shared/errors.ts'
import { openModel, type Component } from '../../../src/main/diffusion/model-source.ts'
import { buildTextEncoder, readTextEncoderConfig } from '../../../src/main/diffusion/text-encoder.ts'
import { float32, oraclePath, readGoldens, relativeL2 } from '../../oracle.ts'
import { cpu, evaluate, goldenWeights, integers, targets, writtenComponent } from './graph-evaluation.ts'

const goldens = readGoldens('blocks', 'text_encoder.safetensors')
const idsOf = (name: string) => {
  const { data, shape } = goldens.get(name)!
  return integers([...(data as BigInt64Array)], shape)
}
const tinyTextEncoder = async (): Promise<Component> => (await openModel(oraclePath('tiny-sd'))).textEncoder!

describe('the text encoder', () => {
  it.each(targets)('is CLIP’s on the $device, layer by layer', async (target) => {
    const model = buildTextEncoder(await tinyTextEncoder(), {
      target,
      tokens: 77,
      observe: (graph, scope, value) => graph.output(scope, value),
    })
    const outputs = await evaluate(model, { ids: idsOf('input_ids') })
    for (const layer of [0, 1, 2, 3]) {
      const name = `hidden_states.${layer}`
      expect(relativeL2(outputs.float32(name), float32(goldens, name))).toBeLessThan(1e-4)
    }
    expect(outputs.tensor('embeddings').dims).toEqual([4, 77, 32])
    expect(relativeL2(outputs.float32('embeddings'), float32(goldens, 'last_hidden_state'))).toBeLessThan(1e-4)
  })

  it.each(targets)('takes fewer tokens than it has positions on the $device', async (target) => {
    const model = buildTextEncoder(await tinyTextEncoder(), { target, tokens: 20 })
    const outputs = await evaluate(model, { ids: idsOf('random_input_ids') })
    expect(relativeL2(outputs.float32('embeddings'), float32(goldens, 'random_last_hidden_state'))).toBeLessThan(1e-4)
  })

  it('looks at no later token', async () => {
    const model = buildTextEncoder(await tinyTextEncoder(), { target: cpu, tokens: 20 })
    const [first, second] = [
      await evaluate(model, {
        ids: integers(
          Array.from({ length: 20 }, (_, i) => i),
          [1, 20],
        ),
      }),
      await evaluate(model, {
        ids: integers(
          Array.from({ length: 20 }, (_, i) => (i < 12 ? i : 500)),
          [1, 20],
        ),
      }),
    ].map((outputs) => outputs.float32('embeddings'))
    expect(second!.subarray(0, 12 * 32)).toEqual(first!.subarray(0, 12 * 32))
    expect(second!.subarray(12 * 32)).not.toEqual(first!.subarray(12 * 32))
  })

  it.each(['cpu', 'gpu'] as const)('computes in float16 for the %s', async (device) => {
    const { config } = await tinyTextEncoder()
    const half = await writtenComponent(config, goldenWeights('text_encoder', 'model.safetensors'), 'F16')
    const model = buildTextEncoder(half, { target: { device, compute: 'float16' }, tokens: 77 })
    const outputs = await evaluate(model, { ids: idsOf('input_ids') })
    expect(relativeL2(outputs.float32('embeddings'), float32(goldens, 'last_hidden_state'))).toBeLessThan(1e-2)
  })
})

describe('a text encoder with Stable Diffusion 2’s activation', () => {
  /** What one layer adds to the first channel where the MLP's inner unit 0 is `x` and alone counts, by its weight 1. */
  async function activated(x: number): Promise<number> {
    const tensors = goldenWeights('text_encoder', 'model.safetensors')
    const mlp = (name: string) => tensors.get(`text_model.encoder.layers.0.mlp.${name}`)!.data.fill(0)
    for (const name of ['fc1.weight', 'fc2.bias']) mlp(name)
    mlp('fc1.bias')[0] = x
    mlp('fc2.weight')[0] = 1
    const { config } = await tinyTextEncoder()
    const component = await writtenComponent({ ...config, hidden_act: 'gelu', num_hidden_layers: 1 }, tensors)
    const model = buildTextEncoder(component, {
      target: cpu,
      tokens: 20,
      observe: (graph, scope, value) => graph.output(scope, value),
    })
    return (await evaluate(model, { ids: idsOf('random_input_ids') })).float32('hidden_states.1')[0]!
  }

  it('uses the exact GELU', async () => {
    // -0.7 Phi(-0.7), where CLIP's approximation gives -0.163106
    expect((await activated(-0.7)) - (await activated(0))).toBeCloseTo(-0.169375, 5)
  })
})

describe('the config of a text encoder', () => {
  const configFile = '/models/some/text_encoder/config.json'
  it.each<[string, unknown]>([
    ['hidden_act', 'relu'],
    ['model_type', 't5'],
    ['num_attention_heads', 5],
    ['a_key_of_tomorrow', 3],
  ])('with %s %j is refused by key, value and file', async (key, value) => {
    const config = { ...(await tinyTextEncoder()).config, [key]: value }
    const attempt = () => readTextEncoderConfig({ config, configFile })
    expect(attempt).toThrow(UnsupportedModelError)
    expect(attempt).toThrow(`"${key}" is ${JSON.stringify(value)} in ${configFile}`)
  })
})

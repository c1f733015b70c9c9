import { beforeAll, describe, expect, it } from 'vitest'
import { openModel, type Component } from '../../../../src/main/diffusion/model-source.ts'
import type { Graph, Value } from '../../../../src/main/diffusion/onnx/graph.ts'
import {
  attention,
  conv2d,
  geglu,
  groupNorm,
  layerNorm,
  linear,
  queriesPerChunk,
  resnet,
  upsample,
} from '../../../../src/main/diffusion/onnx/layers.ts'
import { silu } from '../../../../src/main/diffusion/onnx/operators.ts'
import { float32, oraclePath, readGoldens, relativeL2 } from '../../../oracle.ts'
import { evaluateLayer, golden, targets } from '../graph-evaluation.ts'
import { randomNumbers } from '../safetensors-files.ts'

let tiny: Component
beforeAll(async () => {
  tiny = (await openModel(oraclePath('tiny-sd'))).unet
})

const whole = readGoldens('blocks', 'unet_case0_b1_8x16.safetensors')
const detail = readGoldens('blocks', 'unet_case0_detail.safetensors')

/** silu of case 0's time embedding. */
const time = (graph: Graph): Value => silu(graph, graph.floats(float32(whole, 'inter.time_embedding'), [1, 64]))
/** Case 0's prompt embeddings. */
const text = (graph: Graph): Value => graph.floats(float32(whole, 'encoder_hidden_states'), [1, 77, 32])

type Layer = (graph: Graph, scope: string, x: Value) => Value

const timedResnet =
  (channels: number): Layer =>
  (graph, scope, x) =>
    resnet(graph, scope, x, { channels, groups: 8, epsilon: 1e-5, time: time(graph) })

function attentionLayer(graph: Graph, scope: string, x: Value, source: Value): Value {
  const project = (part: string, from: Value) => linear(graph, `${scope}.${part}`, from, 16, { bias: false })
  const attended = attention(graph, project('to_q', x), project('to_k', source), project('to_v', source), 8)
  return linear(graph, `${scope}.to_out.0`, attended, 16)
}

const block = 'down_blocks.0.attentions.0.transformer_blocks.0'
const layers: [scope: string, layer: Layer][] = [
  ['down_blocks.0.resnets.0', timedResnet(16)],
  ['down_blocks.1.resnets.0', timedResnet(32)],
  ['mid_block.resnets.0', timedResnet(64)],
  ['up_blocks.0.resnets.2', timedResnet(64)],
  ['up_blocks.3.resnets.0', timedResnet(16)],
  ['down_blocks.0.resnets.0.norm1', (graph, scope, x) => groupNorm(graph, scope, x, 8, 1e-5)],
  ['down_blocks.0.resnets.0.conv1', (graph, scope, x) => conv2d(graph, scope, x, { channels: 16 })],
  ['down_blocks.0.attentions.0.norm', (graph, scope, x) => groupNorm(graph, scope, x, 8, 1e-6)],
  ['down_blocks.0.attentions.0.proj_in', (graph, scope, x) => conv2d(graph, scope, x, { channels: 16, kernel: 1 })],
  [`${block}.norm1`, layerNorm],
  [`${block}.attn1`, (graph, scope, x) => attentionLayer(graph, scope, x, x)],
  [`${block}.attn2`, (graph, scope, x) => attentionLayer(graph, scope, x, text(graph))],
  [`${block}.ff.net.0`, (graph, scope, x) => geglu(graph, `${scope}.proj`, x, 64)],
  [`${block}.ff`, (graph, scope, x) => linear(graph, `${scope}.net.2`, geglu(graph, `${scope}.net.0.proj`, x, 64), 16)],
  ['down_blocks.0.downsamplers.0', (graph, scope, x) => conv2d(graph, `${scope}.conv`, x, { channels: 16, stride: 2 })],
  ['up_blocks.0.upsamplers.0', upsample],
]

describe.each(targets)('a layer written for the $device', (target) => {
  it.each(layers)('is diffusers’: %s', async (scope, layer) => {
    const input = golden(detail, `${scope}.in`)
    const output = await evaluateLayer(tiny, target, input, (graph, x) => layer(graph, scope, x))
    expect(relativeL2(output, float32(detail, `${scope}.out`))).toBeLessThan(1e-5)
  })

  it('takes no rows as well as some', async () => {
    const attended = await evaluateLayer(null, target, { data: new Float32Array(), shape: [0, 128, 16] }, (graph, x) =>
      attention(graph, x, x, x, 8),
    )
    expect(attended).toHaveLength(0)
  })
})

describe('attention over many tokens', () => {
  const [tokens, heads, channels] = [2048, 16, 32]
  const random = randomNumbers(5)
  const data = Float32Array.from({ length: tokens * channels }, () => (random() / 2 ** 31 - 1) * 3)

  it('is written in chunks of queries that keep a map small', () => {
    expect(queriesPerChunk(tokens, tokens, heads)).toBe(512)
    expect(queriesPerChunk(8192, 8192, 8)).toBe(256)
    expect(queriesPerChunk(77, 77, 8)).toBe(77)
  })

  it('is the same in chunks and as one operator', async () => {
    const outputs = []
    for (const target of targets) {
      outputs.push(
        await evaluateLayer(null, target, { data, shape: [1, tokens, channels] }, (graph, x) =>
          attention(graph, x, x, x, heads),
        ),
      )
    }
    const [fused, chunked] = outputs
    expect(relativeL2(chunked!, fused!)).toBeLessThan(1e-5)
  })
})

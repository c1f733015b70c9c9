import { ModelConfig } from './model-config.ts'
import type { Component } from './model-source.ts'
import { Graph, type OnnxModel, type Target, type Value } from './onnx/graph.ts'
import { layerNorm, linear, mergeHeads, scaled, splitHeads } from './onnx/layers.ts'
import { add, fixedSize, gatherRows, matmul, mul, sigmoid, softmax, transpose } from './onnx/operators.ts'

/** What `config.json` of a CLIPTextModel says. */
export interface TextEncoderConfig {
  readonly channels: number
  readonly innerChannels: number
  readonly layers: number
  readonly heads: number
  readonly vocabulary: number
  readonly positions: number
  readonly epsilon: number
  readonly activation: 'quick_gelu' | 'gelu'
}

/** @throws UnsupportedModelError naming key, value and file */
export function readTextEncoderConfig(component: Pick<Component, 'config' | 'configFile'>): TextEncoderConfig {
  const config = new ModelConfig(component)
  config.only({ model_type: 'clip_text_model' })
  config.ignore('architectures', 'bos_token_id', 'eos_token_id', 'pad_token_id', 'dropout', 'attention_dropout')
  config.ignore(
    'initializer_factor',
    'initializer_range',
    'projection_dim',
    'torch_dtype',
    'dtype',
    'transformers_version',
  )
  config.ignore('return_dict', 'use_cache', 'output_attentions', 'output_hidden_states')
  const channels = config.integer('hidden_size', 512)
  const result = {
    channels,
    innerChannels: config.integer('intermediate_size', 2048),
    layers: config.integer('num_hidden_layers', 12),
    heads: config.divisor('num_attention_heads', 8, [channels]),
    vocabulary: config.integer('vocab_size', 49408),
    positions: config.integer('max_position_embeddings', 77),
    epsilon: config.number('layer_norm_eps', 1e-5),
    activation: config.word('hidden_act', ['quick_gelu', 'gelu'], 'quick_gelu'),
  }
  config.finish()
  return result
}

/**
 * CLIPTextModel of transformers: input `ids` int64 [rows, tokens]; output `embeddings` float32 [rows, tokens, channels],
 * the last hidden state after the final layer norm, which is what Stable Diffusion conditions on.
 */
export function buildTextEncoder(
  component: Component,
  options: {
    readonly target: Target
    readonly tokens: number
    readonly observe?: (graph: Graph, scope: string, value: Value) => void
  },
): OnnxModel {
  const config = readTextEncoderConfig(component)
  const graph = new Graph(options.target, component)
  const { channels, positions } = config
  const { tokens } = options
  const ids = graph.input('ids', 'int64', ['rows', tokens])
  const table = graph.weight('text_model.embeddings.token_embedding.weight', [config.vocabulary, channels])
  const places = graph.weight('text_model.embeddings.position_embedding.weight', [positions, channels])
  const first = graph.int64s(Array.from({ length: tokens }, (_, i) => i))
  let hidden = add(graph, gatherRows(graph, table, ids), gatherRows(graph, places, first))
  options.observe?.(graph, 'hidden_states.0', hidden)
  const mask = causalMask(graph, tokens)
  for (let layer = 0; layer < config.layers; layer++) {
    hidden = encoderLayer(graph, config, `text_model.encoder.layers.${layer}`, hidden, mask)
    options.observe?.(graph, `hidden_states.${layer + 1}`, hidden)
  }
  graph.output('embeddings', layerNorm(graph, 'text_model.final_layer_norm', hidden, config.epsilon))
  return graph.finish()
}

/** 0 where a token may look, the lowest float16 where it may not: [tokens, tokens]. */
function causalMask(graph: Graph, tokens: number): Value {
  const mask = new Float32Array(tokens * tokens)
  for (let row = 0; row < tokens; row++) mask.fill(-65504, row * tokens + row + 1, (row + 1) * tokens)
  return graph.floats(mask, [tokens, tokens])
}

function encoderLayer(graph: Graph, config: TextEncoderConfig, scope: string, input: Value, mask: Value): Value {
  const { channels, heads, epsilon } = config
  const normed = layerNorm(graph, `${scope}.layer_norm1`, input, epsilon)
  const project = (part: string) => linear(graph, `${scope}.self_attn.${part}`, normed, channels)
  const keys = transpose(graph, splitHeads(graph, project('k_proj'), heads), [0, 1, 3, 2])
  const scores = add(
    graph,
    matmul(graph, splitHeads(graph, scaled(graph, project('q_proj'), heads), heads), keys),
    mask,
  )
  const attended = matmul(graph, softmax(graph, scores), splitHeads(graph, project('v_proj'), heads))
  let hidden = add(graph, linear(graph, `${scope}.self_attn.out_proj`, mergeHeads(graph, attended), channels), input)

  const inner = linear(
    graph,
    `${scope}.mlp.fc1`,
    layerNorm(graph, `${scope}.layer_norm2`, hidden, epsilon),
    config.innerChannels,
  )
  hidden = add(
    graph,
    linear(graph, `${scope}.mlp.fc2`, activate(graph, config.activation, inner), fixedSize(input, 2)),
    hidden,
  )
  return hidden
}

/** `quick_gelu` is x * sigmoid(1.702 x), OpenAI CLIP's approximation. */
function activate(graph: Graph, activation: TextEncoderConfig['activation'], x: Value): Value {
  if (activation === 'gelu') return graph.node('Gelu', [x], { shape: x.shape })
  return mul(graph, x, sigmoid(graph, mul(graph, x, graph.float(1.702))))
}

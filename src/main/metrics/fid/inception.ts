import { realpathSync } from 'node:fs'
import path from 'node:path'
import type { Component } from '../../diffusion/model-source.ts'
import { Graph, type OnnxModel, type Value } from '../../diffusion/onnx/graph.ts'
import { concat, fixedSize } from '../../diffusion/onnx/operators.ts'
import { readSafetensorsHeader } from '../../diffusion/safetensors.ts'

/**
 * The InceptionV3 of FID, pt_inception-2015-12-05 in the naming of pytorch-fid (`fid_inception_v3`, mseitzer 2020). It differs from torchvision's
 * in its pooling: averages leave the padding out, and the last block takes a maximum.
 */

/** Side of the pictures that it sees. */
export const INCEPTION_SIDE = 299
/** Length of its features, the pooled activations ahead of the classifier. */
export const FEATURES = 2048

const EPSILON = 0.001

interface Convolution {
  readonly kernel?: readonly [height: number, width: number]
  readonly stride?: number
  readonly padding?: readonly [vertical: number, horizontal: number]
}

/** Convolution without bias, batch normalisation, ReLU. */
function conv(graph: Graph, scope: string, x: Value, channels: number, options: Convolution = {}): Value {
  const { kernel = [1, 1], stride = 1, padding = [0, 0] } = options
  const weight = graph.weight(`${scope}.conv.weight`, [channels, fixedSize(x, 1), ...kernel])
  const shape = pooledShape(x, channels, { kernel, stride, padding })
  const [vertical, horizontal] = padding
  const attributes = {
    kernel_shape: kernel,
    strides: [stride, stride],
    pads: [vertical, horizontal, vertical, horizontal],
  }
  const convolved = graph.node('Conv', [x, weight], { shape }, attributes)
  const statistics = ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
    graph.weight(`${scope}.bn.${name}`, [channels]),
  )
  const normal = graph.node(
    'BatchNormalization',
    [convolved, ...statistics],
    { shape },
    { epsilon: { float: EPSILON } },
  )
  return graph.node('Relu', [normal], { shape })
}

function pooledShape(x: Value, channels: number, { kernel, stride, padding }: Required<Convolution>): Value['shape'] {
  const side = (axis: 0 | 1): number =>
    Math.floor((fixedSize(x, axis + 2) + 2 * padding[axis] - kernel[axis]) / stride) + 1
  return [x.shape[0]!, channels, side(0), side(1)]
}

/** 3 x 3: with stride 2 it halves the picture, with stride 1 it keeps its size. */
function pool(graph: Graph, operator: 'MaxPool' | 'AveragePool', x: Value, stride: 1 | 2): Value {
  const padding = stride === 1 ? ([1, 1] as const) : ([0, 0] as const)
  const shape = pooledShape(x, fixedSize(x, 1), { kernel: [3, 3], stride, padding })
  const attributes = { kernel_shape: [3, 3], strides: [stride, stride], pads: [...padding, ...padding] }
  return graph.node(operator, [x], { shape }, attributes)
}

const three: Convolution = { kernel: [3, 3], padding: [1, 1] }
const halving: Convolution = { kernel: [3, 3], stride: 2 }
const row = (width: number): Convolution => ({ kernel: [1, width], padding: [0, (width - 1) / 2] })
const column = (height: number): Convolution => ({ kernel: [height, 1], padding: [(height - 1) / 2, 0] })

type Layer = readonly [name: string, channels: number, options?: Convolution]

/** Layers of a block one after the other. */
const chain = (graph: Graph, scope: string, x: Value, layers: readonly Layer[]): Value =>
  layers.reduce((value, [name, channels, options]) => conv(graph, `${scope}.${name}`, value, channels, options), x)

function blockA(graph: Graph, scope: string, x: Value, pooled: number): Value {
  const branch = (...layers: Layer[]): Value => chain(graph, scope, x, layers)
  const average = pool(graph, 'AveragePool', x, 1)
  return concat(
    graph,
    [
      branch(['branch1x1', 64]),
      branch(['branch5x5_1', 48], ['branch5x5_2', 64, { kernel: [5, 5], padding: [2, 2] }]),
      branch(['branch3x3dbl_1', 64], ['branch3x3dbl_2', 96, three], ['branch3x3dbl_3', 96, three]),
      chain(graph, scope, average, [['branch_pool', pooled]]),
    ],
    1,
  )
}

function blockB(graph: Graph, scope: string, x: Value): Value {
  const branch = (...layers: Layer[]): Value => chain(graph, scope, x, layers)
  return concat(
    graph,
    [
      branch(['branch3x3', 384, halving]),
      branch(['branch3x3dbl_1', 64], ['branch3x3dbl_2', 96, three], ['branch3x3dbl_3', 96, halving]),
      pool(graph, 'MaxPool', x, 2),
    ],
    1,
  )
}

function blockC(graph: Graph, scope: string, x: Value, inner: number): Value {
  const branch = (...layers: Layer[]): Value => chain(graph, scope, x, layers)
  const average = pool(graph, 'AveragePool', x, 1)
  return concat(
    graph,
    [
      branch(['branch1x1', 192]),
      branch(['branch7x7_1', inner], ['branch7x7_2', inner, row(7)], ['branch7x7_3', 192, column(7)]),
      branch(
        ['branch7x7dbl_1', inner],
        ['branch7x7dbl_2', inner, column(7)],
        ['branch7x7dbl_3', inner, row(7)],
        ['branch7x7dbl_4', inner, column(7)],
        ['branch7x7dbl_5', 192, row(7)],
      ),
      chain(graph, scope, average, [['branch_pool', 192]]),
    ],
    1,
  )
}

function blockD(graph: Graph, scope: string, x: Value): Value {
  const branch = (...layers: Layer[]): Value => chain(graph, scope, x, layers)
  return concat(
    graph,
    [
      branch(['branch3x3_1', 192], ['branch3x3_2', 320, halving]),
      branch(
        ['branch7x7x3_1', 192],
        ['branch7x7x3_2', 192, row(7)],
        ['branch7x7x3_3', 192, column(7)],
        ['branch7x7x3_4', 192, halving],
      ),
      pool(graph, 'MaxPool', x, 2),
    ],
    1,
  )
}

function blockE(graph: Graph, scope: string, x: Value, pooling: 'AveragePool' | 'MaxPool'): Value {
  const branch = (...layers: Layer[]): Value => chain(graph, scope, x, layers)
  const split = (value: Value, name: string): Value[] => [
    conv(graph, `${scope}.${name}a`, value, 384, row(3)),
    conv(graph, `${scope}.${name}b`, value, 384, column(3)),
  ]
  const inner = branch(['branch3x3_1', 384])
  const double = branch(['branch3x3dbl_1', 448], ['branch3x3dbl_2', 384, three])
  return concat(
    graph,
    [
      branch(['branch1x1', 320]),
      ...split(inner, 'branch3x3_2'),
      ...split(double, 'branch3x3dbl_3'),
      chain(graph, scope, pool(graph, pooling, x, 1), [['branch_pool', 192]]),
    ],
    1,
  )
}

/**
 * A graph from `pictures`, [n, 3, 299, 299] float32 with values (sample - 128) / 128, to `features`, [n, 2048].
 *
 * @throws WeightsError where a tensor is missing or of another shape
 */
export function inceptionGraph(weights: Component): OnnxModel {
  const graph = new Graph({ device: 'cpu', compute: 'float32' }, weights)
  let x = graph.input('pictures', 'float32', ['n', 3, INCEPTION_SIDE, INCEPTION_SIDE])
  x = conv(graph, 'Conv2d_1a_3x3', x, 32, halving)
  x = conv(graph, 'Conv2d_2a_3x3', x, 32, { kernel: [3, 3] })
  x = conv(graph, 'Conv2d_2b_3x3', x, 64, three)
  x = pool(graph, 'MaxPool', x, 2)
  x = conv(graph, 'Conv2d_3b_1x1', x, 80)
  x = conv(graph, 'Conv2d_4a_3x3', x, 192, { kernel: [3, 3] })
  x = pool(graph, 'MaxPool', x, 2)
  x = blockA(graph, 'Mixed_5b', x, 32)
  x = blockA(graph, 'Mixed_5c', x, 64)
  x = blockA(graph, 'Mixed_5d', x, 64)
  x = blockB(graph, 'Mixed_6a', x)
  x = blockC(graph, 'Mixed_6b', x, 128)
  x = blockC(graph, 'Mixed_6c', x, 160)
  x = blockC(graph, 'Mixed_6d', x, 160)
  x = blockC(graph, 'Mixed_6e', x, 192)
  x = blockD(graph, 'Mixed_7a', x)
  x = blockE(graph, 'Mixed_7b', x, 'AveragePool')
  x = blockE(graph, 'Mixed_7c', x, 'MaxPool')
  const pooled = graph.node('GlobalAveragePool', [x], { shape: ['n', FEATURES, 1, 1] })
  graph.output('features', graph.node('Flatten', [pooled], { shape: ['n', FEATURES] }, { axis: 1 }))
  return graph.finish()
}

/** Opens the weights. @throws WeightsError, FileMissingError */
export async function openInception(file: string): Promise<Component> {
  const { tensors } = await readSafetensorsHeader(file)
  const real = realpathSync(file)
  return { config: {}, configFile: 'the InceptionV3 of FID', tensors, folder: path.dirname(real) }
}

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import * as ort from 'onnxruntime-node'
import type { OnnxModel } from '../../../src/main/diffusion/onnx/graph.ts'
import { Graph, type Dimension, type Target, type Value } from '../../../src/main/diffusion/onnx/graph.ts'
import { writeSafetensors, type TensorToWrite } from '../../../src/main/diffusion/safetensors.ts'
import { narrowToHalfFloats } from '../../../src/main/diffusion/weights/half-float.ts'
import type { Component } from '../../../src/main/diffusion/weights/component.ts'
import { openFolderPart } from '../../../src/main/diffusion/weights/diffusers-folder.ts'
import { float32, readGoldens, type Golden } from '../../oracle.ts'
import { temporaryFolder } from './safetensors-files.ts'

/** ONNX graphs loaded and evaluated by ONNX Runtime on the CPU, which also has every operator of the graphs for GPUs. */

/** Both kinds of graphs in float32. */
export const targets: readonly Target[] = [
  { device: 'cpu', compute: 'float32' },
  { device: 'gpu', compute: 'float32' },
]
export const [cpu, gpu] = targets as [Target, Target]

export const floats = (data: Float32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', data, shape)
export const integers = (
  values: readonly (number | bigint)[],
  shape: readonly number[] = [values.length],
): ort.Tensor => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape)
export const flag = (value: boolean): ort.Tensor => new ort.Tensor('bool', [value], [])

export function load(model: OnnxModel): Promise<ort.InferenceSession> {
  const folder = model.weightsFolder
  return ort.InferenceSession.create(model.bytes, {
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(folder === null ? {} : { extra: { session: { model_external_initializers_file_folder_path: folder } } }),
  })
}

/** Outputs of one evaluation by name. */
export class Outputs {
  private readonly tensors: ort.InferenceSession.OnnxValueMapType

  constructor(tensors: ort.InferenceSession.OnnxValueMapType) {
    this.tensors = tensors
  }

  tensor(name: string): ort.Tensor {
    const tensor = this.tensors[name]
    if (!tensor) throw new Error(`the graph gave no output ${name}`)
    return tensor
  }

  float32(name: string): Float32Array {
    const { data, type } = this.tensor(name)
    if (!(data instanceof Float32Array)) throw new Error(`the output ${name} is ${type}, not float32`)
    return data
  }

  /** An int64 or bool output as numbers. */
  numbers(name: string): number[] {
    return Array.from(this.tensor(name).data as BigInt64Array | Uint8Array, Number)
  }
}

export async function evaluate(model: OnnxModel, inputs: Readonly<Record<string, ort.Tensor>>): Promise<Outputs> {
  const session = await load(model)
  const outputs = new Outputs(await session.run(inputs))
  await session.release()
  return outputs
}

/** What `body` makes of one float32 input with an open number of rows. */
export async function evaluateLayer(
  component: Component | null,
  target: Target,
  input: { readonly data: Float32Array; readonly shape: readonly number[] },
  body: (graph: Graph, x: Value) => Value,
): Promise<Float32Array> {
  const graph = new Graph(target, component)
  const shape: Dimension[] = ['rows', ...input.shape.slice(1)]
  const x = graph.input('x', 'float32', shape)
  graph.output('y', body(graph, graph.cast(x, target.compute)))
  return (await evaluate(graph.finish(), { x: floats(input.data, input.shape) })).float32('y')
}

/** The golden of that name as an input of a graph. */
export function golden(goldens: Map<string, Golden>, name: string) {
  return { data: float32(goldens, name), shape: goldens.get(name)!.shape }
}

export interface FloatTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** The float32 tensors of one part of the golden model. */
export function goldenWeights(...parts: string[]): Map<string, FloatTensor> {
  const goldens = readGoldens('tiny-sd', ...parts)
  return new Map(Array.from(goldens, ([name]) => [name, golden(goldens, name)]))
}

/** A part of a model in a folder of its own that is gone when the test ends. */
export async function writtenComponent(
  config: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, FloatTensor>,
  dtype: 'F32' | 'F16' = 'F32',
): Promise<Component> {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config))
  await writeSafetensors(
    path.join(folder, 'model.safetensors'),
    Array.from(tensors, ([name, { shape, data }]): [string, TensorToWrite] => [
      name,
      dtype === 'F32' ? { dtype, shape, data } : { dtype, shape, data: halfFloats(data) },
    ]),
  )
  return (await openFolderPart(folder, 'model', undefined)).component
}

function halfFloats(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  narrowToHalfFloats(new Uint32Array(values.buffer, values.byteOffset, values.length), halves)
  return halves
}

import type { Dimension, ElementType, Graph, Value } from './graph.ts'

/** Single ONNX operators with their shapes worked out; shapes broadcast as NumPy's do. */

/** The size of axis `axis`, which must be known when the graph is written. */
export function fixedSize(value: Value, axis: number): number {
  const size = value.shape.at(axis)
  if (typeof size !== 'number') throw new Error(`axis ${axis} of ${value.name} has the open size ${String(size)}`)
  return size
}

function broadcast(a: readonly Dimension[], b: readonly Dimension[]): Dimension[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    return x === 1 ? y : x
  })
}

function elementwise(operator: string, type?: ElementType) {
  return (graph: Graph, a: Value, b: Value): Value =>
    graph.node(operator, [a, b], { type: type ?? a.type, shape: broadcast(a.shape, b.shape) })
}

function unary(operator: string) {
  return (graph: Graph, x: Value): Value => graph.node(operator, [x], { shape: x.shape })
}

export const add = elementwise('Add')
export const sub = elementwise('Sub')
export const mul = elementwise('Mul')
export const div = elementwise('Div')
export const max = elementwise('Max')
export const less = elementwise('Less', 'bool')
export const sigmoid = unary('Sigmoid')
export const sqrt = unary('Sqrt')
export const abs = unary('Abs')
export const sin = unary('Sin')
export const cos = unary('Cos')

/** x * sigmoid(x); ONNX Runtime fuses the pair. */
export const silu = (graph: Graph, x: Value): Value => mul(graph, x, sigmoid(graph, x))

export function where(graph: Graph, condition: Value, whenTrue: Value, whenFalse: Value): Value {
  const shape = broadcast(condition.shape, broadcast(whenTrue.shape, whenFalse.shape))
  return graph.node('Where', [condition, whenTrue, whenFalse], { type: whenTrue.type, shape })
}

/** Reshapes; an open size must stay on its axis or be the only one that is inferred. */
export function reshape(graph: Graph, x: Value, shape: readonly Dimension[]): Value {
  const sizes = shape.map((size, axis) => (typeof size === 'number' ? size : size === x.shape[axis] ? 0 : -1))
  if (sizes.filter((size) => size === -1).length > 1) throw new Error(`more than one size of ${x.name} is open`)
  return graph.node('Reshape', [x, graph.int64s(sizes)], { shape })
}

export function transpose(graph: Graph, x: Value, perm: readonly number[]): Value {
  return graph.node('Transpose', [x], { shape: perm.map((axis) => x.shape[axis]!) }, { perm })
}

export function concat(graph: Graph, values: readonly Value[], axis: number, size?: Dimension): Value {
  const [first] = values
  if (!first) throw new Error('nothing to concatenate')
  const shape = [...first.shape]
  shape[axis] = size ?? values.reduce((sum, value) => sum + fixedSize(value, axis), 0)
  return graph.node('Concat', values, { shape }, { axis })
}

export function matmul(graph: Graph, a: Value, b: Value): Value {
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
  return graph.node('MatMul', [a, b], { shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] })
}

/** Softmax over the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  return graph.node('Softmax', [x], { shape: x.shape }, { axis: -1 })
}

/** Limits to [low, high], two scalars that may come from inputs. */
export function clip(graph: Graph, x: Value, low: Value, high: Value): Value {
  return graph.node('Clip', [x, low, high], { shape: x.shape })
}

/** Sum over one axis, which goes. */
export function reduceSum(graph: Graph, x: Value, axis: number): Value {
  const at = axis < 0 ? x.shape.length + axis : axis
  const shape = x.shape.filter((_, i) => i !== at)
  return graph.node('ReduceSum', [x, graph.int64s([at])], { shape }, { keepdims: 0 })
}

function reduceLast(operator: string, keepdims: 0 | 1) {
  return (graph: Graph, x: Value): Value => {
    const shape = keepdims ? [...x.shape.slice(0, -1), 1] : x.shape.slice(0, -1)
    return graph.node(operator, [x, graph.int64s([-1])], { shape }, { keepdims })
  }
}

/** The maximum along the last axis, which stays with size 1. */
export const reduceMax = reduceLast('ReduceMax', 1)
/** The minimum along the last axis, which goes. */
export const reduceMin = reduceLast('ReduceMin', 0)

/** Index of the first maximum along the last axis, which goes; int64. */
export function argMax(graph: Graph, x: Value): Value {
  return graph.node('ArgMax', [x], { type: 'int64', shape: x.shape.slice(0, -1) }, { axis: -1, keepdims: 0 })
}

/** Rows of axis 0 by index. @param indices int64 [n] */
export function gatherRows(graph: Graph, x: Value, indices: Value): Value {
  return graph.node('Gather', [x, indices], { shape: [...indices.shape, ...x.shape.slice(1)] }, { axis: 0 })
}

/** Splits an axis into parts of the given sizes. */
export function split(graph: Graph, x: Value, axis: number, sizes: readonly number[]): Value[] {
  if (sizes.length === 1) return [x]
  const results = sizes.map((size) => ({ shape: x.shape.map((old, i) => (i === axis ? size : old)) }))
  return graph.nodes('Split', [x, graph.int64s(sizes)], results, { axis })
}

/** The part [start, end) of an axis; `size` is its length. */
export function slice(graph: Graph, x: Value, axis: number, start: number, end: number, size: Dimension): Value {
  const inputs = [x, graph.int64s([start]), graph.int64s([end]), graph.int64s([axis])]
  return graph.node('Slice', inputs, { shape: x.shape.map((old, i) => (i === axis ? size : old)) })
}

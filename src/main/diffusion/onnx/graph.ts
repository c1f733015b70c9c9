import { createHash } from 'node:crypto'
import path from 'node:path'

import { create, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type AttributeProto,
  GraphProtoSchema,
  type GraphProto,
  ModelProtoSchema,
  NodeProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type TensorProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from 'onnx-buf'

import { WeightsError } from '../../../shared/errors.ts'
import type { Component } from '../model-source.ts'
import { narrowToHalfFloats } from '../weights/half-float.ts'

/** The operator set of every graph; 20 has Gelu and is what the GPU providers know best. */
const onnxOpset = 20n
const irVersion = 9n

export type ElementType = 'float32' | 'float16' | 'int64' | 'int32' | 'bool' | 'uint8'

/** What computes the graph decides which operators are used: the CPU has fused ones that the GPU providers lack. */
export interface Target {
  readonly device: 'cpu' | 'gpu'
  /** Type of weights and activations. Inputs and outputs of a graph are float32 in any case. */
  readonly compute: 'float32' | 'float16'
}

/** A number, or the name of a size that is known only when the graph runs. */
export type Dimension = number | string

/** A tensor in a graph: its name, element type and shape. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly Dimension[]
}

export type Attribute = number | string | readonly number[] | { readonly float: number } | GraphProto

const dataTypes: Readonly<Record<ElementType, DataType>> = {
  float32: DataType.FLOAT,
  float16: DataType.FLOAT16,
  int64: DataType.INT64,
  int32: DataType.INT32,
  bool: DataType.BOOL,
  uint8: DataType.UINT8,
}

/** One graph ready for ONNX Runtime: the model's bytes, and the folder its weights are mapped from (null: it has none). */
export interface OnnxModel {
  readonly bytes: Uint8Array
  readonly weightsFolder: string | null
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

/**
 * Writes an ONNX graph node by node. Weights are not copied: they become external data that ONNX Runtime maps from the
 * safetensors file itself. A value's shape travels with it, so that a layer can be written without saying it again.
 */
export class Graph {
  readonly target: Target
  private readonly component: Component | null
  private readonly inputs: Value[] = []
  private readonly outputs: Value[] = []
  private readonly initializers = new Map<string, TensorProto>()
  private readonly weights = new Map<string, Value>()
  /** Innermost scope last: a branch of `If` has nodes of its own and sees everything outside. */
  private readonly scopes: NodeProto[][] = [[]]
  private readonly names = new Map<string, number>()

  /** `component`: where `weight()` looks; null for a graph without weights. */
  constructor(target: Target, component: Component | null = null) {
    this.target = target
    this.component = component
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    const value = { name, type, shape }
    this.inputs.push(value)
    return value
  }

  /** Makes `value` an output of the model under `name`; float16 is cast, so that outputs are float32. */
  output(name: string, value: Value): void {
    const type = value.type === 'float16' ? 'float32' : value.type
    const source = this.cast(value, type)
    this.emit('Identity', [source], {}, [name])
    this.outputs.push({ name, type, shape: value.shape })
  }

  has(weightName: string): boolean {
    return this.component?.tensors.has(weightName) ?? false
  }

  /**
   * The weight of that name as external data.
   * @throws WeightsError where it is missing or of another shape
   */
  weight(name: string, shape: readonly number[]): Value {
    const known = this.weights.get(name)
    if (known) return known
    const { component } = this
    if (!component) throw new WeightsError(`The graph asks for the weight ${name} but has no weights file.`)
    const view = component.tensors.get(name)
    const expected = `[${shape.join(', ')}]`
    if (!view) {
      throw new WeightsError(
        `The weights lack the tensor ${name} of shape ${expected}, which ${component.configFile} asks for: the file is incomplete or belongs to another model; fetch it again.`,
        component.folder,
      )
    }
    if (view.shape.length !== shape.length || view.shape.some((size, i) => size !== shape[i])) {
      throw new WeightsError(
        `The tensor ${name} has shape [${view.shape.join(', ')}] where ${component.configFile} asks for ${expected}: config and weights belong to different models.`,
        view.file,
      )
    }
    const type = this.target.compute
    if (view.dtype !== (type === 'float32' ? 'F32' : 'F16')) {
      throw new WeightsError(
        `The tensor ${name} is stored as ${view.dtype} where the graph computes in ${type}.`,
        view.file,
      )
    }
    const value: Value = { name, type, shape }
    const entry = (key: string, content: string | number) =>
      create(StringStringEntryProtoSchema, { key, value: String(content) })
    this.initializers.set(
      name,
      create(TensorProtoSchema, {
        name,
        dims: shape.map(BigInt),
        dataType: dataTypes[type],
        dataLocation: DataLocation.EXTERNAL,
        externalData: [
          entry('location', path.relative(component.folder, view.file)),
          entry('offset', view.offset),
          entry('length', view.byteLength),
        ],
      }),
    )
    this.weights.set(name, value)
    return value
  }

  /** A float constant in the compute type (or `type`). Equal constants are stored once. */
  floats(
    values: readonly number[] | Float32Array,
    shape: readonly number[],
    type: ElementType = this.target.compute,
  ): Value {
    const data = Float32Array.from(values)
    return this.constant(type, shape, type === 'float16' ? halfFloatBytes(data) : new Uint8Array(data.buffer))
  }

  float(value: number, type: ElementType = this.target.compute): Value {
    return this.floats([value], [], type)
  }

  int64s(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant('int64', shape, new Uint8Array(BigInt64Array.from(values, BigInt).buffer))
  }

  private constant(type: ElementType, shape: readonly number[], bytes: Uint8Array<ArrayBuffer>): Value {
    const content =
      bytes.length <= 64 ? Buffer.from(bytes).toString('hex') : createHash('sha256').update(bytes).digest('hex')
    const key = `const.${type}.${shape.join('x')}.${content}`
    if (!this.initializers.has(key)) {
      this.initializers.set(
        key,
        create(TensorProtoSchema, { name: key, dims: shape.map(BigInt), dataType: dataTypes[type], rawData: bytes }),
      )
    }
    return { name: key, type, shape }
  }

  /** A node with one output. `domain` is empty for ONNX's own operators. */
  node(
    operator: string,
    inputs: readonly (Value | null)[],
    result: { readonly type?: ElementType; readonly shape: readonly Dimension[] },
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value {
    const name = this.fresh(operator)
    this.emit(operator, inputs, attributes, [name], domain)
    return { name, type: result.type ?? inputs[0]?.type ?? this.target.compute, shape: result.shape }
  }

  /** A node with several outputs of the given shapes, all of one type. */
  nodes(
    operator: string,
    inputs: readonly (Value | null)[],
    results: readonly { readonly type?: ElementType; readonly shape: readonly Dimension[] }[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value[] {
    const values = results.map((result) => ({
      name: this.fresh(operator),
      type: result.type ?? inputs[0]?.type ?? this.target.compute,
      shape: result.shape,
    }))
    this.emit(
      operator,
      inputs,
      attributes,
      values.map((value) => value.name),
      domain,
    )
    return values
  }

  cast(value: Value, type: ElementType): Value {
    if (value.type === type) return value
    return this.node('Cast', [value], { type, shape: value.shape }, { to: dataTypes[type] })
  }

  /**
   * ONNX `If`: both branches give the same number of values. The nodes of a branch run only when it is taken.
   * @param condition bool []
   */
  branch(condition: Value, whenTrue: () => readonly Value[], whenFalse: () => readonly Value[]): Value[] {
    const [thenGraph, thenValues] = this.subgraph('then', whenTrue)
    const [elseGraph, elseValues] = this.subgraph('else', whenFalse)
    if (thenValues.length !== elseValues.length) throw new Error('both branches of If must give as many values')
    return this.nodes('If', [condition], thenValues, { then_branch: thenGraph, else_branch: elseGraph })
  }

  private subgraph(name: string, body: () => readonly Value[]): [GraphProto, readonly Value[]] {
    this.scopes.push([])
    const values = body().map((value) => this.node('Identity', [value], { type: value.type, shape: value.shape }))
    const nodes = this.scopes.pop() ?? []
    return [create(GraphProtoSchema, { name: this.fresh(name), node: nodes, output: values.map(valueInfo) }), values]
  }

  finish(): OnnxModel {
    const graph = create(GraphProtoSchema, {
      name: 'weatherglass',
      node: this.scopes[0]!,
      initializer: [...this.initializers.values()],
      input: this.inputs.map(valueInfo),
      output: this.outputs.map(valueInfo),
    })
    const opset = (domain: string, version: bigint) => create(OperatorSetIdProtoSchema, { domain, version })
    const model = create(ModelProtoSchema, {
      irVersion,
      producerName: 'weatherglass',
      opsetImport: [opset('', onnxOpset), opset('com.microsoft', 1n)],
      graph,
    })
    return {
      bytes: toBinary(ModelProtoSchema, model),
      weightsFolder: this.weights.size > 0 ? (this.component?.folder ?? null) : null,
      inputs: this.inputs,
      outputs: this.outputs,
    }
  }

  private emit(
    operator: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: string[],
    domain = '',
  ): void {
    this.scopes.at(-1)!.push(
      create(NodeProtoSchema, {
        opType: operator,
        domain,
        name: outputs[0]!,
        input: inputs.map((value) => value?.name ?? ''),
        output: outputs,
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    )
  }

  private fresh(stem: string): string {
    const count = this.names.get(stem) ?? 0
    this.names.set(stem, count + 1)
    return `${stem}.${count}`
  }
}

/** @throws Error for a constant that a half float cannot hold */
function halfFloatBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length)
  const tooLarge = narrowToHalfFloats(new Uint32Array(values.buffer, values.byteOffset, values.length), halves)
  if (tooLarge >= 0) throw new Error(`the constant ${values[tooLarge]} is too large for float16`)
  return new Uint8Array(halves.buffer)
}

function valueInfo(value: Value): ValueInfoProto {
  const dim = value.shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  )
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: create(TypeProto_TensorSchema, {
          elemType: dataTypes[value.type],
          shape: create(TensorShapeProtoSchema, { dim }),
        }),
      },
    }),
  })
}

function attribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) })
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) })
  }
  if (isGraph(value)) return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g: value })
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float })
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) })
}

function isGraph(value: Exclude<Attribute, number | string>): value is GraphProto {
  return '$typeName' in value
}

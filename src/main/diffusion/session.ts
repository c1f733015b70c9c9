import { createRequire } from 'node:module'

import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type * as OnnxRuntime from 'onnxruntime-node'

import { MemoryError, ProviderError } from '../../shared/errors.ts'
import type { Precision, Provider } from '../../shared/compute.ts'
import type { OnnxModel, Target } from './onnx/graph.ts'

/**
 * ONNX Runtime: execution providers and sessions. `run` and `create` block the thread they are called on, so this is for
 * the inference process, never for one that answers a person.
 */

// loaded on first use: listing commands and reading files must not map 45 MB of native code
let runtime: typeof OnnxRuntime | null = null
function onnxRuntime(): typeof OnnxRuntime {
  runtime ??= createRequire(import.meta.url)('onnxruntime-node') as typeof OnnxRuntime
  return runtime
}

/** Where a graph runs. */
export interface Device {
  readonly provider: Provider
  readonly precision: Precision
}

/** The operators and types that graphs for a device are written with. */
export function targetOf({ provider, precision }: Device): Target {
  return { device: provider === 'cpu' ? 'cpu' : 'gpu', compute: precision === 'fp16' ? 'float16' : 'float32' }
}

/** The dtype in which a device wants its weights. */
export const weightsDtype = ({ precision }: Device): 'F32' | 'F16' => (precision === 'fp16' ? 'F16' : 'F32')

export interface ProviderListing {
  readonly provider: Provider
  /** It is in the installed onnxruntime-node package itself. */
  readonly bundled: boolean
}

/** The providers that the installed ONNX Runtime was built with; whether they find a device shows only when they start. */
export function listProviders(): ProviderListing[] {
  const known: readonly string[] = ['cuda', 'webgpu', 'dml', 'coreml', 'cpu'] satisfies Provider[]
  return onnxRuntime()
    .listSupportedBackends()
    .filter(({ name }) => known.includes(name))
    .map(({ name, bundled }) => ({ provider: name as Provider, bundled }))
}

export function onnxRuntimeVersion(): string {
  return onnxRuntime().env.versions.node ?? 'unknown'
}

/** What goes in and comes out: a typed array with its shape. */
export type TensorData =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly shape: readonly number[] }
  | { readonly type: 'bool'; readonly data: Uint8Array; readonly shape: readonly number[] }

export const float32 = (data: Float32Array, shape: readonly number[]): TensorData => ({ type: 'float32', data, shape })
export const int64 = (values: readonly number[], shape: readonly number[] = [values.length]): TensorData => ({
  type: 'int64',
  data: BigInt64Array.from(values, BigInt),
  shape,
})
export const bool = (value: boolean): TensorData => ({ type: 'bool', data: Uint8Array.of(value ? 1 : 0), shape: [] })

export type Outputs = ReadonlyMap<string, TensorData>

/** A graph loaded on a device. */
export class Session {
  private readonly session: InferenceSession
  private readonly device: Device

  private constructor(session: InferenceSession, device: Device) {
    this.session = session
    this.device = device
  }

  /**
   * Loads a graph; its weights stay in their file, mapped.
   * @param optimization `all` takes ten seconds for a U-Net and runs a third faster; `extended` starts at once
   * @throws ProviderError, MemoryError
   */
  static async create(model: OnnxModel, device: Device, optimization: 'all' | 'extended' = 'all'): Promise<Session> {
    const folder = model.weightsFolder
    try {
      const session = await onnxRuntime().InferenceSession.create(model.bytes, {
        executionProviders: [device.provider],
        graphOptimizationLevel: optimization,
        // a plan of one number of rows is kept beside the memory of all others: 2.6 GB more for a full-size block
        enableMemPattern: false,
        logSeverityLevel: 3,
        ...(folder === null ? {} : { extra: { session: { model_external_initializers_file_folder_path: folder } } }),
      })
      return new Session(session, device)
    } catch (error) {
      throw explain(error, device, 'load the model')
    }
  }

  /** Evaluates the graph; of the outputs, only those asked for (default: all) are copied out. */
  async run(inputs: Readonly<Record<string, TensorData>>, outputs?: readonly string[]): Promise<Outputs> {
    const ort = onnxRuntime()
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, data, shape }]) => [name, new ort.Tensor(type, data, shape)]),
    )
    try {
      const results = await (outputs ? this.session.run(feeds, outputs) : this.session.run(feeds))
      return new Map(Object.entries(results).map(([name, tensor]) => [name, tensorData(name, tensor)]))
    } catch (error) {
      throw explain(error, this.device, 'evaluate the model')
    }
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

function tensorData(name: string, tensor: Tensor): TensorData {
  const shape = tensor.dims
  const { data } = tensor
  if (data instanceof Float32Array) return { type: 'float32', data, shape }
  if (data instanceof BigInt64Array) return { type: 'int64', data, shape }
  if (data instanceof Uint8Array) return { type: 'bool', data, shape }
  throw new Error(`the output ${name} has the unexpected type ${tensor.type}`)
}

/** The float32 output of that name. */
export function floatOutput(outputs: Outputs, name: string): Float32Array {
  const output = outputs.get(name)
  if (output?.type !== 'float32') throw new Error(`the graph has no float32 output ${name}`)
  return output.data
}

function explain(error: unknown, { provider }: Device, action: string): Error {
  const reason = withoutSourcePlace(error instanceof Error ? error.message : String(error))
  if (/bad_alloc|out of memory|OOM|failed to allocate|CUDA_ERROR_OUT_OF_MEMORY/i.test(reason)) {
    return new MemoryError(
      `There was not enough memory to ${action} on ${provider}: choose a smaller size, or close other programs. (${firstLine(reason)})`,
    )
  }
  return new ProviderError(`The provider ${provider} could not ${action}: ${firstLine(reason)}.`)
}

/** What ONNX Runtime says, without the line of its source and the condition that failed there. */
const withoutSourcePlace = (message: string): string =>
  message.replace(/\S*onnxruntime_src\S*:\d+ .*? was false\. /, '').replace(/[\w/]+\.cc:\d+ \w+ /, '')

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? text).trim().replace(/\.$/, '')

import { open, type FileHandle } from 'node:fs/promises'
import { FileMissingError, WeightsError } from '../../shared/errors.ts'
import { bytesPerElement, elementCount, type Dtype } from './weights/dtypes.ts'
import { widenBrainFloats, widenHalfFloats } from './weights/half-float.ts'
import type { TensorView } from './weights/header.ts'
import { writeTensorFile } from './weights/tensor-writer.ts'

export type { Dtype } from './weights/dtypes.ts'
export { readSafetensorsHeader, type SafetensorsHeader, type TensorView } from './weights/header.ts'

/** Large enough that the disk is busy and small enough that no conversion holds the event loop for 20 ms. */
const pieceBytes = 1 << 20

/**
 * Reads one tensor as float32, row-major. F64 is rounded; integers are exact up to 2^24.
 *
 * @throws WeightsError for a dtype that has no float32 meaning here (8-bit floats, booleans) or a file that is shorter
 *   than its header said; FileMissingError where it is gone
 */
export async function readTensor(view: TensorView): Promise<Float32Array> {
  const widen = widenings[view.dtype]
  if (!widen) {
    throw new WeightsError(
      `${view.file}: expected a tensor of ${Object.keys(widenings).join(', ')}, found ${view.dtype}`,
      view.file,
    )
  }
  const values = new Float32Array(elementCount(view.shape))
  let done = 0
  for await (const piece of readTensorBytes(view)) {
    const count = piece.byteLength / bytesPerElement[view.dtype]
    widen(piece, values.subarray(done, done + count))
    done += count
  }
  return values
}

/**
 * The bytes of a tensor in pieces of whole elements (the last one shorter), each in memory of its own.
 *
 * @throws WeightsError where the file is shorter than its header said, FileMissingError where it cannot be read
 */
export async function* readTensorBytes(view: TensorView): AsyncGenerator<ArrayBuffer> {
  let handle: FileHandle
  try {
    handle = await open(view.file, 'r')
  } catch (error) {
    throw new FileMissingError(`${view.file}: the weights can no longer be read`, view.file, { cause: error })
  }
  try {
    for (let done = 0; done < view.byteLength; done += pieceBytes) {
      yield await readPiece(handle, view, done)
    }
  } finally {
    await handle.close()
  }
}

async function readPiece(handle: FileHandle, view: TensorView, from: number): Promise<ArrayBuffer> {
  const piece = new ArrayBuffer(Math.min(pieceBytes, view.byteLength - from))
  let done = 0
  while (done < piece.byteLength) {
    const position = view.offset + from + done
    const { bytesRead } = await handle.read(new Uint8Array(piece, done), { position })
    if (bytesRead === 0) {
      throw new WeightsError(
        `${view.file}: expected at least ${view.offset + view.byteLength} bytes, found ${position}: the file became shorter`,
        view.file,
      )
    }
    done += bytesRead
  }
  return piece
}

type Widening = (piece: ArrayBuffer, into: Float32Array) => void

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length)

/** How each dtype becomes float32. Every platform that Node runs ONNX Runtime on is little-endian, as the format is. */
const widenings: Partial<Record<Dtype, Widening>> = {
  F64: (piece, into) => into.set(new Float64Array(piece)),
  F32: (piece, into) => into.set(new Float32Array(piece)),
  F16: (piece, into) => widenHalfFloats(new Uint16Array(piece), bitsOf(into)),
  BF16: (piece, into) => widenBrainFloats(new Uint16Array(piece), bitsOf(into)),
  I64: (piece, into) => into.set(Array.from(new BigInt64Array(piece), Number)),
  I32: (piece, into) => into.set(new Int32Array(piece)),
  U8: (piece, into) => into.set(new Uint8Array(piece)),
}

/** A tensor to write: F16 as bit patterns. */
export type TensorToWrite =
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'F16'; readonly shape: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: 'I64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'U8'; readonly shape: readonly number[]; readonly data: Uint8Array }

/**
 * Writes a safetensors file: to a temporary name in the same folder, synced, renamed. The arrays are written from where
 * they are, one after the other.
 *
 * @throws WriteError in one sentence where it cannot be written; nothing is left behind
 */
export async function writeSafetensors(
  file: string,
  tensors: Iterable<readonly [name: string, tensor: TensorToWrite]>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const named = Array.from(tensors, ([name, tensor]) => ({ name, ...tensor }))
  const bytes = ({ data }: TensorToWrite) => [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]
  await writeTensorFile(file, named, bytes, metadata)
}

import type { FileHandle } from 'node:fs/promises'
import { writeAtomically } from './atomic-file.ts'
import { bytesPerElement, elementCount, type Dtype } from './dtypes.ts'

/** What a file is going to hold, without the data. */
export interface TensorOutline {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
}

/** The bytes of one tensor, in pieces of any size that together have the length its dtype and shape say. */
export type TensorPieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

const lengthBytes = 8
const dataAlignment = 64

const byteLengthOf = (tensor: TensorOutline): number => bytesPerElement[tensor.dtype] * elementCount(tensor.shape)

/**
 * Writes a safetensors file atomically, tensor by tensor: never more than one piece is held here. Tensors of wide types
 * come first, so that each is aligned to its own type; the data begins at a multiple of 64 bytes.
 *
 * @throws WriteError; see `writeAtomically`
 */
export async function writeTensorFile<Tensor extends TensorOutline>(
  file: string,
  tensors: readonly Tensor[],
  piecesOf: (tensor: Tensor) => TensorPieces,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ordered = inWritingOrder(tensors)
  const header = headerBytes(ordered, metadata)
  await writeAtomically(file, header.length + dataLength(ordered), async (handle) => {
    await writeFully(handle, header)
    for (const tensor of ordered) {
      let written = 0
      for await (const piece of piecesOf(tensor)) {
        await writeFully(handle, piece)
        written += piece.length
      }
      if (written !== byteLengthOf(tensor)) {
        throw new RangeError(`tensor ${tensor.name}: expected ${byteLengthOf(tensor)} bytes, received ${written}`)
      }
    }
  })
}

/** The size of the file that `writeTensorFile` writes. */
export function tensorFileSize(tensors: readonly TensorOutline[], metadata: Readonly<Record<string, string>>): number {
  return headerBytes(inWritingOrder(tensors), metadata).length + dataLength(tensors)
}

const inWritingOrder = <Tensor extends TensorOutline>(tensors: readonly Tensor[]): Tensor[] =>
  tensors.toSorted((a, b) => bytesPerElement[b.dtype] - bytesPerElement[a.dtype])

const dataLength = (tensors: readonly TensorOutline[]): number =>
  tensors.reduce((sum, tensor) => sum + byteLengthOf(tensor), 0)

function headerBytes(tensors: readonly TensorOutline[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries = new Map<string, unknown>()
  if (Object.keys(metadata).length > 0) entries.set('__metadata__', metadata)
  let begin = 0
  for (const tensor of tensors) {
    if (entries.has(tensor.name)) throw new RangeError(`two tensors named ${tensor.name}`)
    const end = begin + byteLengthOf(tensor)
    entries.set(tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] })
    begin = end
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const total = Math.ceil((lengthBytes + json.length) / dataAlignment) * dataAlignment
  const bytes = Buffer.alloc(total, ' ')
  bytes.writeBigUInt64LE(BigInt(total - lengthBytes), 0)
  json.copy(bytes, lengthBytes)
  return bytes
}

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done)
    done += bytesWritten
  }
}

import { createHash } from 'node:crypto'
import { open, realpath, stat, type FileHandle } from 'node:fs/promises'
import { FileMissingError, WeatherglassError, WeightsError } from '../../../shared/errors.ts'
import { bytesPerElement, isDtype, type Dtype } from './dtypes.ts'
import { describeForeignBytes } from './foreign-formats.ts'
import { HeaderSyntaxError, parseHeaderJson, quoted, type HeaderContents, type HeaderEntry } from './header-json.ts'

/** Where a tensor lies: `byteLength` bytes from the absolute `offset` of `file` (a real path), little-endian, row-major. */
export interface TensorView {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly file: string
  readonly offset: number
  readonly byteLength: number
}

/** A checked header: every view lies within the file, no two overlap, nothing is left over. */
export interface SafetensorsHeader {
  /** Real path, symbolic links resolved. */
  readonly file: string
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, TensorView>
  readonly metadata: Readonly<Record<string, string>>
  /** Size of the whole file. */
  readonly byteLength: number
  /** SHA-256 of the header's JSON bytes, in hexadecimal. */
  readonly headerHash: string
}

/** The limit of the reference implementation. */
const maxHeaderLength = 100_000_000
const lengthBytes = 8
const openingBrace = 0x7b

/**
 * Reads and checks the header of a safetensors file; never its data. Files whose data section is not aligned to 8 bytes
 * (written by old versions) are accepted.
 *
 * @throws FileMissingError where there is no such file or it cannot be read
 * @throws WeightsError naming file, tensor, expected and found where the header is damaged or the file is of another format
 * @see https://huggingface.co/docs/safetensors for the format
 */
export async function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  try {
    // A named pipe would block open(), so the kind of the file is asked first.
    const found = await stat(file)
    if (!found.isFile()) {
      throw new WeightsError(
        `${file}: expected a safetensors file, found ${found.isDirectory() ? 'a folder' : 'a special file'}`,
        file,
      )
    }
    const handle = await open(file, 'r')
    try {
      return await readHeader(handle, file, await realpath(file))
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof WeatherglassError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new FileMissingError(
      `${file}: the weights cannot be read (${code === 'ENOENT' ? 'no such file' : code})`,
      file,
      { cause: error },
    )
  }
}

async function readHeader(handle: FileHandle, file: string, realFile: string): Promise<SafetensorsHeader> {
  const fail = (problem: string) => new WeightsError(`${file}: ${problem}`, file)
  const { size } = await handle.stat()
  const jsonBytes = await readJsonBytes(handle, size, fail)
  const { entries, metadata } = parseJsonBytes(jsonBytes, fail)
  const dataStart = lengthBytes + jsonBytes.length
  const ordered = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)
  const views = ordered.map(([name, entry]) => [name, viewOf(name, entry, realFile, dataStart, fail)] as const)
  checkData(views, size, dataStart, fail)
  return {
    file: realFile,
    tensors: new Map(views),
    metadata,
    byteLength: size,
    headerHash: createHash('sha256').update(jsonBytes).digest('hex'),
  }
}

type Fail = (problem: string) => WeightsError

async function readJsonBytes(handle: FileHandle, size: number, fail: Fail): Promise<Uint8Array> {
  if (size === 0) throw fail('the file is empty; download it again')
  const { buffer: start, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0)
  // The length of a good header may begin like a pickle does; its text never fails to begin with "{".
  const foreign = start[lengthBytes] === openingBrace ? undefined : describeForeignBytes(start.subarray(0, bytesRead))
  if (foreign !== undefined) throw fail(`the file ${foreign}`)
  if (size < lengthBytes)
    throw fail(`expected a safetensors header of at least ${lengthBytes} bytes, found ${size} bytes`)
  const length = start.readBigUInt64LE(0)
  if (length > BigInt(maxHeaderLength)) {
    throw fail(
      `not a safetensors file: expected a header of at most ${maxHeaderLength} bytes, found a stated length of ${length.toString()}`,
    )
  }
  const json = Buffer.alloc(Math.min(Number(length), size - lengthBytes))
  if (json.length < length) {
    throw fail(
      `the file ends within its header: expected ${length.toString()} bytes, found ${json.length}; download it again`,
    )
  }
  const { bytesRead: jsonRead } = await handle.read(json, 0, json.length, lengthBytes)
  if (jsonRead < json.length) throw fail(`the file became shorter while its header was read`)
  return json
}

function parseJsonBytes(json: Uint8Array, fail: Fail): HeaderContents {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)
  } catch {
    throw fail('the header is not UTF-8 text')
  }
  try {
    return parseHeaderJson(text)
  } catch (error) {
    if (error instanceof HeaderSyntaxError) throw fail(error.message)
    throw error
  }
}

function viewOf(name: string, entry: HeaderEntry, file: string, dataStart: number, fail: Fail): TensorView {
  const { dtype, shape, begin, end } = entry
  const of = `tensor ${quoted(name)}`
  if (!isDtype(dtype)) {
    throw fail(`${of}: expected a dtype out of ${Object.keys(bytesPerElement).join(', ')}, found ${quoted(dtype)}`)
  }
  if (end < begin) throw fail(`${of}: expected data_offsets in ascending order, found [${begin}, ${end}]`)
  let expected: number = bytesPerElement[dtype]
  for (const size of shape) {
    expected *= size
    if (!Number.isSafeInteger(expected)) throw fail(`${of}: shape [${shape.join(', ')}] is larger than any file can be`)
  }
  if (end - begin !== expected) {
    throw fail(
      `${of}: expected ${expected} bytes for ${dtype} [${shape.join(', ')}], found ${end - begin} by its data_offsets`,
    )
  }
  return { dtype, shape, file, offset: dataStart + begin, byteLength: expected }
}

/** The tensors, in the order of their data, must cover it exactly: no overlap, no hole, no end outside, no rest. */
function checkData(
  views: readonly (readonly [string, TensorView])[],
  size: number,
  dataStart: number,
  fail: Fail,
): void {
  let covered = dataStart
  let before = 'the header'
  for (const [name, view] of views) {
    const of = `tensor ${quoted(name)}`
    const [expected, found] = [covered - dataStart, view.offset - dataStart]
    if (found < expected)
      throw fail(`${of} overlaps ${before}: expected it to begin at byte ${expected} of the data, found ${found}`)
    if (found > expected)
      throw fail(`there is a hole before ${of}: expected it to begin at byte ${expected} of the data, found ${found}`)
    covered = view.offset + view.byteLength
    if (covered > size) {
      throw fail(
        `the file ends within ${of}: expected at least ${covered} bytes, found ${size}; the download was cut short, download it again`,
      )
    }
    before = of
  }
  if (covered < size)
    throw fail(`expected the file to end after ${before} at ${covered} bytes, found ${size - covered} bytes more`)
}

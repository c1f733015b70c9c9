/** A trace of the command line, read by the letter of the safetensors format and nothing of the application's own. */
export interface Trace {
  readonly floats: (name: string) => Float32Array
  readonly integers: (name: string) => Int32Array
  readonly bytes: (name: string) => Uint8Array
}

interface TensorHeader {
  readonly dtype: string
  readonly data_offsets: readonly [number, number]
}

export function readTrace(file: Buffer): Trace {
  const headerBytes = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Record<string, TensorHeader>
  const tensor = (name: string, dtype: string): ArrayBuffer => {
    const found = header[name]
    if (found?.dtype !== dtype) throw new Error(`expected ${name} as ${dtype} but found ${found?.dtype ?? 'nothing'}`)
    const [from, to] = found.data_offsets
    return Uint8Array.from(file.subarray(8 + headerBytes + from, 8 + headerBytes + to)).buffer
  }
  return {
    floats: (name) => new Float32Array(tensor(name, 'F32')),
    integers: (name) => new Int32Array(tensor(name, 'I32')),
    bytes: (name) => new Uint8Array(tensor(name, 'U8')),
  }
}

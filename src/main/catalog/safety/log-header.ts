import { closeSync, openSync, readSync } from 'node:fs'

const HEADER_BYTES = 32
/** Of the header, what its checksum covers. */
const CHECKED_BYTES = 24

/**
 * Whether SQLite will read the catalog's write-ahead log at all: it takes one with a broken header for an empty one, and what was
 * committed since the last checkpoint would be gone without a word. Format: sqlite.org/fileformat2.html#walformat.
 */
export function logIsReadable(file: string): boolean {
  const header = readStart(`${file}-wal`)
  // a log that was only begun holds no commit
  if (header.length < HEADER_BYTES) return true
  const magic = header.readUInt32BE(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return false
  const [first, second] = checksum(header.subarray(0, CHECKED_BYTES), magic === 0x377f0683)
  return header.readUInt32BE(24) === first && header.readUInt32BE(28) === second
}

function readStart(file: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    return header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0))
  } finally {
    closeSync(descriptor)
  }
}

/** Of the log: s0 += x[i] + s1, s1 += x[i + 1] + s0, over words of 32 bits in the byte order that the magic number tells. */
function checksum(bytes: Buffer, bigEndian: boolean): [number, number] {
  let [first, second] = [0, 0]
  const word = (offset: number): number => (bigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset))
  for (let offset = 0; offset < bytes.length; offset += 8) {
    first = (first + word(offset) + second) >>> 0
    second = (second + word(offset + 4) + first) >>> 0
  }
  return [first, second]
}

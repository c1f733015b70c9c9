import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** Of each end of the file. */
export const PARTIAL_BYTES = 65_536

/**
 * SHA-256 over the file's size (uint64, little-endian), its first and its last 64 KiB, overlapping where it is shorter than
 * both: tells whether a file that was moved is the one that was read, at the cost of two reads.
 *
 * @returns 32 bytes
 * @throws what the file system throws
 */
export async function partialHash(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r')
  const { size } = await handle.stat()
  const hash = createHash('sha256')
  const sizeBytes = Buffer.alloc(8)
  sizeBytes.writeBigUInt64LE(BigInt(size))
  hash.update(sizeBytes)
  const part = Buffer.alloc(PARTIAL_BYTES)
  for (const start of [0, Math.max(0, size - PARTIAL_BYTES)]) {
    const { bytesRead } = await handle.read(part, 0, PARTIAL_BYTES, start)
    hash.update(part.subarray(0, bytesRead))
  }
  return hash.digest()
}

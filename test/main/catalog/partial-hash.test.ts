import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { partialHash } from '../../../src/main/catalog/partial-hash.ts'
import { temporaryFolder } from './temporary-workspace.ts'

const KIB = 1024

async function hashOf(bytes: Buffer): Promise<string> {
  const file = path.join(temporaryFolder(), 'file')
  writeFileSync(file, bytes)
  return (await partialHash(file)).toString('hex')
}

const drawn = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 7) % 251))

function changedAt(bytes: Buffer, index: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[index]! ^= 1
  return changed
}

it('is SHA-256 over the size and both ends', async () => {
  const bytes = drawn(200 * KIB)
  const size = Buffer.alloc(8)
  size.writeUInt32LE(bytes.length)
  const whole = Buffer.concat([size, bytes.subarray(0, 64 * KIB), bytes.subarray(136 * KIB)])
  expect(await hashOf(bytes)).toBe(createHash('sha256').update(whole).digest('hex'))
})

it.each([0, 1, 65_535, 65_536, 65_537, 131_072])('tells each byte of a file of %i bytes', async (length) => {
  const bytes = drawn(length)
  const hashes = await Promise.all([
    hashOf(bytes),
    hashOf(drawn(length + 1)),
    ...[0, length - 1].filter((index) => index >= 0 && length > 1).map((index) => hashOf(changedAt(bytes, index))),
  ])
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(await hashOf(bytes)).toBe(hashes[0])
})

it('does not read the middle', async () => {
  const bytes = drawn(300 * KIB)
  expect(await hashOf(changedAt(bytes, 150 * KIB))).toBe(await hashOf(bytes))
})

it('fails where there is no file', async () => {
  await expect(partialHash(path.join(temporaryFolder(), 'gone'))).rejects.toThrow('ENOENT')
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { readLabelMap } from '../../../src/main/imaging/labels.ts'
import { encodeChunk, pngChunks, PNG_SIGNATURE } from '../../../src/main/imaging/png-chunks.ts'
import { readPngText, writePng } from '../../../src/main/imaging/write-image.ts'
import { WeatherglassError } from '../../../src/shared/errors.ts'
import { classColours } from '../../../src/shared/labels.ts'
import { oraclePath } from '../../oracle.ts'
import { drawPng } from './drawn-png.ts'

const mutants = process.env['WEATHERGLASS_SOAK'] ? 20_000 : 500
const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Marsaglia's xorshift32: the same mutants on every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

async function originals(): Promise<Buffer[]> {
  const file = path.join(folder, 'text.png')
  await writePng(
    file,
    { width: 20, height: 10, data: Uint8Array.from({ length: 600 }, (_, i) => i) },
    { weatherglass: '{}' },
  )
  const grey = Uint8Array.from({ length: 64 }, (_, i) => i % 34)
  return [
    readFileSync(file),
    readFileSync(oraclePath('cactif', 'content_label.png')),
    await sharp(readFileSync(oraclePath('cactif', 'style_label.png')))
      .resize(40, 20, { kernel: 'nearest' })
      .png()
      .toBuffer(),
    drawPng({ width: 8, height: 8, colourType: 0, rows: grey }),
    drawPng({ width: 16, height: 8, depth: 4, colourType: 3, rows: grey, palette: classColours.slice(0, 16) }),
  ]
}

const damages: readonly ((bytes: Buffer, random: (below: number) => number) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let n = random(8); n >= 0; n--) copy[random(copy.length)] = random(256)
    return copy
  },
  (bytes, random) => {
    const at = random(bytes.length)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from([random(256), random(256)]),
      bytes.subarray(at + random(3)),
    ])
  },
  // Damage under a valid checksum, which reaches the code behind it.
  (bytes, random) => {
    const chunks = [...pngChunks(bytes, (reason) => new Error(reason))].map(({ type, body }) => ({
      type,
      body: Buffer.from(body),
    }))
    const { body } = chunks[random(chunks.length)]!
    for (let n = random(4); n >= 0 && body.length > 0; n--) body[random(body.length)] = random(256)
    if (random(6) === 0) chunks.splice(random(chunks.length), 1)
    if (random(6) === 0) chunks.splice(random(chunks.length), 0, chunks[random(chunks.length)]!)
    return Buffer.concat([PNG_SIGNATURE, ...chunks.map(encodeChunk)])
  },
]

it(
  `gives a picture or one clear sentence for each of ${mutants} damaged PNGs`,
  { timeout: mutants * 100 },
  async () => {
    const random = randomNumbers(20_25)
    const sources = await originals()
    const file = path.join(folder, 'mutant.png')
    const outcomes = { read: 0, refused: 0 }
    for (let i = 0; i < mutants; i++) {
      writeFileSync(file, damages[i % damages.length]!(sources[random(sources.length)]!, random))
      for (const read of [readImage, readLabelMap, readPngText]) {
        const error: unknown = await read(file).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        outcomes[error === undefined ? 'read' : 'refused']++
        if (error === undefined) continue
        expect(error).toBeInstanceOf(WeatherglassError)
        expect((error as WeatherglassError).message).toMatch(/^[^\n]+; [^\n]+$/)
      }
    }
    expect(outcomes.read).toBeGreaterThan(mutants / 20)
    expect(outcomes.refused).toBeGreaterThan(mutants)
  },
)

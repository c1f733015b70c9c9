import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodePng } from '../../../src/main/imaging/png-decoder.ts'
import { LabelError } from '../../../src/shared/errors.ts'
import { oraclePath } from '../../oracle.ts'
import { drawnChunks, drawPng, pngOf, type DrawnPng } from './drawn-png.ts'

const small: DrawnPng = { width: 3, height: 2, colourType: 0, rows: Uint8Array.of(1, 2, 3, 4, 5, 6) }

describe('the PNG decoder', () => {
  it.each([1, 3, 4] as const)('undoes all row filters on %i channels', async (channels) => {
    const [width, height] = [67, 43]
    // Slopes, edges and noise, so that the encoder's heuristic picks every filter somewhere.
    const samples = Uint8Array.from({ length: width * height * channels }, (_, i) => {
      const y = Math.floor(i / (width * channels))
      return y % 4 === 0 ? i * 3 : y % 4 === 1 ? y * 5 : y % 4 === 2 ? (i * i) % 251 : i % 17 === 0 ? 200 : 3
    })
    const encoder = sharp(samples, { raw: { width, height, channels } })
    const bytes = await (channels === 1 ? encoder.toColourspace('b-w') : encoder)
      .png({ adaptiveFiltering: true })
      .toBuffer()
    const png = await decodePng(bytes, 'x.png')
    expect(png.channels).toBe(channels)
    expect(Buffer.compare(png.samples, samples)).toBe(0)
  })

  it('undoes each row filter as the specification defines it', async () => {
    const chunks = drawnChunks({ ...small, height: 5, rows: new Uint8Array(15) })
    const rows = [0, 10, 20, 30, 1, 1, 2, 3, 2, 1, 2, 3, 3, 1, 2, 3, 4, 1, 2, 250]
    chunks[1] = { type: 'IDAT', body: deflateSync(Buffer.from(rows)) }
    const png = await decodePng(pngOf(chunks), 'x.png')
    expect([...png.samples]).toEqual([10, 20, 30, 1, 3, 6, 2, 5, 9, 2, 5, 10, 3, 7, 4])
  })

  it('keeps the indices of a palette image', async () => {
    const png = await decodePng(readFileSync(oraclePath('cactif', 'content_label.png')), 'x.png')
    expect(png.kind).toBe('palette')
    expect([...new Set(png.samples)].sort((a, b) => a - b)).toEqual([4, 7, 8, 11, 17, 21, 23, 24, 26, 31, 33])
  })

  it.each([
    [1, [0b10110000, 0b01000000], [1, 0, 1, 0, 1, 0]],
    [2, [0b00011011, 0b11100100], [0, 1, 2, 3, 2, 1]],
    [4, [0x12, 0x30, 0xfe, 0xd0], [1, 2, 3, 15, 14, 13]],
  ])('unpacks %i-bit samples without scaling them', async (depth, rows, samples) => {
    const bytes = drawPng({ ...small, depth, rows: Uint8Array.from(rows) })
    expect([...(await decodePng(bytes, 'x.png')).samples]).toEqual(samples)
  })

  it('reads picture data that is split over several chunks', async () => {
    const [header, data, end] = drawnChunks(small)
    const parts = [...data!.body].map((byte) => ({ type: 'IDAT', body: Buffer.from([byte]) }))
    expect([...(await decodePng(pngOf([header!, ...parts, end!]), 'x.png')).samples]).toEqual([1, 2, 3, 4, 5, 6])
  })

  const withData = (body: Buffer) =>
    pngOf(drawnChunks(small).map((chunk) => (chunk.type === 'IDAT' ? { ...chunk, body } : chunk)))
  const flipped = (bytes: Buffer, at: number) => Buffer.from(bytes.with(at, bytes[at]! ^ 1))
  it.each([
    ['what is not a PNG', Buffer.from('GIF89a'), 'is not a PNG'],
    ['16-bit samples', drawPng({ ...small, depth: 16, rows: new Uint8Array(12) }), '16-bit'],
    ['interlacing', drawPng({ ...small, interlace: 1 }), 'interlaced'],
    ['a missing palette', drawPng({ ...small, colourType: 3 }), 'palette is missing'],
    ['a wrong checksum', flipped(drawPng(small), 20), 'wrong checksum of its chunk IHDR'],
    ['a file that ends in a chunk', drawPng(small).subarray(0, 45), 'inside its chunk IDAT'],
    ['a file without its last chunk', drawPng(small).subarray(0, -12), 'before its last chunk'],
    ['too few rows', withData(deflateSync(Buffer.alloc(7))), 'has 7 bytes, expected 8'],
    ['more data than the header says', withData(deflateSync(Buffer.alloc(1_000_000))), 'damaged'],
    ['data that is no deflate stream', withData(Buffer.from('nonsense')), 'damaged'],
    ['an unknown row filter', withData(deflateSync(Buffer.from([7, 1, 2, 3, 0, 1, 2, 3]))), 'unknown row filter 7'],
    [
      'an unknown critical chunk',
      pngOf([drawnChunks(small)[0]!, { type: 'ABCD', body: Buffer.alloc(0) }]),
      'unknown critical chunk ABCD',
    ],
    ['no header', pngOf(drawnChunks(small).slice(1)), 'the first chunk is IDAT'],
    ['two headers', pngOf([drawnChunks(small)[0]!, ...drawnChunks(small)]), 'two headers'],
    ['no picture data', pngOf(drawnChunks(small).filter(({ type }) => type !== 'IDAT')), 'no picture data'],
  ])('refuses %s', async (_, bytes, sentence) => {
    await expect(decodePng(bytes, 'x.png')).rejects.toThrow(LabelError)
    await expect(decodePng(bytes, 'x.png')).rejects.toThrow(sentence)
  })

  it.each([60_000, 16_000])('refuses a header of %ix itself in a tiny file without allocating it', async (side) => {
    const chunks = drawnChunks(small)
    chunks[0]!.body.writeUInt32BE(side, 0)
    chunks[0]!.body.writeUInt32BE(side, 4)
    const before = process.memoryUsage().arrayBuffers
    await expect(decodePng(pngOf(chunks), 'x.png')).rejects.toThrow(
      side === 60_000 ? 'expected at most' : 'more than its data can hold',
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { problemOf } from '../../../../src/main/imaging/defects.ts'
import {
  digestPicture,
  encodeThumbnail,
  singleColourDefect,
  THUMBNAIL_SIDE,
} from '../../../../src/main/imaging/digest/picture-digest.ts'
import { readImage } from '../../../../src/main/imaging/image.ts'
import { createScene, drawScene } from '../../../../src/main/scenes/scene.ts'
import { ImageError } from '../../../../src/shared/errors.ts'
import { drawnChunks, drawPng, pngOf } from '../drawn-png.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-digest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [height, width] = [400, 800]
const street = drawScene(createScene(3, { height, width }), 'clear')
const drawn = (): Sharp => sharp(street.data, { raw: { width, height, channels: 3 } })
const flat = (changes: readonly (readonly [at: number, value: number])[] = []): Sharp => {
  const data = new Uint8Array(width * height * 3).fill(90)
  for (const [at, value] of changes) data[at] = value
  return sharp(data, { raw: { width, height, channels: 3 } })
}
const withAlpha = (alphaOf: (pixel: number) => number): Sharp => {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? alphaOf(i >> 2) : street.data[(i >> 2) * 3 + (i % 4)]!,
  )
  return sharp(data, { raw: { width, height, channels: 4 } })
}

async function reason(promise: Promise<unknown>): Promise<ImageError> {
  try {
    await promise
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError)
    return error as ImageError
  }
  throw new Error('nothing was refused')
}

/** An RGB PNG with a colour that is transparent (chunk tRNS). */
const withTransparentColour = (): Buffer => {
  const [header, ...rest] = drawnChunks({ width: 2, height: 1, colourType: 2, rows: Uint8Array.of(9, 9, 9, 1, 2, 3) })
  return pngOf([header!, { type: 'tRNS', body: Buffer.from([0, 1, 0, 2, 0, 3]) }, ...rest])
}

describe('the digest of a picture', () => {
  it.each([
    ['a PNG', () => drawn().png()],
    ['a JPEG', () => drawn().jpeg({ quality: 95 })],
    ['an opaque RGBA PNG', () => withAlpha(() => 255).png()],
    ['a WebP', () => drawn().webp({ lossless: true })],
  ])('has the size of %s and a small copy of it', async (_, encode) => {
    const { small, ...digest } = await digestPicture(await encode().toBuffer(), 'x.png')
    expect(digest).toEqual({ width, height, singleColour: false })
    expect([small.width, small.height]).toEqual([THUMBNAIL_SIDE, THUMBNAIL_SIDE / 2])
    const expected = await drawn().resize(THUMBNAIL_SIDE).raw().toBuffer()
    const difference = expected.reduce((sum, sample, i) => sum + Math.abs(sample - small.data[i]!), 0)
    expect(difference / expected.length).toBeLessThan(3)
  })

  it('expands grey, ignores rotation and leaves small pictures as they are', async () => {
    const grey = await digestPicture(await drawn().toColourspace('b-w').png().toBuffer(), 'x.png')
    expect(grey.small.data).toHaveLength(THUMBNAIL_SIDE * (THUMBNAIL_SIDE / 2) * 3)
    const rotated = await digestPicture(await drawn().withMetadata({ orientation: 6 }).jpeg().toBuffer(), 'x.jpg')
    expect([rotated.width, rotated.height, rotated.small.width]).toEqual([width, height, THUMBNAIL_SIDE])
    const pixel = await digestPicture(
      drawPng({ width: 1, height: 1, colourType: 2, rows: Uint8Array.of(1, 2, 3) }),
      'x',
    )
    expect([...pixel.small.data]).toEqual([1, 2, 3])
  })

  it.each([
    ['one colour', () => flat(), true],
    ['one colour with an opaque alpha', () => flat().ensureAlpha(), true],
    ['one sample that differs by one', () => flat([[width * 201 * 3 + 4, 91]]), false],
    ['a single bright pixel', () => flat([[width * 201 * 3 + 4, 255]]), false],
    ['a street', () => drawn(), false],
  ])('finds %s', async (_, draw, singleColour) => {
    const digest = await digestPicture(await draw().png().toBuffer(), 'x.png')
    expect(digest.singleColour).toBe(singleColour)
  })

  it('says which colour, and how much of it there is', async () => {
    const defect = singleColourDefect(await digestPicture(await flat().png().toBuffer(), 'x.png'), 'a/x.png')
    expect(defect.problem).toBe('single-colour')
    expect(defect.message).toBe(
      'a/x.png has one colour (90, 90, 90) in all of its 800x400 pixels, expected a photograph; replace it or leave it out',
    )
  })

  it.each([
    ['16-bit samples', () => drawn().toColourspace('rgb16').png().toBuffer()],
    ['CMYK', () => drawn().toColourspace('cmyk').jpeg().toBuffer()],
    [
      'a transparent pixel',
      () =>
        withAlpha((pixel) => (pixel === 70_000 ? 254 : 255))
          .png()
          .toBuffer(),
    ],
    ['a colour that is transparent', withTransparentColour],
  ])('refuses %s as readImage does', async (_, encode) => {
    const bytes = await encode()
    const file = path.join(folder, 'refused')
    writeFileSync(file, bytes)
    const error = await reason(digestPicture(bytes, file))
    expect(problemOf(error)).toBe('wrong-colour-type')
    expect(error.message).toBe((await reason(readImage(file))).message)
  })

  it.each([0.02, 0.3, 0.7, 0.97, 0.9999])('refuses a file that ends after %f of its bytes', async (share) => {
    for (const encoded of [drawn().png(), drawn().jpeg(), drawn().jpeg({ progressive: true })]) {
      const bytes = await encoded.toBuffer()
      const error = await reason(digestPicture(bytes.subarray(0, Math.floor(bytes.length * share)), 'x.png'))
      expect(problemOf(error)).toBe('unreadable')
      expect(error.message).toMatch(/^x\.png is [^\n]+; [^\n]+$/)
    }
  })

  it('costs nothing where a header declares an enormous picture', async () => {
    const declare = (side: number) =>
      drawPng({ width: side, height: side, colourType: 2, rows: new Uint8Array(0) }).subarray(0, 100)
    const start = performance.now()
    expect(problemOf(await reason(digestPicture(declare(60_000), 'x.png')))).toBe('too-large')
    expect(problemOf(await reason(digestPicture(declare(16_000), 'x.png')))).toBe('unreadable')
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('a thumbnail', () => {
  it('is a WebP of 10 to 15 kB for a street', async () => {
    const scene = drawScene(createScene(5, { height: 512, width: 1024 }), 'clear')
    const png = await sharp(scene.data, { raw: { width: 1024, height: 512, channels: 3 } })
      .png()
      .toBuffer()
    const thumbnail = await encodeThumbnail((await digestPicture(png, 'x.png')).small)
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'webp', width: 384, height: 192 })
    expect(thumbnail.length).toBeGreaterThan(6_000)
    expect(thumbnail.length).toBeLessThan(16_000)
  })
})

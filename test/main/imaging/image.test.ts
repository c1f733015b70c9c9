import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { imageHash, readImage } from '../../../src/main/imaging/image.ts'
import { prepareImage } from '../../../src/main/imaging/prepare-image.ts'
import { FileMissingError, ImageError } from '../../../src/shared/errors.ts'
import { float32, maxAbsDifference, oracleIsFull, oraclePath, readGoldens } from '../../oracle.ts'
import { drawPng } from './drawn-png.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-image-'))
afterAll(() => rmSync(folder, { recursive: true }))

const width = 40
const height = 24
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + (i % 3) * 50) % 256)
const drawn = () => sharp(rgb, { raw: { width, height, channels: 3 } })
const withAlpha = (alpha: (pixel: number) => number): Sharp => {
  const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? alpha(i >> 2) : rgb[(i >> 2) * 3 + (i % 4)]!,
  )
  return sharp(rgba, { raw: { width, height, channels: 4 } })
}

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  return file
}

async function refusal(file: string): Promise<ImageError> {
  const error: unknown = await readImage(file).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ImageError)
  expect((error as ImageError).file).toBe(file)
  expect((error as ImageError).message).toMatch(/^[^\n]+; [^\n]+$/)
  return error as ImageError
}

describe('reading an image', () => {
  it.each([
    ['an RGB PNG', 'rgb.png', () => drawn().png()],
    ['an opaque RGBA PNG', 'rgba.png', () => withAlpha(() => 255).png()],
    ['a lossless WebP', 'rgb.webp', () => drawn().webp({ lossless: true })],
    ['a TIFF', 'rgb.tiff', () => drawn().tiff({ compression: 'lzw' })],
  ])('gives the samples of %s', async (_, name, encode) => {
    const image = await readImage(write(name, await encode().toBuffer()))
    expect(image).toEqual({ width, height, data: rgb })
  })

  it('expands grey to RGB', async () => {
    const file = write('grey.png', await drawn().toColourspace('b-w').png().toBuffer())
    const { data } = await readImage(file)
    const grey = await sharp(file).raw().toBuffer()
    expect(grey).toHaveLength(width * height * 3)
    expect(Buffer.compare(data, grey)).toBe(0)
  })

  it('ignores EXIF rotation and ICC profiles, as Pillow does', async () => {
    const rotated = write('exif.jpg', await drawn().withMetadata({ orientation: 6 }).jpeg().toBuffer())
    const plain = write('plain.jpg', await drawn().jpeg().toBuffer())
    expect(await readImage(rotated)).toEqual(await readImage(plain))
    const wideGamut = write('p3.png', await drawn().withIccProfile('p3').png().toBuffer())
    const samples = await sharp(wideGamut, { ignoreIcc: true }).raw().toBuffer()
    expect(samples.equals(rgb)).toBe(false)
    expect(Buffer.compare((await readImage(wideGamut)).data, samples)).toBe(0)
  })

  it('says that a missing file does not exist', async () => {
    const file = path.join(folder, 'none.png')
    await expect(readImage(file)).rejects.toThrow(FileMissingError)
    await expect(readImage(file)).rejects.toThrow(`${file} does not exist; check the path of the image`)
  })

  it.each([
    ['a folder', () => Promise.resolve(folder), 'is a folder'],
    ['an empty file', () => Promise.resolve(write('empty.png', Buffer.alloc(0))), 'is empty (0 bytes)'],
    ['text', () => Promise.resolve(write('text.png', Buffer.from('hello'))), 'is not an image in a known format'],
    [
      'an SVG',
      () =>
        Promise.resolve(write('x.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))),
      'is a svg file',
    ],
    [
      'a CMYK JPEG',
      async () => write('cmyk.jpg', await drawn().toColourspace('cmyk').jpeg().toBuffer()),
      'is a CMYK image',
    ],
    [
      'a 16-bit PNG',
      async () => write('deep.png', await drawn().toColourspace('rgb16').png().toBuffer()),
      'has 16-bit samples',
    ],
    [
      'real transparency',
      async () =>
        write(
          'alpha.png',
          await withAlpha((i) => (i < 5 ? 0 : 255))
            .png()
            .toBuffer(),
        ),
      'has 5 transparent pixels of 960',
    ],
    [
      'a header of 60,000x60,000',
      () =>
        Promise.resolve(
          write(
            'bomb.png',
            drawPng({ width: 60_000, height: 60_000, colourType: 2, rows: new Uint8Array(0) }).subarray(0, 2000),
          ),
        ),
      'has more than 268402689 pixels',
    ],
  ])('refuses %s in one sentence', async (_, file, sentence) => {
    expect((await refusal(await file())).message).toContain(sentence)
  })

  it('refuses an animation', async () => {
    const frames = await sharp(Buffer.concat([rgb, rgb.toReversed()]), {
      raw: { width, height: height * 2, channels: 3, pageHeight: height },
    })
      .webp()
      .toBuffer()
    expect((await refusal(write('animated.webp', frames))).message).toContain('is animated or has several pages (2)')
  })

  it.each(['png', 'jpeg', 'webp'] as const)('refuses a %s that was cut off', async (format) => {
    const bytes = await drawn().toFormat(format).toBuffer()
    for (const share of [0.3, 0.6, 0.9]) {
      const error = await refusal(write(`cut.${format}`, bytes.subarray(0, Math.floor(bytes.length * share))))
      expect(error.message).toContain('is damaged or truncated')
    }
  })
})

describe('the hash of an image', () => {
  it('is the same for every encoding and another for other pixels or another shape', async () => {
    const png = await readImage(write('one.png', await drawn().png().toBuffer()))
    const webp = await readImage(write('one.webp', await drawn().webp({ lossless: true }).toBuffer()))
    expect(imageHash(png)).toBe(imageHash(webp))
    expect(imageHash(png)).toMatch(/^[0-9a-f]{64}$/)
    expect(imageHash({ width: height, height: width, data: rgb })).not.toBe(imageHash(png))
    expect(imageHash({ width, height, data: rgb.with(100, rgb[100]! ^ 1) })).not.toBe(imageHash(png))
  })
})

describe('preparing an image', () => {
  it.each(['content', 'style'])(
    'gives x / 127.5 - 1 by channel for the %s, as the public code encodes it',
    async (name) => {
      const prepared = await prepareImage(oraclePath('cactif', `${name}.png`), [128, 256])
      const samples = readGoldens('cactif', 'preprocessing.safetensors').get(`${name}_image_uint8_hwc`)!
        .data as Uint8Array
      expect(Buffer.compare(prepared.rgb.data, samples)).toBe(0)
      const pixels = 128 * 256
      const expected = Float32Array.from({ length: pixels * 3 }, (_, i) => {
        const sample = samples[(i % pixels) * 3 + Math.floor(i / pixels)]!
        return Math.fround(sample / 127.5) - 1
      })
      expect(maxAbsDifference(prepared.tensor, expected)).toBe(0)
      expect(prepared.imageSize).toEqual(name === 'content' ? { width: 290, height: 152 } : { width: 320, height: 180 })
    },
  )

  it.runIf(oracleIsFull)('gives the recorded tensors', async () => {
    const goldens = readGoldens('cactif', 'inversion.safetensors')
    for (const name of ['content', 'style']) {
      const prepared = await prepareImage(oraclePath('cactif', `${name}.png`), [128, 256])
      expect(maxAbsDifference(prepared.tensor, float32(goldens, `${name}.image`))).toBe(0)
    }
  })

  it('refuses a picture that is too thin to crop', async () => {
    const file = write('thin.png', drawPng({ width: 1, height: 9, colourType: 0, rows: new Uint8Array(9) }))
    await expect(prepareImage(file, [512, 1024])).rejects.toThrow('1x9 pixels, too thin for a crop of aspect 1024:512')
  })
})

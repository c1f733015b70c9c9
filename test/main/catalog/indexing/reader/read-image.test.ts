import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { partialHash } from '../../../../../src/main/catalog/partial-hash.ts'
import { ImageReader } from '../../../../../src/main/catalog/indexing/reader/read-image.ts'
import type { ImageToRead, ReadImage, Reading } from '../../../../../src/main/catalog/indexing/reader/reading.ts'
import { partialHashOf } from '../../../../../src/main/catalog/indexing/reader/source-file.ts'
import { thumbnailFile } from '../../../../../src/main/catalog/indexing/thumbnails/thumbnail-files.ts'
import { encodeColours, encodeIds, encodePaletteIds } from '../../../../../src/main/scenes/label-png.ts'
import { createScene, drawScene } from '../../../../../src/main/scenes/scene.ts'
import { drawPng } from '../../../imaging/drawn-png.ts'
import { temporaryFolder } from '../../temporary-workspace.ts'

const size = { width: 128, height: 64 }
const scene = createScene(7, size)
const street = () => sharp(drawScene(scene, 'clear').data, { raw: { ...size, channels: 3 } })
const labelIds = encodePaletteIds(scene, scene.labelIds)
const png = street().png().toBuffer()

const stampOf = (file: string) => ({ bytes: statSync(file).size, modifiedMs: Math.floor(statSync(file).mtimeMs) })

interface Files {
  readonly root: string
  readonly thumbnails: string
  readonly image: ImageToRead
}

/** Files of an image in a source of their own, as a walk would describe them. */
async function written(image: Uint8Array | Promise<Uint8Array>, label: Uint8Array | null = null): Promise<Files> {
  const folder = temporaryFolder()
  const root = path.join(folder, 'source')
  const thumbnails = path.join(folder, 'thumbnails')
  for (const name of [root, thumbnails]) mkdirSync(name)
  writeFileSync(path.join(root, 'a.png'), await image)
  if (label) writeFileSync(path.join(root, 'label.png'), label)
  const described = {
    ...{ id: 5, root, path: 'a.png', ...stampOf(path.join(root, 'a.png')), expectedHash: null },
    label: label && { path: 'label.png', ...stampOf(path.join(root, 'label.png')), encoding: null },
  }
  return { root, thumbnails, image: described }
}

const reading = ({ thumbnails, image }: Files): Promise<Reading> => new ImageReader(thumbnails).read(image)

async function read(files: Files): Promise<ReadImage> {
  const found = await reading(files)
  expect(found.outcome).toBe('read')
  return found as ReadImage
}

describe('reading an image', () => {
  it('gives facts, thumbnail, hash and class counts from one look at the files', async () => {
    const files = await written(png, labelIds)
    const found = await read(files)
    expect(found.problems).toEqual([])
    expect(found.picture).toMatchObject({ width: 128, height: 64 })
    expect(found.label?.encoding).toBe('labelIds')
    expect(found.label?.classPixels.reduce((sum, pixels) => sum + pixels)).toBe(128 * 64)
    expect(Buffer.from(found.partialHash!)).toEqual(await partialHash(path.join(files.root, 'a.png')))
    const thumbnail = thumbnailFile(files.thumbnails, { imageId: 5, partialHash: found.partialHash! })
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'webp', width: 128, height: 64 })
    expect(readdirSync(files.thumbnails, { recursive: true })).toHaveLength(2)
  })

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])(
    'hashes %i bytes as a file of them is hashed',
    async (bytes) => {
      const file = path.join(temporaryFolder(), 'file')
      const content = Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 9)) % 256))
      writeFileSync(file, content)
      expect(partialHashOf(content)).toEqual(await partialHash(file))
    },
  )

  it('reads one image after the other with the same memory', async () => {
    const first = await written(png)
    const second = await written(street().negate({ alpha: false }).jpeg().toBuffer())
    const reader = new ImageReader(first.thumbnails)
    const luminances: number[] = []
    for (const image of [first.image, second.image, first.image, second.image, first.image])
      luminances.push(((await reader.read(image)) as ReadImage).picture!.luminance)
    expect(luminances).toEqual([luminances[0], luminances[1], luminances[0], luminances[1], luminances[0]])
    expect(luminances[0]! + luminances[1]!).toBeCloseTo(255, -1)
  })
})

const sixteenBits = () => street().toColourspace('rgb16').png().toBuffer()
const declared = (side: number) =>
  drawPng({ width: side, height: side, colourType: 2, rows: new Uint8Array(0) }).subarray(0, 100)

describe('a defect of an image', () => {
  it.each([
    ['empty-file', 'an empty file', () => Buffer.alloc(0), 'a.png is empty (0 bytes); copy the image again'],
    ['unreadable', 'a truncated PNG', async () => (await png).subarray(0, 3000), 'is damaged or truncated'],
    ['unreadable', 'text', () => Buffer.from('not a picture'), 'is not an image in a known format'],
    ['unreadable', 'an animation', () => animation(), 'is animated'],
    ['wrong-colour-type', '16 bits', sixteenBits, 'has 16-bit samples, expected 8-bit'],
    ['wrong-colour-type', 'CMYK', () => street().toColourspace('cmyk').jpeg().toBuffer(), 'is a CMYK image'],
    ['wrong-colour-type', 'transparency', () => street().ensureAlpha(0.5).png().toBuffer(), 'transparent pixels'],
    ['too-large', '60,000 x 60,000 in 100 bytes', () => declared(60_000), 'has more than 268402689 pixels'],
    ['unreadable', '16,000 x 16,000 in 100 bytes', () => declared(16_000), 'is damaged or truncated'],
  ] as const)('is a problem %s: %s', async (problem, _, content, sentence) => {
    const { picture, label, problems, partialHash } = await read(await written(await content(), labelIds))
    expect(picture).toBeNull()
    expect(label).toBeNull()
    expect(partialHash === null).toBe(problem === 'empty-file')
    expect(problems).toEqual([{ path: 'a.png', problem, message: expect.stringContaining('a.png') as string }])
    expect(problems[0]!.message).toContain(sentence)
    expect(problems[0]!.message).toMatch(/^[^\n]+; [^\n]+$/)
  })

  const animation = () =>
    sharp(Buffer.alloc(20 * 40 * 3, 7).fill(99, 1200), { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .gif()
      .toBuffer()

  it('is a single colour: read all the same', async () => {
    const files = await written(
      sharp({ create: { ...size, channels: 3, background: '#102030' } })
        .png()
        .toBuffer(),
    )
    const { picture, problems } = await read(files)
    expect(picture).toMatchObject({ width: 128, height: 64, sharpness: expect.closeTo(0, 3) as number })
    expect(problems).toMatchObject([
      { problem: 'single-colour', message: expect.stringContaining('(16, 32, 48)') as string },
    ])
  })

  it('says control characters of a name in letters', async () => {
    const files = await written(Buffer.alloc(0))
    const name = 'new\nline.png'
    writeFileSync(path.join(files.root, name), '')
    const { problems } = await read({
      ...files,
      image: { ...files.image, path: name, ...stampOf(path.join(files.root, name)) },
    })
    expect(problems).toEqual([
      { path: name, problem: 'empty-file', message: 'new\\x0aline.png is empty (0 bytes); copy the image again' },
    ])
  })
})

describe('a defect of a label', () => {
  const half = { width: 64, height: 32 }
  it.each([
    [
      'no-known-class',
      'void alone',
      () => encodeIds(size, new Uint8Array(128 * 64).fill(255)),
      'label.png',
      'no pixel of a known class',
    ],
    ['wrong-colour-type', 'a photograph', () => png, 'label.png', 'is not a label map'],
    ['unreadable', 'a truncated PNG', () => labelIds.subarray(0, 200), 'label.png', 'is damaged or truncated'],
    ['unreadable', 'a JPEG', () => street().jpeg().toBuffer(), 'label.png', 'is not a PNG'],
    ['empty-file', 'an empty file', () => Buffer.alloc(0), 'label.png', 'copy the label again'],
    ['too-large', '60,000 x 60,000', () => declared(60_000), 'label.png', 'expected at most'],
    [
      'size-mismatch',
      'another size',
      () => encodeColours(half, scene.labelIds.subarray(0, 64 * 32), 3),
      'a.png',
      'a.png has 128x64 pixels, but its label label.png has 64x32; use the image without its label',
    ],
  ] as const)('is a problem %s and leaves the image usable: %s', async (problem, _, content, file, sentence) => {
    const { picture, label, problems } = await read(await written(png, await content()))
    expect(picture).not.toBeNull()
    expect(label).toBeNull()
    expect(problems).toMatchObject([{ path: file, problem, message: expect.stringContaining(sentence) as string }])
  })
})

describe('files that are not as the walk saw them', () => {
  it.each([
    ['changed', (root: string) => writeFileSync(path.join(root, 'a.png'), 'other')],
    ['touched', (root: string) => utimesSync(path.join(root, 'a.png'), 1, 1)],
    ['a label that changed', (root: string) => writeFileSync(path.join(root, 'label.png'), 'other')],
    ['gone', (root: string) => spawnSync('mv', [path.join(root, 'a.png'), path.join(root, 'b.png')])],
    ['a label that is gone', (root: string) => spawnSync('rm', [path.join(root, 'label.png')])],
    ['a folder', (root: string) => replaced(root, (file) => mkdirSync(file))],
    ['a pipe', (root: string) => replaced(root, (file) => spawnSync('mkfifo', [file]))],
    ['a link that leaves the source', (root: string) => replaced(root, (file) => symlinkSync(outside(root), file))],
  ])('are told as changed: %s', async (_, change) => {
    const files = await written(png, labelIds)
    change(files.root)
    expect(await reading(files)).toEqual({ outcome: 'changed' })
    expect(readdirSync(files.thumbnails)).toEqual([])
  })

  /** A copy of the image with the same size and time of change, beside the source. */
  function outside(root: string): string {
    const copy = path.join(path.dirname(root), 'outside.png')
    spawnSync('cp', ['-p', path.join(root, 'kept.png'), copy])
    return copy
  }

  function replaced(root: string, put: (file: string) => void): void {
    const file = path.join(root, 'a.png')
    spawnSync('cp', ['-p', file, path.join(root, 'kept.png')])
    spawnSync('rm', [file])
    put(file)
  }

  it('are let through where a link stays within the source', async () => {
    const files = await written(png)
    replaced(files.root, (file) => symlinkSync('kept.png', file))
    expect((await reading(files)).outcome).toBe('read')
  })

  it('are confirmed without decoding where they were only moved', async () => {
    const files = await written(png, labelIds)
    const hash = partialHashOf(readFileSync(path.join(files.root, 'a.png')))
    expect(await reading({ ...files, image: { ...files.image, expectedHash: hash } })).toEqual({ outcome: 'confirmed' })
    expect(readdirSync(files.thumbnails)).toEqual([])
    const other = { ...files.image, expectedHash: hash.map((byte) => byte ^ 1) }
    expect((await reading({ ...files, image: other })).outcome).toBe('read')
  })
})

it.skipIf(process.getuid?.() === 0)('a file that may not be read waits for another time', async () => {
  const files = await written(png)
  chmodSync(path.join(files.root, 'a.png'), 0)
  expect(await reading(files)).toMatchObject({
    outcome: 'unavailable',
    problem: { problem: 'unreadable', path: 'a.png' },
  })
})

it('a thumbnail that cannot be written is an error of the workspace, not of the image', async () => {
  const files = await written(png)
  writeFileSync(path.join(files.thumbnails, 'file'), '')
  const within = { ...files, thumbnails: path.join(files.thumbnails, 'file') }
  await expect(reading(within)).rejects.toThrow(/a thumbnail cannot be written \(ENOTDIR\)/)
})

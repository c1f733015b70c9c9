import sharp from 'sharp'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeIn, placeInWords, placeOf, wayBack } from '../../../../src/renderer/features/first-start/place.ts'

const suggestions = [
  { folder: '/home/jo/weatherglass', freeBytes: 612e9 },
  { folder: '/data/weatherglass', freeBytes: 4e12 },
]
const pictures = path.resolve(import.meta.dirname, '../../../../src/renderer/features/first-start/weathers')

describe('the place of a workspace', () => {
  it('is the first disk with room until another is chosen', () => {
    expect(placeOf(null, suggestions)).toBe('/home/jo/weatherglass')
    expect(placeOf('/mnt/x', suggestions)).toBe('/mnt/x')
    expect(placeOf(null, [])).toBeNull()
    expect(placeOf(null, undefined)).toBeNull()
  })

  it('is a new folder in the one that was picked', () => {
    expect(placeIn('/data')).toBe('/data/weatherglass')
    expect(placeIn('/')).toBe('/weatherglass')
    expect(placeIn('D:\\')).toBe('D:\\weatherglass')
    expect(placeIn('D:\\data')).toBe('D:\\data\\weatherglass')
  })

  it('is the picked one where that is named as a workspace', () => {
    expect(placeIn('/data/Weatherglass 2')).toBe('/data/Weatherglass 2')
  })

  it('says how much room it has, where that is known', () => {
    expect(placeInWords('/data/weatherglass', suggestions)).toContain('4\u00a0TB free')
    expect(placeInWords('/mnt/x', suggestions)).toContain('checked before anything is written')
  })
})

describe('the way back of a workspace', () => {
  const trouble = { folder: '/w', message: 'damaged', damaged: true, backupUtc: '2025-11-22T09:00:00.000Z' }

  it('is its backup, an empty catalog where there is none, or another try', () => {
    expect(wayBack(trouble)).toMatchObject({ label: 'Restore the backup' })
    expect(wayBack(trouble).advice).toContain('22 Nov 2025')
    expect(wayBack({ ...trouble, backupUtc: null }).label).toBe('Start with an empty catalog')
    expect(wayBack({ ...trouble, damaged: false, backupUtc: null }).label).toBe('Try again')
  })
})

describe('the frame in five weathers', () => {
  it('is five strips of one size, small together', async () => {
    const files = (await readdir(pictures)).map((file) => path.join(pictures, file))
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
    const shapes = await Promise.all(files.map((file) => sharp(file).metadata()))
    expect(files).toHaveLength(5)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000)
    expect(new Set(shapes.map(({ width, height, format }) => `${format} ${width} ${height}`))).toEqual(
      new Set(['webp 384 700']),
    )
  })
})

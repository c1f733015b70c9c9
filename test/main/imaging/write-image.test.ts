import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { readPngText, writeFileAtomically, writePng } from '../../../src/main/imaging/write-image.ts'
import { ImageError, WriteError } from '../../../src/shared/errors.ts'
import { drawnChunks, pngOf } from './drawn-png.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-write-'))
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

const image = { width: 5, height: 4, data: Uint8Array.from({ length: 60 }, (_, i) => i * 4) }

describe('writing a PNG', () => {
  it('keeps the pixels and the text, in any script, and gives the same bytes each time', async () => {
    const file = path.join(folder, 'out.png')
    const text = { weatherglass: JSON.stringify({ prompt: 'Straße im Nebel 霧' }), Comment: '' }
    await writePng(file, image, text)
    expect(await readImage(file)).toEqual(image)
    expect(await readPngText(file)).toEqual(text)
    const first = readFileSync(file)
    await writePng(file, image, text)
    expect(readFileSync(file).equals(first)).toBe(true)
    expect(readdirSync(folder)).toEqual(['out.png'])
  })

  it('refuses a keyword that PNG does not allow', async () => {
    await expect(writePng(path.join(folder, 'x.png'), image, { '': 'x' })).rejects.toThrow(RangeError)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('reading the text of a PNG', () => {
  it('reads tEXt and passes over compressed and broken text', async () => {
    const [header, ...rest] = drawnChunks({ width: 1, height: 1, colourType: 0, rows: Uint8Array.of(0) })
    const text = (type: string, body: string) => ({ type, body: Buffer.from(body, 'latin1') })
    const file = path.join(folder, 'text.png')
    const odd = [
      text('tEXt', 'a\0caf\xe9'),
      text('zTXt', 'b\0\0x'),
      text('iTXt', 'c\0\x01\0\0\0x'),
      text('iTXt', 'd\0\0\0'),
      text('tEXt', 'e'),
    ]
    writeFileSync(file, pngOf([header!, ...odd, ...rest]))
    expect(await readPngText(file)).toEqual({ a: 'café' })
  })

  it('refuses what is no PNG or is cut off', async () => {
    const file = path.join(folder, 'x.png')
    writeFileSync(file, 'hello')
    await expect(readPngText(file)).rejects.toThrow(ImageError)
    await writePng(file, image, {})
    writeFileSync(file, readFileSync(file).subarray(0, 50))
    await expect(readPngText(file)).rejects.toThrow('damaged or truncated')
  })
})

describe('writing a file atomically', () => {
  const refused = async (file: string, sentence: string) => {
    const error: unknown = await writeFileAtomically(file, 'new').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WriteError)
    expect((error as WriteError).message).toContain(sentence)
  }

  it('replaces what was there', async () => {
    const file = path.join(folder, 'a.json')
    await writeFileAtomically(file, 'old')
    await writeFileAtomically(file, '{"new": true}')
    expect(readFileSync(file, 'utf8')).toBe('{"new": true}')
  })

  it('says when the folder is missing, the place is no folder, or the target is a folder', async () => {
    await refused(
      path.join(folder, 'none', 'a.json'),
      `the folder ${path.join(folder, 'none')} does not exist; create it first`,
    )
    writeFileSync(path.join(folder, 'file'), '')
    await refused(path.join(folder, 'file', 'a.json'), 'is not a folder')
    mkdirSync(path.join(folder, 'sub'))
    await refused(path.join(folder, 'sub'), 'is a folder; give the name of a file in it')
    expect(readdirSync(folder).sort()).toEqual(['file', 'sub'])
  })

  it('leaves the old file and no temporary one when it fails after writing', async () => {
    const file = path.join(folder, `${'x'.repeat(300)}.png`)
    await refused(file, 'ENAMETOOLONG')
    expect(readdirSync(folder)).toEqual([])
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says when the folder is read-only', async () => {
    chmodSync(folder, 0o500)
    await refused(path.join(folder, 'a.json'), 'is read-only (EACCES)')
  })

  it.skipIf(!existsSync('/sys/kernel'))('says when the file system is read-only, to the superuser too', async () => {
    await refused('/sys/kernel/weatherglass.json', 'is read-only (')
  })
})

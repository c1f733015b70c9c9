import { describe, expect, it } from 'vitest'
import { contactSheet } from '../../../src/main/imaging/contact-sheet.ts'
import { fitText, textPath, textWidth } from '../../../src/main/imaging/stroke-font.ts'

const plain = (value: number) => ({ width: 8, height: 4, data: new Uint8Array(96).fill(value) })

describe('a contact sheet', () => {
  it('holds every picture, scaled, at its place', async () => {
    const sheet = await contactSheet([[plain(10), plain(90)], [plain(170)]], { cellWidth: 100 })
    expect([sheet.width, sheet.height]).toEqual([24 + 100 + 14 + 100 + 24, 24 + 50 + 14 + 50 + 24])
    const at = (x: number, y: number) => sheet.data[(y * sheet.width + x) * 3]
    expect([at(24, 24), at(123, 73), at(138, 24), at(24, 88), at(138, 88), at(0, 0)]).toEqual([
      10, 10, 90, 170, 250, 250,
    ])
  })

  it('is lettered without a font, inside the room it has', async () => {
    const options = {
      cellWidth: 200,
      title: 'Weatherglass',
      rowTitles: ['fog'],
      captions: [['A caption that is far too long for its cell']],
    }
    const sheet = await contactSheet([[plain(255)]], options)
    const inked = (x: number, y: number) => sheet.data[(y * sheet.width + x) * 3]! < 120
    const rows = Array.from({ length: sheet.height }, (_, y) =>
      Array.from({ length: sheet.width }, (_, x) => x).filter((x) => inked(x, y)),
    )
    expect(rows.filter((row) => row.length > 0).length).toBeGreaterThan(20)
    expect(Math.min(...rows.flat())).toBeGreaterThanOrEqual(22)
    expect(Math.max(...rows.flat())).toBeLessThanOrEqual(226)
  })
})

describe('the title of a contact sheet', () => {
  const lettered = async (title: string) => (await contactSheet([[plain(255)]], { cellWidth: 200, title })).data

  it('is made smaller before any of it is left out', async () => {
    expect(textWidth('contrast by seed', 18)).toBeGreaterThan(200)
    expect(await lettered('contrast by seed')).not.toEqual(await lettered('contrast by seeX'))
  })

  it('is never smaller than captions', async () => {
    expect(await lettered('m'.repeat(100))).toEqual(await lettered('m'.repeat(101)))
  })
})

describe('the stroke font', () => {
  it('has a glyph for every printable character and a box for the rest', () => {
    const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
    const box = textPath('é', 0, 0, 6)
    expect(new Set(printable.map((character) => textPath(character, 0, 0, 6))).has(box)).toBe(false)
    expect(textPath('日', 0, 0, 6)).toBe(box)
    expect(textPath(' ', 0, 0, 6)).toBe('')
  })

  it('shortens what is too wide and nothing else', () => {
    expect(fitText('road', 10, 500)).toBe('road')
    const short = fitText('a caption of some length', 10, 100)
    expect(short).toMatch(/^a cap.*\.\.\.$/)
    expect(textWidth(short, 10)).toBeLessThanOrEqual(100)
  })
})

import { describe, expect, it } from 'vitest'
import { exceptionsOf, pictureInWords, shortName } from '../../../../src/renderer/features/gallery/picture-words.ts'
import type { GalleryRow } from '../../../../src/shared/gallery.ts'

const row = {
  path: 'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
  condition: 'fog',
  labelled: true,
  predicted: false,
  missing: false,
  reading: 'done',
  problems: [],
} as unknown as GalleryRow

describe('a picture in words', () => {
  it.each([
    [row.path, 'GOPR0475_000041'],
    ['leftImg8bit/val/aachen/aachen_000012_000019_leftImg8bit.png', 'aachen_000012_000019'],
    ['images/00001.png', '00001'],
    ['a.b/first.frame.JPG', 'first.frame'],
    ['frame_12.png', 'frame_12'],
  ])('%s is called %s', (path, name) => {
    expect(shortName(path)).toBe(name)
  })

  it('names condition, value, board and what is out of the ordinary', () => {
    expect(pictureInWords(row, ['fog', 'snow'], '5.3 %')).toBe('GOPR0475_000041, fog, 5.3 %, on the board: fog, snow')
    expect(pictureInWords({ ...row, labelled: false }, [], undefined)).toBe('GOPR0475_000041, fog, no label')
  })

  it('says the gravest exception first', () => {
    expect(exceptionsOf({ ...row, missing: true, labelled: false })).toEqual(['file is missing'])
    expect(exceptionsOf({ ...row, problems: ['size-mismatch'] })).toEqual(['sizes differ'])
    expect(exceptionsOf({ ...row, labelled: false, predicted: true })).toEqual(['label predicted'])
  })
})

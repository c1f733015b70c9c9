import { describe, expect, it } from 'vitest'
import {
  partsOf,
  withoutPart,
  withPart,
  withShare,
} from '../../../../src/renderer/features/gallery/filter/filter-parts.ts'
import { partInWords } from '../../../../src/renderer/features/gallery/filter/filter-words.ts'
import { galleryFilterSchema, type GalleryFilter } from '../../../../src/shared/gallery.ts'

const filter: GalleryFilter = {
  sources: [2],
  conditions: ['fog', 'night', 'rain', 'snow'],
  shares: [
    { trainId: 11, min: 0.005, max: 1 },
    { trainId: 10, min: 0.1, max: 0.3 },
  ],
  luminance: { min: 0, max: 102 },
  text: 'GOPR',
}
const sources = new Map([[2, 'ACDC']])

describe('the parts of a filter', () => {
  it('are those that are set, each class one of its own', () => {
    expect(partsOf(filter)).toEqual(['text', 'sources', 'conditions', 'luminance', 'share-11', 'share-10'])
    expect(partsOf({ sources: [], text: '' })).toEqual([])
  })

  it('are dropped one by one until nothing filters', () => {
    const left = partsOf(filter).reduce(withoutPart, filter)
    expect(left).toEqual({})
    expect(withoutPart(filter, 'share-11').shares).toEqual([{ trainId: 10, min: 0.1, max: 0.3 }])
  })

  it('leave nothing behind when they say nothing', () => {
    expect(withPart(filter, 'sources', [])).not.toHaveProperty('sources')
    expect(withPart(filter, 'labelled', false).labelled).toBe(false)
    expect(withShare({}, 3, { min: 0, max: 1 })).toEqual({})
  })

  it('stay a filter that the application takes', () => {
    const narrowed = withShare(withPart(filter, 'problems', 'any'), 11, { min: 0.02, max: 0.5 })
    expect(galleryFilterSchema.parse(narrowed).shares).toContainEqual({ trainId: 11, min: 0.02, max: 0.5 })
  })

  it('are said in words with their unit', () => {
    const words = partsOf(filter).map((part) => partInWords(filter, part, sources).replaceAll('\u00a0', ' '))
    expect(words).toEqual([
      '“GOPR”',
      'ACDC',
      'Fog, night, rain, snow',
      'brightness at most 40 %',
      'person at least 0.5 %',
      'sky 10.0 % to 30.0 %',
    ])
  })

  it('that name many count the rest', () => {
    const sequences = ['a', 'b', 'c', 'd', 'e'].map((sequence) => ({ source: 1, sequence }))
    expect(partInWords({ sequences }, 'sequences', sources)).toBe('a, b, c and 2 more')
  })
})

import { expect, it } from 'vitest'
import {
  barOf,
  byShare,
  cityInWords,
  exportLabel,
  measuredFilter,
  sharesOf,
  treeOf,
} from '../../../../src/renderer/features/export/plan/plan-words.ts'
import {
  exportOptionsSchema,
  type ClassShares,
  type ExportPlan,
  type PlannedCity,
} from '../../../../src/shared/exports.ts'
import { trainIds } from '../../../../src/shared/labels.ts'

const city: PlannedCity = {
  ...{ condition: 'fog', city: 'gtafog', pairs: 80, val: 8, of: 100, judged: 100, transfer: 1, image: null },
}
const plan = { pairs: 9602, bytes: 13.1e9 } as ExportPlan
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

it('a city tells its part of the results, and how many nobody judged', () => {
  expect(plain(cityInWords(city))).toBe('80 % of 100 results')
  expect(plain(cityInWords({ ...city, judged: 90 }))).toBe('80 % of 100 results, 10 to judge')
  expect(plain(cityInWords({ ...city, condition: 'clear', of: 24_966 }))).toBe('originals, of 24,966 frames')
  expect(cityInWords({ ...city, of: 0 })).toBe('no results')
})

it('the button tells a time only where one was measured', () => {
  expect(plain(exportLabel('Export', plan, null))).toBe('Export 9,602 pairs · 13.1 GB')
  expect(plain(exportLabel('Update to', plan, 100e6))).toBe('Update to 9,602 pairs · 13.1 GB · about 2 min 11 s')
})

it('shares are of the labelled pixels, and unknown where no real picture has a label', () => {
  const pixels = (road: number, car: number) => trainIds.map((id) => (id === 0 ? road : id === 13 ? car : 0))
  const none = trainIds.map(() => 0)
  const one = { condition: 'fog', content: pixels(3, 1), exported: pixels(1, 1), real: none, realImages: 0 } as const
  expect(sharesOf(one)[13]).toEqual({ class: 'car', content: 0.25, exported: 0.5, real: null })
  expect(sharesOf({ ...one, real: pixels(9, 1), realImages: 2 })[13]?.real).toBe(0.1)
})

it('the greatest share stands first and has the whole bar', () => {
  const of = (name: ClassShares['class'], content: number, exported: number): ClassShares => ({
    ...{ class: name, content, exported, real: null },
  })
  const ordered = byShare([of('road', 0.2, 0.1), of('car', 0.1, 0.5), of('train', 0, 0)])
  expect(ordered.map((each) => each.class)).toEqual(['car', 'road', 'train'])
  expect(barOf(0.5, 0.5)).toBe(1)
  expect(barOf(0.005, 0.5)).toBeCloseTo(0.1)
  expect(barOf(0, 0)).toBe(0)
})

it('the tree shows one pair with its labels on a line, and the files beside', () => {
  const { pair, beside } = treeOf([
    'leftImg8bit/train/gtafog/gtafog_000012_010204_leftImg8bit.png',
    'gtFine/train/gtafog/gtafog_000012_010204_gtFine_labelIds.png',
    'gtFine/train/gtafog/gtafog_000012_010204_gtFine_color.png',
    'manifest.jsonl',
    'leftImg8bit/metadata.jsonl',
  ])
  expect(pair).toEqual([
    { folder: 'leftImg8bit/train/', city: 'gtafog', name: 'gtafog_000012_010204_leftImg8bit', kinds: '.png' },
    { folder: 'gtFine/train/', city: 'gtafog', name: 'gtafog_000012_010204_gtFine_', kinds: 'labelIds, color.png' },
  ])
  expect(beside).toEqual(['manifest.jsonl', 'leftImg8bit/metadata.jsonl'])
})

it('measures are those of the results that the choices take', () => {
  const options = exportOptionsSchema.parse({ runs: [2] })
  expect(measuredFilter(options)).toEqual({ runs: [2], verdicts: ['accept'] })
  expect(measuredFilter({ ...options, pictures: 'not-rejected', conditions: ['fog'] })).toEqual({
    runs: [2],
    conditions: ['fog'],
    verdicts: ['accept', 'undecided'],
  })
  expect(measuredFilter({ ...options, pictures: 'all' })).toEqual({ runs: [2] })
})

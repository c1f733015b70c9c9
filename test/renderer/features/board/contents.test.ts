import { expect, it } from 'vitest'
import {
  asContentChoice,
  contentInWords,
  contentSources,
} from '../../../../src/renderer/features/board/work/contents.ts'
import type { SourceSummary } from '../../../../src/shared/gallery.ts'

const source = (id: number, name: string, more: Partial<SourceSummary> = {}): SourceSummary => ({
  ...{ id, name, root: `/${name}`, layout: 'folder', condition: null, missing: false, addedUtc: '', walkedUtc: null },
  ...{ walkSeconds: null, images: 10, missingImages: 0, labelled: 10, waiting: 0, failed: 0, problems: 0 },
  conditions: { fog: 0, night: 0, rain: 0, snow: 0, clear: 10 },
  ...more,
})
const gta5 = source(1, 'GTA5', { layout: 'gta5', images: 24_966, labelled: 24_899 })
const acdc = source(2, 'ACDC', {
  layout: 'acdc',
  conditions: { fog: 3, night: 3, rain: 2, snow: 2, clear: 0 },
})
const cityscapes = source(3, 'Cityscapes', { layout: 'cityscapes', labelled: 1 })
const unlabelled = source(4, 'Dashcam', { labelled: 0 })

it('the content is what is synthetic, else what is labelled and clear, until a person chooses', () => {
  const names = (all: readonly SourceSummary[], choice: readonly number[] | null = null) =>
    contentSources(all, choice).map(({ name }) => name)
  expect(names([gta5, acdc, cityscapes, unlabelled])).toEqual(['GTA5'])
  expect(names([acdc, cityscapes, unlabelled])).toEqual(['Cityscapes'])
  expect(names([acdc, unlabelled])).toEqual([])
  expect(names([gta5, acdc, unlabelled], [2, 4, 9])).toEqual(['ACDC'])
  expect(names([gta5], [])).toEqual([])
})

it('its words count labelled frames', () => {
  const words = (...contents: readonly SourceSummary[]) => contentInWords(contents).replaceAll('\u00a0', ' ')
  expect(words(gta5)).toBe('GTA5, 24,899 frames')
  expect(words(gta5, cityscapes)).toBe('GTA5 and Cityscapes, 24,900 frames')
  expect(words(gta5, acdc, cityscapes)).toBe('3 sources, 24,910 frames')
  expect(words(cityscapes)).toBe('Cityscapes, 1 frame')
  expect(words()).toBe('No labelled content')
})

it('a stored choice that no version wrote is none', () => {
  expect([asContentChoice([1, 2]), asContentChoice(['x']), asContentChoice({})]).toEqual([[1, 2], undefined, undefined])
})

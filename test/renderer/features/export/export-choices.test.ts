import { expect, it } from 'vitest'
import {
  asOptions,
  fittingOptions,
  withLicence,
} from '../../../../src/renderer/features/export/choices/export-choices.ts'
import { optionsText, readOptions } from '../../../../src/renderer/features/export/choices/options-file.ts'
import { exportOptionsSchema } from '../../../../src/shared/exports.ts'

const run = (id: number, done: number) => ({
  id,
  counts: { queued: 0, running: 0, done, failed: 0, cancelled: 0, skipped: 0 },
})
const options = exportOptionsSchema.parse({ runs: [1, 2], pictures: 'all' })

it('the newest run with results is chosen first', () => {
  expect(fittingOptions(null, [run(1, 4), run(2, 4), run(3, 0)])?.runs).toEqual([2])
  expect(fittingOptions(null, [run(3, 0)])).toBeNull()
})

it('choices stay, less the runs that are gone', () => {
  expect(fittingOptions(options, [run(1, 4), run(2, 4)])).toBe(options)
  expect(fittingOptions(options, [run(2, 4), run(5, 1)])).toEqual({ ...options, runs: [2] })
  expect(fittingOptions(options, [run(5, 1)])).toEqual({ ...options, runs: [5] })
})

it('what another version stored is passed over', () => {
  expect(asOptions(JSON.parse(JSON.stringify(options)))).toEqual(options)
  expect(asOptions({ runs: [] })).toBeUndefined()
  expect(asOptions({ runs: [1], colour: 'red' })).toBeUndefined()
})

it('a licence that is emptied is stated no more', () => {
  const stated = withLicence(options, 'GTA5', ' research only ')
  expect(stated.licences).toEqual({ GTA5: 'research only' })
  expect(withLicence(stated, 'GTA5', ' ').licences).toEqual({})
})

it('choices that were saved are the same when they are loaded, and keep the runs where a file names none', () => {
  expect(readOptions(optionsText(options), 'a.json', [7])).toEqual(options)
  expect(readOptions('{"pictures":"all"}', 'a.json', [7])).toEqual({ ...options, runs: [7] })
  expect(readOptions('{"split":{"validation":0.3}}', 'a.json', [7])).toMatchObject({
    runs: [7],
    split: { validation: 0.3, seed: 42 },
  })
})

it.each([
  ['{', 'a.json is no JSON; choose a file that was saved by "Save choices".'],
  ['[]', 'a.json holds no choices of an export: '],
  ['{"cityPrefix":"../x"}', 'a.json holds no choices of an export: cityPrefix: expected 1 to 40'],
  ['{"colour":"red"}', 'a.json holds no choices of an export: Unrecognized key'],
])('a file with other content is refused in a sentence: %s', (text, sentence) => {
  expect(() => readOptions(text, 'a.json', [7])).toThrow(sentence)
})

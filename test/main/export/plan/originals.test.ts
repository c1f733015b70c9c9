import { expect, it } from 'vitest'
import { chooseOriginals } from '../../../../src/main/export/plan/originals.ts'
import type { ExportContent } from '../../../../src/main/export/rows.ts'
import { optionsOf } from '../drawn-rows.ts'
import type { ExportOptionsInput } from '../../../../src/shared/exports.ts'

const candidates = Array.from({ length: 40 }, (_, index): ExportContent => {
  const name = String(index + 1).padStart(5, '0')
  return {
    ...{ id: index + 1, source: 'GTA5', numbered: true, path: `images/${name}.png`, root: '/gta5', sequence: null },
    ...{ frame: name, label: { path: `labels/${name}.png`, encoding: 'labelIds' } },
    // a tenth of them shows a rider
    classPixels: Uint32Array.from({ length: 20 }, (_, trainId) => Number(trainId !== 12 || index % 10 === 0)),
  }
})
const results = new Map([
  ['fog', 20],
  ['night', 10],
] as const)

const chosen = (originals: ExportOptionsInput['originals'], seed = 1) =>
  chooseOriginals(candidates, optionsOf({ originals }).originals, { results, seed })

it.each([
  [{ count: 7 }, 7],
  [{ share: 0.5 }, 15],
  [{ share: 0.5, conditions: { fog: 1 } }, 25],
  [{ share: 0, conditions: { night: 0.3 } }, 3],
  [{ share: 1, conditions: { snow: 1 } }, 30],
  [{ share: 0 }, 0],
])('%j of 20 results in fog and 10 at night are %i originals', (amount, count) => {
  expect(chosen({ amount })).toHaveLength(count)
})

it('the share of a class is reached where there are such frames, and the seed draws the rest', () => {
  const ids = (seed: number, classes = {}) => chosen({ amount: { count: 8 }, classes }, seed).map(({ id }) => id)
  const withRiders = chosen({ amount: { count: 8 }, classes: { rider: 0.5 } })
  expect(withRiders).toHaveLength(8)
  expect(withRiders.filter(({ classPixels }) => classPixels![12]! > 0).length).toBeGreaterThanOrEqual(4)
  expect(ids(1)).toEqual(ids(1))
  expect(ids(1)).not.toEqual(ids(2))
})

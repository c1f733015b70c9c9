import { describe, expect, it } from 'vitest'
import { agreementOf } from '../../../../src/renderer/features/tuning/filter/agreement.ts'
import { filterRunOf, layerName } from '../../../../src/renderer/features/tuning/filter/filter-run.ts'
import {
  keptAt,
  maskBelow,
  partnerOf,
  placesOf,
  stepsOf,
} from '../../../../src/renderer/features/tuning/filter/places.ts'
import { coarse, drawnRun, fine, type DrawnEntry } from './drawn-run.ts'

const similarity = [0.8, 1.6, 2.4, 3.2, 4, 4.8, 5.6, 6.4]
const entry = (more: Partial<DrawnEntry>): DrawnEntry => ({
  ...{ step: 1, layer: 0, similarity, target: [0, 1, 2, 3, 4, 5, 6, 7] },
  // what a run did need not follow from these similarities
  ...{ filtered: [0, 0, 0, 0, 0, 0, 1, 1], threshold: 2.5 },
  ...more,
})
const run = drawnRun([fine, coarse], 0.25, [
  entry({}),
  entry({ step: 2, similarity: similarity.toReversed(), target: [0, 0, 0, 0, 0, 0, 0, 0] }),
  { step: 2, layer: 1, similarity: [4, 0], target: [1, 0], filtered: [0, 1], threshold: 1 },
])

describe('places', () => {
  it('are those of one step and layer, as they are', () => {
    const places = placesOf(run, { step: 1, layer: 0 })!
    expect([places.rows, places.columns, places.highest]).toEqual([2, 4, 8])
    expect([...places.similarity]).toEqual([...Float32Array.from(similarity)])
  })

  it('are the mean of shares of what each layer can reach, a coarse place counting for all under it', () => {
    const places = placesOf(run, { step: 2, layer: null })!
    expect(places.highest).toBe(1)
    const fromFine = similarity.toReversed().map((value) => value / 8)
    const fromCoarse = [1, 1, 0, 0, 1, 1, 0, 0]
    const mean = fromFine.map((value, place) => (value + fromCoarse[place]!) / 2)
    for (const [place, value] of places.similarity.entries()) expect(value).toBeCloseTo(mean[place]!, 6)
  })

  it('are none where the filter did not act', () => {
    expect(placesOf(run, { step: 1, layer: 1 })).toBeNull()
    expect(stepsOf(run)).toEqual([1, 2])
  })

  it('keeps what the run kept at its own share, whatever the similarities say', () => {
    const kept = keptAt(placesOf(run, { step: 1, layer: 0 })!, 0.25)
    expect(kept.isAsRun).toBe(true)
    expect([...kept.mask]).toEqual([0, 0, 0, 0, 0, 0, 1, 1])
    expect(kept.threshold).toBe(2.5)
  })

  it('foretells another share from the similarities: those strictly below its quantile', () => {
    const kept = keptAt(placesOf(run, { step: 1, layer: 0 })!, 0.5)
    expect(kept.isAsRun).toBe(false)
    expect([...kept.mask]).toEqual([1, 1, 1, 1, 0, 0, 0, 0])
    expect([...maskBelow(Float32Array.of(1, 2, 3), 2)]).toEqual([1, 0, 0])
  })

  it('attends to the place that most of the entries name', () => {
    const places = placesOf(run, { step: null, layer: 0 })!
    expect(partnerOf(places, 0)).toMatchObject({ place: 0, times: 2, of: 2 })
    expect(partnerOf(placesOf(run, { step: 1, layer: 0 })!, 5)).toMatchObject({ place: 5, rows: 2, columns: 4 })
    expect(partnerOf(placesOf(run, { step: 2, layer: 1 })!, 0)).toMatchObject({ place: 1, rows: 1, columns: 2 })
  })
})

describe('agreement', () => {
  it('counts the places of all entries where the prediction was right', () => {
    const after = drawnRun([fine], 0.5, [entry({ filtered: [1, 1, 1, 0, 0, 0, 0, 1] })])
    const before = drawnRun([fine], 0.25, [entry({})])
    // foretold: the first four; right in all but the fourth and the last
    expect(agreementOf(before, after)).toEqual({ from: 0.25, at: 0.5, share: 6 / 8 })
  })

  it('is not said of runs with other steps or layers', () => {
    expect(agreementOf(drawnRun([fine], 0.25, [entry({ step: 3 })]), drawnRun([fine], 0.5, [entry({})]))).toBeNull()
  })
})

describe('a run', () => {
  it('is refused where its bytes are not as many as its index says', () => {
    expect(() => filterRunOf('0'.repeat(16), { ...run.index }, new ArrayBuffer(9))).toThrow(/expected 162 bytes/)
  })

  it('names layers by how fine they are', () => {
    expect([layerName(fine), layerName(coarse)]).toEqual(['Fine 2', 'Coarse 1'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  classAtPlace,
  classesIn,
  classMapsOf,
  classTable,
} from '../../../../src/renderer/features/tuning/filter/class-table.ts'
import { keptAt, placesOf } from '../../../../src/renderer/features/tuning/filter/places.ts'
import { coarse, drawnRun, fine } from './drawn-run.ts'

const [road, sky, car, none] = [0, 10, 13, 255] as const
const content = Uint8Array.of(sky, sky, sky, sky, road, road, car, none)
const reference = Uint8Array.of(sky, sky, car, car, road, road, road, none)
const labels = { hasContentLabel: true, hasReferenceLabel: true }
const maps = classMapsOf({ rows: 2, columns: 4, ...labels }, Uint8Array.of(...content, ...reference))

const run = drawnRun([fine, coarse], 0.5, [
  {
    ...{ step: 1, layer: 0, threshold: 1, similarity: [0, 0, 8, 8, 0, 8, 8, 0] },
    ...{ target: [0, 2, 4, 7, 4, 5, 6, 0], filtered: [1, 1, 0, 0, 1, 0, 0, 1] },
  },
  { step: 1, layer: 1, threshold: 1, similarity: [0, 4], target: [0, 1], filtered: [1, 0] },
])

describe('the table of classes', () => {
  it('says how much of each class is kept, and how much attends to another class', () => {
    const places = placesOf(run, { step: 1, layer: 0 })!
    expect(classTable(places, keptAt(places, 0.5).mask, maps)).toEqual([
      // of four: to car and to road; the one that attends to no class is of none
      { trainId: sky, share: 0.5, kept: 0.5, toOthers: 0.5 },
      { trainId: road, share: 0.25, kept: 0.5, toOthers: 0 },
      { trainId: car, share: 0.125, kept: 0, toOthers: 1 },
    ])
  })

  it('counts places of a coarse layer by the class that covers most of each', () => {
    const places = placesOf(run, { step: 1, layer: 1 })!
    expect([...classesIn(content, maps, places)]).toEqual([road, sky])
    expect(classTable(places, keptAt(places, 0.5).mask, maps).map(({ trainId, kept }) => [trainId, kept])).toEqual([
      [road, 1],
      [sky, 0],
    ])
  })

  it('averages what attends to others over all that is looked at', () => {
    const places = placesOf(run, { step: 1, layer: null })!
    const others = new Map(classTable(places, new Uint8Array(8), maps).map((row) => [row.trainId, row.toOthers]))
    // the coarse layer: road attends to road of the reference; sky's partner is covered by car
    expect(others.get(sky)).toBe((0.5 + 1) / 2)
  })

  it('says nothing about partners where the reference has no label, and nothing at all without the content’s', () => {
    const places = placesOf(run, { step: 1, layer: 0 })!
    const mask = new Uint8Array(8)
    expect(classTable(places, mask, { ...maps, reference: null }).every(({ toOthers }) => toOthers === null)).toBe(true)
    expect(classTable(places, mask, { ...maps, content: null })).toEqual([])
  })

  it('knows the class at a place', () => {
    expect(classAtPlace(content, maps, fine, 6)).toBe(car)
    expect(classAtPlace(content, maps, fine, 7)).toBeNull()
    expect(classAtPlace(null, maps, fine, 0)).toBeNull()
  })
})

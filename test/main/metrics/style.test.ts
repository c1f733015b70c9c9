import { describe, expect, it } from 'vitest'
import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { appearanceOf } from '../../../src/main/metrics/appearance.ts'
import type { LabelPlane } from '../../../src/main/metrics/planes.ts'
import { styleReached, type Style } from '../../../src/main/metrics/style.ts'
import { resizeNearest } from '../../../src/main/imaging/resize.ts'
import { trainIdOfClassName } from '../../../src/shared/labels.ts'
import { blend, drawingOf, labelled, mapSamples, painted, sceneOf } from './drawn-transfers.ts'

const street = sceneOf(100)
const clear = drawingOf(100, 'clear')
const night = drawingOf(100, 'night')
const road = trainIdOfClassName('road')
const sky = trainIdOfClassName('sky')

const style = (result: RgbImage, reference: RgbImage, label: LabelPlane = street, referenceLabel = label): Style =>
  styleReached(appearanceOf(result, label), appearanceOf(reference, referenceLabel))

const rises = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]!)

describe('style reached', () => {
  it('is 0 away from itself, and shares sum to 1', () => {
    const { frechet, texture, lab, perClass, withoutCounterpart } = style(night, night)
    expect(frechet).toBeLessThan(1e-4)
    expect(texture).toBeLessThan(1e-4)
    expect(lab).toEqual({ mean: 0, spread: 0 })
    expect(perClass.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(withoutCounterpart).toEqual([])
  })

  it('is the same both ways for one label', () => {
    const [there, back] = [style(clear, night), style(night, clear)]
    expect(there.frechet).toBeCloseTo(back.frechet!, 6)
    expect(there.texture).toBeCloseTo(back.texture!, 6)
    expect(there.lab!.mean).toBeCloseTo(back.lab!.mean, 9)
    expect(there.lab!.spread).toBeCloseTo(back.lab!.spread, 9)
  })

  it('grows along a blend away from the reference', () => {
    const along = [0, 0.25, 0.5, 0.75, 1].map((share) => style(blend(night, clear, share), night))
    expect(rises(along.map(({ frechet }) => frechet!))).toBe(true)
    expect(rises(along.map(({ lab }) => lab!.mean))).toBe(true)
  })

  it('sees a colour cast, and one on the road for the road alone', () => {
    expect(
      style(
        mapSamples(clear, (sample, at) => sample + [30, 0, -30][at % 3]!),
        clear,
      ).lab!.mean,
    ).toBeGreaterThan(10)
    const cast = mapSamples(clear, (sample, at) => sample + (street.trainIds[Math.floor(at / 3)] === road ? 40 : 0))
    const { perClass } = style(cast, clear)
    expect(perClass.find(({ trainId }) => trainId === road)!.lab.mean).toBeGreaterThan(10)
    for (const { trainId, lab } of perClass) if (trainId !== road) expect(lab.mean).toBe(0)
  })

  it('sees grain where the mean colour is the same', () => {
    const label = labelled(64, 64, () => road)
    const flat = painted(64, 64, () => 120)
    const grain = painted(64, 64, (x, y) => 120 + 20 * (((x * 7 + y * 13) % 5) - 2))
    const { texture, frechet, lab } = style(grain, flat, label)
    expect(texture).toBeGreaterThan(5)
    expect(frechet).toBeGreaterThan(texture!)
    expect(lab!.mean).toBeLessThan(1)
    expect(lab!.spread).toBeGreaterThan(5)
  })

  it('sees the direction of streaks', () => {
    const label = labelled(64, 64, () => road)
    const streaks = (upright: boolean) => painted(64, 64, (x, y) => 100 + 10 * ((upright ? x : y) % 4))
    const { texture, lab } = style(streaks(true), streaks(false), label)
    expect(texture).toBeGreaterThan(2)
    expect(lab!.mean).toBeLessThan(0.5)
  })

  it('of two flat colours is their CIELAB difference, whatever the sizes', () => {
    const grey = (size: number, value: number) => painted(size, 2 * size, () => value)
    const label = (size: number) => labelled(size, 2 * size, () => sky)
    const { frechet, texture, lab } = style(grey(16, 119), grey(40, 255), label(16), label(40))
    expect(frechet).toBeCloseTo(100 - 50.034, 2)
    expect(lab!.mean).toBeCloseTo(100 - 50.034, 2)
    expect(texture).toBeLessThan(1e-6)
  })

  it('does not mind the resolution of a picture beyond the rows it is looked at with', () => {
    const large = resizeNearest(clear, 1024, 512)
    const largeLabel = resizeNearest({ ...street, data: street.trainIds }, 1024, 512)
    expect(style(clear, large, street, { ...largeLabel, trainIds: largeLabel.data }).frechet).toBeLessThan(1e-3)
  })

  it('weighs by area, and lists classes that the reference lacks instead of counting them', () => {
    const label = labelled(80, 40, (x) => (x < 20 ? road : x < 60 ? sky : 13))
    const referenceLabel = labelled(80, 40, (x) => (x < 40 ? road : sky))
    const result = painted(80, 40, (x) => (x < 20 ? 119 : x < 60 ? 255 : 10))
    const reference = painted(80, 40, () => 255)
    const { perClass, lab, withoutCounterpart } = style(result, reference, label, referenceLabel)
    expect(perClass.map(({ trainId, share }) => [trainId, share])).toEqual([
      [road, 1 / 3],
      [sky, 2 / 3],
    ])
    expect(lab!.mean).toBeCloseTo((100 - 50.034) / 3, 2)
    expect(withoutCounterpart).toEqual([13])
  })

  it('has no value where nothing can be compared', () => {
    const nothing = { frechet: null, texture: null, lab: null, perClass: [] }
    const image = painted(32, 32, () => 100)
    const all = (value: number) => labelled(32, 32, () => value)
    expect(style(image, image, all(255))).toEqual({ ...nothing, withoutCounterpart: [] })
    expect(style(image, image, all(road), all(sky))).toEqual({ ...nothing, withoutCounterpart: [road] })
  })
})

import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../../src/shared/errors.ts'
import { trainIdOfClassName } from '../../../../src/shared/labels.ts'
import { classTotals, type ClassPixelTable } from '../../../../src/main/catalog/sampling/class-pixels.ts'
import { samplingStrategies, type ContentSample } from '../../../../src/main/catalog/sampling/content-sample.ts'
import { rareClassProbabilities } from '../../../../src/main/catalog/sampling/rare-classes.ts'
import { sampleContents } from '../../../../src/main/catalog/sampling/sample-contents.ts'
import { tableOfCounts, type Counts } from '../class-pixel-rows.ts'

/** Contents 1 to n: all show road, every third a car, every tenth a bus, every fiftieth a train. */
function streets(n: number): ClassPixelTable {
  return tableOfCounts(
    Array.from({ length: n }, (_, index): Counts => ({
      road: 100_000,
      ...(index % 3 === 0 && { car: 12_000 }),
      ...(index % 10 === 0 && { bus: 8_000 }),
      ...(index % 50 === 0 && { train: 4_000 }),
    })),
  )
}

/** The image ids of each reference. */
const byReference = ({ pairs }: ContentSample): number[][] =>
  [...Map.groupBy(pairs, ({ reference }) => reference).values()].map((own) => own.map(({ imageId }) => imageId))

const options = { references: 3, perReference: 4, seed: 42 }

describe('ordered sampling', () => {
  it('gives each reference the next contents', () => {
    expect(byReference(sampleContents('ordered', streets(20), options))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ])
  })

  it('gives each reference the same first contents where they repeat', () => {
    expect(byReference(sampleContents('ordered-repeat', streets(4), options))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })
})

describe('uniform sampling', () => {
  it('draws no content twice, and all of them where all are needed', () => {
    const drawn = byReference(sampleContents('uniform', streets(12), options)).flat()
    expect(drawn.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    expect(drawn).not.toEqual(drawn.toSorted((a, b) => a - b))
  })

  it('draws every content about as often', () => {
    const times = new Array<number>(20).fill(0)
    for (let seed = 0; seed < 1000; seed++) {
      const { pairs } = sampleContents('uniform', streets(20), { references: 1, perReference: 5, seed })
      for (const { imageId } of pairs) times[imageId - 1]!++
    }
    // 19 degrees of freedom; the variance is that of draws without replacement: n p (1 - p)
    const chiSquare = times.reduce((sum, count) => sum + (count - 250) ** 2 / (1000 * 0.25 * 0.75), 0)
    expect(chiSquare).toBeLessThan(43.8)
  })
})

describe('rare class sampling', () => {
  const wide = streets(2000)
  const temperature = 0.1

  it('draws classes by their probabilities', () => {
    const draws = { references: 400, perReference: 10, seed: 7, temperature }
    const { pairs } = sampleContents('rcs', wide, draws)
    const chiSquare = rareClassProbabilities(classTotals(wide), temperature).reduce((sum, { trainId, probability }) => {
      const drawn = pairs.filter(({ drawnFor }) => trainIdOfClassName(drawnFor!) === trainId).length
      return sum + (drawn - probability * pairs.length) ** 2 / (probability * pairs.length)
    }, 0)
    // four classes, p = 0.001
    expect(chiSquare).toBeLessThan(16.3)
  })

  it('draws the contents of a class alike', () => {
    const { pairs } = sampleContents('rcs', wide, { references: 200, perReference: 10, seed: 3, temperature: 1e-4 })
    const trains = pairs.filter(({ drawnFor }) => drawnFor === 'train')
    expect(trains.length).toBe(2000)
    const times = [...Map.groupBy(trains, ({ imageId }) => imageId).values()].map(({ length }) => length)
    expect(times.length).toBe(40)
    const chiSquare = times.reduce((sum, count) => sum + (count - 50) ** 2 / 50, 0)
    expect(chiSquare).toBeLessThan(72)
  })

  it('takes for a class only contents with more pixels of it than the minimum', () => {
    const table = tableOfCounts([
      { bus: 3000, road: 9_000 },
      { bus: 3001, road: 9_000 },
    ])
    const { pairs } = sampleContents('rcs', table, { references: 5, perReference: 1, seed: 1, temperature: 0.001 })
    expect(pairs.map(({ imageId, drawnFor }) => [imageId, drawnFor])).toEqual(new Array(5).fill([2, 'bus']))
  })

  it('never gives a reference a content twice; where a class has no more, others are drawn', () => {
    const { pairs } = sampleContents('rcs', streets(100), {
      references: 4,
      perReference: 100,
      seed: 5,
      temperature: 0.001,
    })
    for (let reference = 0; reference < 4; reference++) {
      const own = pairs.filter((pair) => pair.reference === reference)
      expect(new Set(own.map(({ imageId }) => imageId)).size).toBe(100)
      expect(own.slice(0, 2).map(({ drawnFor }) => drawnFor)).toEqual(['train', 'train'])
      expect(own[2]!.drawnFor).toBe('bus')
    }
  })

  it('gives a reference the same contents whatever other references there are', () => {
    const [first] = byReference(sampleContents('rcs', wide, { references: 1, perReference: 10, seed: 9 }))
    expect(byReference(sampleContents('rcs', wide, { references: 6, perReference: 10, seed: 9 }))[0]).toEqual(first)
  })

  it('names the classes that no content shows enough of', () => {
    const table = tableOfCounts([
      { road: 9_000, rider: 100 },
      { road: 8_000, train: 2_999 },
    ])
    const sample = sampleContents('rcs', table, { references: 1, perReference: 2, seed: 1 })
    expect(sample.classesLeftOut).toEqual(['rider', 'train'])
    expect(sample.pairs.map(({ drawnFor }) => drawnFor)).toEqual(['road', 'road'])
  })

  it('works with a single class and at every temperature', () => {
    const table = tableOfCounts([{ road: 9_000 }, { road: 8_000, void: 5 }])
    for (const extreme of [0.001, 1e9]) {
      const sample = sampleContents('rcs', table, { references: 1, perReference: 2, seed: 1, temperature: extreme })
      expect(byReference(sample)[0]!.toSorted()).toEqual([1, 2])
    }
  })

  it('says how many contents there are where too few show enough', () => {
    const table = tableOfCounts([{ road: 9_000 }, { void: 9_000 }])
    expect(() => sampleContents('rcs', table, { references: 1, perReference: 2, seed: 1 })).toThrow(
      /2 different contents .* but 1 of the set/,
    )
  })
})

describe('every sampling', () => {
  it.each(samplingStrategies)('%s is the same for the same seed', (strategy) => {
    const sample = (seed: number) => sampleContents(strategy, streets(400), { ...options, seed })
    expect(sample(42)).toEqual(sample(42))
    if (strategy === 'uniform' || strategy === 'rcs') expect(sample(43)).not.toEqual(sample(42))
  })

  it.each(samplingStrategies)('%s gives as many pairs as were asked for, reference by reference', (strategy) => {
    const { pairs } = sampleContents(strategy, streets(400), options)
    expect(pairs.map(({ reference }) => reference)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
  })

  it.each(samplingStrategies)('%s refuses an empty set and more than the set has', (strategy) => {
    expect(() => sampleContents(strategy, tableOfCounts([]), options)).toThrow(/set is empty/)
    expect(() => sampleContents(strategy, streets(3), options)).toThrow(UsageError)
  })

  it('says what would fit', () => {
    expect(() => sampleContents('ordered', streets(11), options)).toThrow(
      '12 different contents are needed but the set has 11; take at most 3 per reference, or choose ordered-repeat.',
    )
    expect(() => sampleContents('ordered-repeat', streets(3), options)).toThrow(/4 different contents .* has 3/)
  })

  it.each([
    { references: 0 },
    { references: 1.5 },
    { perReference: 0 },
    { perReference: NaN },
    { seed: 0.5 },
    { minPixels: -1 },
    { temperature: 0 },
  ])('refuses %o', (wrong) => {
    expect(() => sampleContents('rcs', streets(400), { ...options, ...wrong })).toThrow(UsageError)
  })
})

import { describe, expect, it } from 'vitest'
import { trainIdOfClassName } from '../../../../src/shared/labels.ts'
import { nearestInLayout } from '../../../../src/main/catalog/suggestions/nearest-layout.ts'
import { countsOf, type Counts } from '../class-pixel-rows.ts'
import { picture, plainOptions, referenceSet } from './reference-sets.ts'

const street = picture({ road: 4000, sky: 2000, car: 400, bus: 100 })

function nearest(references: readonly Counts[], counterparts = plainOptions.counterparts) {
  const options = { ...plainOptions, counterparts, count: 3 }
  return nearestInLayout(countsOf(street), [referenceSet(references)], options)[0]!.references
}

describe('the references nearest in class layout', () => {
  it('are as similar as their profiles overlap', () => {
    const [only] = nearest([picture({ road: 1600, sky: 900 })])
    const roots = [4000, 2000, 400, 100].map(Math.sqrt)
    const sum = roots.reduce((total, root) => total + root, 0)
    expect(only!.similarity).toBeCloseTo(Math.min(roots[0]! / sum, 40 / 70) + Math.min(roots[1]! / sum, 30 / 70), 12)
  })

  it('come in order, with what they lack', () => {
    const found = nearest([
      picture({ vegetation: 8000 }),
      picture({ road: 4000, sky: 2000, car: 400 }),
      picture({ road: 2000, sky: 1000, car: 200, bus: 50 }),
      picture({ road: 4000 }),
    ])
    expect(found.map(({ path }) => path)).toEqual(['c.png', 'b.png', 'd.png'])
    expect(found[0]).toMatchObject({ missing: [], reason: '100 % alike in classes; has all its classes' })
    expect(found[0]!.similarity).toBeCloseTo(1, 12)
    expect(found[1]).toMatchObject({ missing: ['bus'], reason: '92 % alike in classes; lacks bus' })
    expect(found[2]!.missing).toEqual(['sky', 'car', 'bus'])
  })

  it('let a class of 1 % count more than its area', () => {
    const [withBus, without] = nearest([
      picture({ road: 4000, sky: 2000, car: 400, bus: 90 }),
      picture({ road: 4000, sky: 2000, car: 400 }),
    ])
    expect(withBus!.similarity - without!.similarity).toBeGreaterThan(0.05)
  })

  it('stand in the order of their paths where they are equally near', () => {
    expect(nearest([picture({ road: 100 }), picture({ road: 200 })]).map(({ path }) => path)).toEqual([
      'a.png',
      'b.png',
    ])
  })

  it('are compared by the classes that the class map names', () => {
    const bus = trainIdOfClassName('bus')
    const truck = trainIdOfClassName('truck')
    const references = [picture({ road: 4000, sky: 2000, car: 400, truck: 100 })]
    expect(nearest(references, new Map([[bus, truck]]))[0]).toMatchObject({ similarity: 1, missing: [] })
    const off = nearest([picture({ road: 4000, sky: 2000, car: 400 })], new Map([[bus, null]]))
    expect(off[0]).toMatchObject({ similarity: 1, missing: [] })
  })

  it('have no similarity to what is all void, either way', () => {
    expect(nearest([picture({})])[0]!.similarity).toBe(0)
    const [condition] = nearestInLayout(countsOf({ void: 10 }), [referenceSet([street])], { ...plainOptions, count: 1 })
    expect(condition!.references[0]!.similarity).toBe(0)
  })

  it('are none where there are none', () => {
    expect(nearest([])).toEqual([])
  })
})

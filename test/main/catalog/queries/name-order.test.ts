import { describe, expect, it } from 'vitest'
import { compareNames, NameOrder } from '../../../../src/main/catalog/queries/columns/name-order.ts'
import { compareNaturally } from './naive-gallery.ts'
import { seededRandom } from './synthetic-catalog.ts'

describe('the order of names', () => {
  it.each([
    ['img2.png', 'img10.png'],
    ['img02.png', 'img10.png'],
    ['img010.png', 'img10.png'],
    ['a', 'a1'],
    ['a1', 'a1b'],
    ['a1b', 'a12'],
    ['a9/z', 'a10/a'],
    ['1-2', '1-10'],
    ['', '0'],
    ['x007', 'x7y'],
    ['99999999999999999999', '100000000000000000000'],
  ])('puts %j before %j', (first, second) => {
    expect(compareNames(first, second)).toBeLessThan(0)
    expect(compareNames(second, first)).toBeGreaterThan(0)
    expect(compareNames(first, first)).toBe(0)
  })

  it('is that of a naive comparison, for any names', () => {
    const random = seededRandom(3)
    const name = (): string =>
      Array.from({ length: Math.floor(random() * 7) }, () => '0019ab/.'[Math.floor(random() * 8)]).join('')
    for (let round = 0; round < 20_000; round++) {
      const [a, b] = [name(), name()]
      expect(Math.sign(compareNames(a, b)), JSON.stringify([a, b])).toBe(Math.sign(compareNaturally(a, b)))
    }
  })
})

describe('the kept order', () => {
  it('is that of sorting anew, while names change, come and go', () => {
    const random = seededRandom(8)
    const newName = (): string => `${'abc'[Math.floor(random() * 3)]}${Math.floor(random() * 500)}`
    let names = Array.from({ length: 50 }, newName)
    const order = new NameOrder({ sourceOf: (slot) => names[slot]!.charCodeAt(0) % 2, nameOf: (slot) => names[slot]! })
    for (let round = 0; round < 200; round++) {
      for (let changes = 0; changes < 5; changes++) {
        const slot = Math.floor(random() * names.length)
        names[slot] = newName()
        order.renamed(slot)
      }
      names.push(...Array.from({ length: Math.floor(random() * 8) }, newName))
      if (random() < 0.3) {
        const kept = names.map(() => random() < 0.9)
        let next = 0
        order.compacted(Int32Array.from(kept, (stays) => (stays ? next++ : -1)))
        names = names.filter((_, slot) => kept[slot])
      }
      // not in every round: what is not settled must survive the next one
      if (random() < 0.5) continue
      const sorted = names.map((_, slot) => slot).sort((a, b) => order.compare(a, b))
      expect([...order.slots(names.length)]).toEqual(sorted)
    }
  })
})

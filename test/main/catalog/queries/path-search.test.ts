import { describe, expect, it } from 'vitest'
import { Dictionary } from '../../../../src/main/catalog/queries/columns/dictionary.ts'
import {
  DIGIT_COLUMNS,
  digitSet,
  failWithoutWords,
  nameShape,
  searchWords,
  type SearchedNames,
} from '../../../../src/main/catalog/queries/columns/path-search.ts'
import { seededRandom } from './synthetic-catalog.ts'

function searched(names: readonly string[]): SearchedNames {
  const shapes = new Dictionary<string>()
  return {
    names,
    shape: Uint32Array.from(names, (name) => shapes.numberOf(nameShape(name))),
    shapes,
    digits: Array.from({ length: DIGIT_COLUMNS }, (_, column) =>
      Int32Array.from(names, (name) => digitSet(name)[column]!),
    ),
  }
}

function found(known: SearchedNames, words: readonly string[]): string[] {
  const rows = new Int32Array(known.names.length)
  failWithoutWords(rows, 4, known, words)
  return known.names.filter((_, slot) => rows[slot] === 0)
}

describe('the search by shape and digits', () => {
  it('finds what reading every name finds', () => {
    const random = seededRandom(6)
    const text = (longest: number): string =>
      Array.from({ length: 1 + Math.floor(random() * longest) }, () => '0123901ab_/é'[Math.floor(random() * 12)]).join(
        '',
      )
    const names = Array.from({ length: 400 }, () => text(14))
    const known = searched(names)
    let matches = 0
    for (let round = 0; round < 3000; round++) {
      const words = Array.from({ length: 1 + Math.floor(random() * 2) }, () => text(4))
      const expected = names.filter((name) => words.every((word) => name.includes(word)))
      expect(found(known, words), words.join(' ')).toEqual(expected)
      matches += expected.length
    }
    expect(matches).toBeGreaterThan(10_000)
  })

  it('leaves the bits of other parts alone', () => {
    const rows = Int32Array.of(1, 2, 0)
    failWithoutWords(rows, 4, searched(['a1', 'b', 'b2']), ['a'])
    expect([...rows]).toEqual([1, 6, 4])
  })
})

describe('the words of a search', () => {
  it.each([
    ['  Fog   NIGHT ', ['fog', 'night']],
    ['frame frame fr', ['frame']],
    ['cafe\u0301', ['caf\u00e9']],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(searchWords(text)).toEqual(words)
  })

  it('are 64 at most', () => {
    const words = (count: number): string => Array.from({ length: count }, (_, number) => `w${number + 100}`).join(' ')
    expect(searchWords(words(64))).toHaveLength(64)
    expect(() => searchWords(words(65))).toThrow('Expected at most 64 different words to search for but received 65')
  })
})

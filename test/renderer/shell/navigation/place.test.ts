import { expect, it } from 'vitest'
import { formatPlace, parsePlace } from '../../../../src/renderer/shell/navigation/place.ts'

it.each([
  ['#/gallery', { screen: 'gallery', path: [], query: {} }],
  ['#/gallery/loupe?image=17', { screen: 'gallery', path: ['loupe'], query: { image: '17' } }],
  ['#/board/Adverse%20v3%2Fnew?a=b+c%26', { screen: 'board', path: ['Adverse v3/new'], query: { a: 'b c&' } }],
])('%s', (hash, place) => {
  expect(parsePlace(hash)).toEqual(place)
  expect(formatPlace(parsePlace(hash)!)).toBe(hash)
})

it.each(['', '#', '#/', '#/nowhere', '#/../gallery', '#/constructor', '#/%zz'])('%j names no screen', (hash) => {
  expect(parsePlace(hash)).toBeUndefined()
})

it('takes what cannot be decoded as it is', () => {
  expect(parsePlace('#/gallery/%zz')?.path).toEqual(['%zz'])
})

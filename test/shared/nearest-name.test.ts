import { expect, it } from 'vitest'
import { editDistance, nearestName } from '../../src/shared/nearest-name.ts'

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['steps', 'step', 1],
])('the distance from %j to %j is %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance)
})

it('case and separators do not count', () => {
  expect(nearestName('Filter-Share', ['filterAxis', 'filterShare'])).toBe('filterShare')
})

it('the last part of a dotted name counts', () => {
  expect(nearestName('lag', ['steps', 'quirks.lag'])).toBe('quirks.lag')
})

it('there is none among none', () => {
  expect(nearestName('x', [])).toBeUndefined()
})

import { expect, it } from 'vitest'
import { typedNumber } from '../../../../src/renderer/ui/filters/typed-number.ts'

const percent = { min: 0, max: 100, step: 0.1 }

it.each([
  ['12.5', 12.5],
  [' 12,5 % ', 12.5],
  ['.5', 0.5],
  ['0.30000000000000004', 0.3],
  ['12.34', 12.3],
  ['140', 100],
  ['-3', 0],
])('%j is %d percent', (text, value) => {
  expect(typedNumber(text, percent)).toBe(value)
})

it.each(['', 'abc', '1e3', '1.2.3', '--1', 'Infinity'])('%j is no number', (text) => {
  expect(typedNumber(text, percent)).toBeUndefined()
})

it('steps are counted from the lowest value', () => {
  expect(typedNumber('4', { min: 1, max: 9, step: 2 })).toBe(5)
  expect(typedNumber('1.1', { min: 0.5, max: 2, step: 0.5 })).toBe(1)
})

import { expect, it } from 'vitest'
import { progressInWords, type Progress } from '../../../../src/renderer/ui/progress/progress-facts.ts'

const reading: Progress = { name: 'Reading ACDC', done: 2318, total: 8012, unit: 'images', rate: 38, secondsLeft: 150 }
const said = (progress: Progress): string => progressInWords(progress).replaceAll('\u00a0', ' ')

it('says count, rate and time left', () => {
  expect(said(reading)).toBe('Reading ACDC: 2,318 of 8,012, 38 images/s, 2 min 30 s left.')
})

it('says what is counted while the end is not known', () => {
  const { name, done, unit } = reading
  expect(said({ name, done, unit, rate: 0 })).toBe('Reading ACDC: 2,318 images.')
})

it('says no rate and no time while it is paused', () => {
  expect(said({ ...reading, isPaused: true })).toBe('Reading ACDC: 2,318 of 8,012, paused.')
})

import { expect, it } from 'vitest'
import { TimeLeft } from '../../../../src/main/app/tuning/time-left.ts'

it('the time left counts the steps that were done since it was first asked', () => {
  let now = 5000
  const timeLeft = new TimeLeft(() => now)
  // six were taken over from before
  expect(timeLeft.after(6, 10)).toBeNull()
  now += 3000
  expect(timeLeft.after(7, 10)).toBe(9)
  now += 1000
  expect(timeLeft.after(8, 10)).toBe(4)
  expect(timeLeft.after(10, 10)).toBe(0)
})

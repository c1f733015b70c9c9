import { describe, expect, it } from 'vitest'
import { RateMeter, secondsLeft } from '../../../../src/main/catalog/indexing/progress.ts'

describe('the rate', () => {
  it('is that of the last half minute', () => {
    const meter = new RateMeter()
    for (let second = 0; second <= 100; second++)
      meter.tell(second <= 50 ? second * 10 : 500 + (second - 50) * 2, second * 1000)
    expect(meter.rate).toBeCloseTo(2)
  })

  it('says nothing before it knows something', () => {
    const meter = new RateMeter()
    expect(meter.rate).toBeNull()
    meter.tell(0, 0)
    meter.tell(40, 400)
    expect(meter.rate).toBeNull()
    meter.tell(50, 500)
    expect(meter.rate).toBe(100)
  })

  it('gives no time left where nothing gets on', () => {
    expect(secondsLeft(100, null)).toBeNull()
    expect(secondsLeft(100, 0)).toBeNull()
    expect(secondsLeft(100, 8)).toBe(12.5)
  })
})

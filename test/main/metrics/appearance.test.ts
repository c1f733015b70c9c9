import { describe, expect, it } from 'vitest'
import { appearanceOf, classStatistics } from '../../../src/main/metrics/appearance.ts'
import { labelled, painted } from './drawn-transfers.ts'

const SIZE = 15
const CENTRE = 7

describe('the channels of appearance', () => {
  const point = painted(SIZE, SIZE, (x, y) => (x === CENTRE && y === CENTRE ? 255 : 0))
  const { channels } = appearanceOf(
    point,
    labelled(SIZE, SIZE, () => 0),
  )
  const at = (channel: number, x: number, y: number) => channels[channel]![(CENTRE + y) * SIZE + CENTRE + x]

  it('split a white point on black into three bands of lightness', () => {
    expect(at(0, 0, 0)).toBeCloseTo(100, 3)
    expect(at(3, 0, 0)).toBeCloseTo(100 * (1 - 1 / 4), 3)
    expect(at(3, 1, 0)).toBeCloseTo(100 / 8, 3)
    expect(at(4, 0, 0)).toBeCloseTo(100 * (1 / 4 - 1 / 16), 3)
    expect(at(5, 0, 0)).toBeCloseTo(100 * (1 / 16 - 1 / 64), 3)
  })

  it('tell differences along rows from those along columns', () => {
    expect([-1, 0, 1].map((x) => Math.round(at(6, x, 0)!))).toEqual([50, 0, 50])
    expect([-1, 0, 1].map((y) => Math.round(at(6, 0, y)!))).toEqual([0, 0, 0])
    expect([-1, 0, 1].map((y) => Math.round(at(7, 0, y)!))).toEqual([50, 0, 50])
    expect([-1, 0, 1].map((x) => Math.round(at(7, x, 0)!))).toEqual([0, 0, 0])
  })
})

describe('the statistics of a class', () => {
  it('are the mean and covariance of the channels over its pixels, and of no class below 64 pixels', () => {
    const image = painted(16, 8, (x, y) => [(37 * x) % 256, (91 * y) % 256, (11 * x * y) % 256])
    const label = labelled(16, 8, (x, y) => (x < 8 ? 3 : y === 0 && x === 8 ? 255 : 5))
    const appearance = appearanceOf(image, label)
    const statistics = classStatistics(appearance)
    expect([...statistics.keys()]).toEqual([3])
    const { pixels, mean, covariance } = statistics.get(3)!
    expect(pixels).toBe(64)
    const values = appearance.channels.map((channel) => [...channel].filter((_, at) => label.trainIds[at] === 3))
    const average = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value) / numbers.length
    for (let i = 0; i < 8; i++) {
      expect(mean[i]).toBeCloseTo(average(values[i]!), 6)
      for (let j = 0; j < 8; j++) {
        const products = values[i]!.map((value, at) => (value - mean[i]!) * (values[j]![at]! - mean[j]!))
        expect(covariance.values[8 * i + j]).toBeCloseTo(average(products), 6)
      }
    }
  })
})

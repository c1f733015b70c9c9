import { describe, expect, it } from 'vitest'
import { placedLabels, type PlotLabel } from '../../../../src/renderer/features/tuning/sweep/plot-labels.ts'

const box = { width: 300, height: 200 }
const labelAt = (x: number, y: number, more: Partial<PlotLabel> = {}): PlotLabel => ({
  ...{ text: '25 %, contrast 1.67', side: 'right', x, y },
  ...more,
})

describe('labels of a plot', () => {
  it('stand on their own side of the point', () => {
    expect(placedLabels([labelAt(20, 100)], box)[0]).toMatchObject({ anchor: 'start', x: 30 })
    expect(placedLabels([labelAt(250, 100, { side: 'left' })], box)[0]).toMatchObject({ anchor: 'end', x: 240 })
  })

  it('go above the line on the other side where they would leave the box', () => {
    expect(placedLabels([labelAt(290, 100)], box)[0]).toMatchObject({ anchor: 'end', x: 280, y: 92 })
    expect(placedLabels([labelAt(10, 100, { side: 'left' })], box)[0]).toMatchObject({ anchor: 'start', x: 20 })
  })

  it('stay below the upper edge', () => {
    expect(placedLabels([labelAt(20, 0)], box)[0]!.y).toBeGreaterThanOrEqual(15)
  })

  it('do not cover each other', () => {
    const [first, second, third] = placedLabels([labelAt(20, 100), labelAt(22, 101), labelAt(24, 99)], box)
    const distances = [second!.y - first!.y, third!.y - second!.y, third!.y - first!.y].map(Math.abs)
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(15)
    const apart = placedLabels([labelAt(10, 100, { text: 'a' }), labelAt(200, 100, { text: 'b' })], box)
    expect(apart[0]!.y).toBe(apart[1]!.y)
  })
})

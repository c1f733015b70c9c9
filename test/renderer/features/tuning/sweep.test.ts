import { describe, expect, it } from 'vitest'
import { statisticsDistance } from '../../../../src/renderer/features/tuning/classes/statistics.ts'
import {
  asAxes,
  bestCells,
  cellName,
  sweepCost,
  usualValues,
  valueRange,
} from '../../../../src/renderer/features/tuning/sweep/sweep-plan.ts'
import { ticks } from '../../../../src/renderer/features/tuning/sweep/sweep-plot.tsx'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { sweptSettings, type SweepCell } from '../../../../src/shared/tuning.ts'

const shares = { setting: 'filterShare', values: [0, 0.1, 0.25, 0.5, 0.75] } as const
const contrasts = { setting: 'contrast', values: [1, 1.67, 2.5] } as const

describe('a sweep', () => {
  it('costs k + 2 rows for k shares where a picture costs 3', () => {
    expect(sweepCost({ across: shares, down: null }, 1)).toEqual({ pictures: 5, times: 7 / 3 })
    expect(sweepCost({ across: contrasts, down: shares }, 2)).toEqual({ pictures: 30, times: 14 })
    expect(sweepCost({ across: contrasts, down: null }, 1)).toEqual({ pictures: 3, times: 3 })
  })

  it('names its pictures by their values', () => {
    expect(cellName({ across: shares, down: contrasts }, { across: 2, down: 1 })).toBe('25\u00a0%, contrast 1.67')
    expect(cellName({ across: contrasts, down: null }, { across: 0, down: 0 })).toBe('contrast 1')
  })

  it('suggests values of every setting that the settings allow', () => {
    for (const setting of sweptSettings) {
      const values = usualValues(setting, defaultSettings)
      const { min, max } = valueRange(setting)
      const top = setting === 'filterShare' ? 1 : max
      expect(values.length, setting).toBeGreaterThan(1)
      for (const value of values)
        expect(value >= (setting === 'filterShare' ? 0 : min) && value <= top, setting).toBe(true)
    }
  })

  it('finds the best of each measure: most structure, least distance and leakage', () => {
    const cell = (number: number, structure: number | null, style: number): SweepCell => ({
      ...{ cell: number, pair: 0, across: number, down: 0, settings: defaultSettings, state: 'done', failure: null },
      measures: { structure, style, leakage: null },
    })
    const cells = [cell(0, 0.6, 9), cell(1, 0.8, 12), cell(2, null, 7)]
    expect([...bestCells(cells, 'structure')]).toEqual([1])
    expect([...bestCells(cells, 'style')]).toEqual([2])
    expect([...bestCells(cells, 'leakage')]).toEqual([])
    const alike = [cell(0, 0.821, 9), cell(1, 0.822, 12)]
    expect([...bestCells(alike, 'structure')]).toEqual([])
  })

  it('passes over axes that another version stored', () => {
    expect(asAxes({ across: shares, down: null })).toEqual({ across: shares, down: null })
    expect(asAxes({ across: { setting: 'colour', values: [1] }, down: null })).toBeUndefined()
  })

  it('is drawn against round numbers around the values', () => {
    expect(ticks([0.58, 0.92])).toEqual([0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(ticks([12, 12]).length).toBeGreaterThan(1)
  })
})

describe('statistics of a class', () => {
  it('are apart by mean and spread of the channels', () => {
    const a = { mean: [0, 0], std: [1, 1] }
    expect(statisticsDistance(a, a)).toBe(0)
    expect(statisticsDistance(a, { mean: [3, 3], std: [5, 5] })).toBe(5)
  })
})

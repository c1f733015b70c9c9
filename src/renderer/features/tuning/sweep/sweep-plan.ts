import type { Settings } from '../../../../shared/settings.ts'
import { settingDescriptions } from '../../../../shared/settings-schema.ts'
import {
  sweptSettings,
  type ShownMeasures,
  type SweepAxis,
  type SweepCell,
  type SweptSetting,
} from '../../../../shared/tuning.ts'
import type { Parse } from '../../../shell/stored-state.ts'
import type { NumberRange } from '../../../ui/filters/typed-number.ts'
import { settingName } from '../settings/setting-words.ts'
import { valueInWords } from '../settings/value-words.ts'

/** What a sweep runs over: one setting, or two. */
export interface SweepAxes {
  readonly across: SweepAxis
  readonly down: SweepAxis | null
}

export const MAX_VALUES = 12

/** Values that tell something about a setting where a person has not listed any. */
export function usualValues(setting: SweptSetting, settings: Settings): readonly number[] {
  switch (setting) {
    case 'filterShare':
      return [0, 0.1, 0.25, 0.5, 0.75]
    case 'contrast':
      return [1, 1.67, 2.5]
    case 'skip': {
      const { skip, steps } = settings
      const apart = Math.max(1, Math.round(steps / 10))
      return inOrder([skip - apart, skip, skip + apart].filter((value) => value >= 0 && value < steps))
    }
    case 'steps':
      return inOrder(
        [settings.steps / 2, settings.steps, settings.steps * 2].map((value) =>
          Math.max(settings.skip + 1, Math.round(value)),
        ),
      )
    case 'swapGuidance':
      return [1, 2, 3.5]
    case 'inversionGuidance':
      return [1, 3.5, 7]
    case 'seed':
      return [settings.seed, settings.seed + 1, settings.seed + 2]
  }
}

/** Each value once, in ascending order. */
export const inOrder = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)

/** What may be typed as a value of a setting; a share in per cent. */
export function valueRange(setting: SweptSetting): NumberRange {
  const { minimum = 0, maximum = 0, expects } = settingDescriptions.find(({ path }) => path === setting)!
  if (setting === 'filterShare') return { min: 0, max: 100, step: 0.1 }
  const isWhole = expects.startsWith('a whole number')
  const step = isWhole ? 1 : 0.01
  return { min: expects.includes('above') ? minimum + step : minimum, max: maximum, step }
}

export const axisName = ({ setting }: SweepAxis): string => settingName(setting)
export const cellValue = ({ setting, values }: SweepAxis, index: number): string =>
  valueInWords(setting, values[index]!)

/** `25 %, contrast 1.67`. */
export function cellName({ across, down }: SweepAxes, cell: Pick<SweepCell, 'across' | 'down'>): string {
  const first = valueOnAxis(across, cell.across)
  return down ? `${first}, ${valueOnAxis(down, cell.down)}` : first
}

/** `25 %`, `contrast 1.67`. */
export const valueOnAxis = (axis: SweepAxis, index: number): string =>
  axis.setting === 'filterShare' ? cellValue(axis, index) : `${axisName(axis).toLowerCase()} ${cellValue(axis, index)}`

/** How many pictures a sweep makes, and in how many pictures' time: shares run as rows of one block, k + 2 rows where one takes 3. */
export function sweepCost(
  { across, down }: SweepAxes,
  pairs: number,
): { readonly pictures: number; readonly times: number } {
  const [a, b] = [across.values.length, down?.values.length ?? 1]
  const shares = across.setting === 'filterShare' ? a : down?.setting === 'filterShare' ? b : null
  const pictures = a * b * pairs
  return { pictures, times: shares === null ? pictures : ((pictures / shares) * (shares + 2)) / 3 }
}

export type MeasureName = keyof ShownMeasures
export const measureNames: readonly MeasureName[] = ['structure', 'style', 'leakage']

/** The cells that are the best in a measure, of those whose measure is known, as far as it is shown; none where all are alike. */
export function bestCells(cells: readonly SweepCell[], name: MeasureName): ReadonlySet<number> {
  const known = cells.flatMap(({ cell, measures }) => {
    const value = measures?.[name]
    return value === null || value === undefined ? [] : [{ cell, value }]
  })
  if (known.length < 2) return new Set()
  const values = known.map(({ value }) => value)
  const best = name === 'structure' ? Math.max(...values) : Math.min(...values)
  const leading = known.filter(({ value }) => value.toFixed(2) === best.toFixed(2))
  return new Set(leading.length < known.length ? leading.map(({ cell }) => cell) : [])
}

const asAxis = (stored: unknown): SweepAxis | null => {
  const { setting, values } = stored as SweepAxis
  const isKnown = sweptSettings.includes(setting) && Array.isArray(values) && values.every(Number.isFinite)
  return isKnown && values.length > 0 && values.length <= MAX_VALUES ? { setting, values } : null
}

export const asAxes: Parse<SweepAxes> = (stored) => {
  const { across, down } = stored as SweepAxes
  const first = asAxis(across)
  return first ? { across: first, down: down ? asAxis(down) : null } : undefined
}

export const firstAxes: SweepAxes = {
  across: { setting: 'filterShare', values: [0, 0.1, 0.25, 0.5, 0.75] },
  down: null,
}

import type { Settings, StepRange } from '../../../../shared/settings.ts'
import { share } from '../../../ui/format/numbers.ts'

/** `[1, 50]` -> `steps 1–49`: the last step that belongs to it; `no step` for none. */
export const rangeInWords = ([start, end]: StepRange): string =>
  end <= start ? 'no step' : end === start + 1 ? `step ${start}` : `steps ${start}–${end - 1}`

/** `1 changed: truck → car`, `default` where each class takes its own. */
export function classMapInWords(classMap: Settings['classMap']): string {
  const entries = Object.entries(classMap)
  const [first] = entries
  if (!first) return 'each its own'
  const [from, to] = first
  return `${entries.length} changed: ${from} → ${to ?? 'off'}${entries.length > 1 ? ', …' : ''}`
}

/** The value of a setting as captions and summaries say it. */
export function valueInWords(path: string, value: unknown): string {
  if (path === 'filterShare') return share(value as number, Number.isInteger((value as number) * 100) ? 0 : 1)
  if (path === 'size') return (value as readonly number[]).join(' × ')
  if (path === 'classMap') return classMapInWords(value as Settings['classMap'])
  if (path.startsWith('mixRange') || path === 'classAdainRange') return rangeInWords(value as StepRange)
  if (path === 'prompt') return value === '' ? 'empty' : `“${value as string}”`
  if (value === null) return 'off'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'number' || typeof value === 'string' ? String(value) : JSON.stringify(value)
}

import { settingDescriptions } from '../../../../shared/settings-schema.ts'
import type { Settings } from '../../../../shared/settings.ts'
import { valueAt } from '../settings/setting-values.ts'
import { settingName } from '../settings/setting-words.ts'
import { valueInWords } from '../settings/value-words.ts'

const text = (settings: Settings, path: string): string => JSON.stringify(valueAt(settings, path))

/**
 * What tells previews apart, for each: the kept share, and whatever else differs among them, with the value that it has in the first
 * one left out: `25 %`, `25 %, contrast 2.5`.
 */
export function captionsOf(all: readonly Settings[]): readonly string[] {
  const [first] = all
  if (!first) return []
  const varied = settingDescriptions
    .map(({ path }) => path)
    .filter((path) => path !== 'filterShare' && all.some((settings) => text(settings, path) !== text(first, path)))
  const usual = new Map(varied.map((path) => [path, mostOften(all.map((settings) => text(settings, path)))]))
  return all.map((settings) => {
    const own = varied.filter((path) => text(settings, path) !== usual.get(path))
    const parts = own.map((path) => captionPart(path, valueAt(settings, path)))
    return [settings.method === 'cactif' ? valueInWords('filterShare', settings.filterShare) : null, ...parts]
      .filter((part) => part !== null)
      .join(', ')
  })
}

const captionPart = (path: string, value: unknown): string =>
  path === 'method' ? String(value) : `${settingName(path).toLowerCase()} ${valueInWords(path, value)}`

function mostOften(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const each of texts) counts.set(each, (counts.get(each) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

import { describe, expect, it } from 'vitest'
import { sourceOf, withSource } from '../../../../src/renderer/features/tuning/classes/class-map.ts'
import { captionsOf } from '../../../../src/renderer/features/tuning/history/captions.ts'
import {
  actingIn,
  changedPaths,
  resetAt,
  valueAt,
  withValue,
} from '../../../../src/renderer/features/tuning/settings/setting-values.ts'
import { paneSettings } from '../../../../src/renderer/features/tuning/settings/setting-words.ts'
import {
  classMapInWords,
  rangeInWords,
  valueInWords,
} from '../../../../src/renderer/features/tuning/settings/value-words.ts'
import { settingDescriptions } from '../../../../src/shared/settings-schema.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'

describe('settings of the pane', () => {
  it('are all there are, each with a name, but the method, which stands by itself', () => {
    expect(paneSettings).toHaveLength(settingDescriptions.length - 1)
    for (const { words, path } of paneSettings) expect(words?.name, path).toBeTruthy()
  })

  it('act in the steps that there are', () => {
    const settings = { ...defaultSettings, steps: 20, skip: 4 }
    expect(actingIn(settings, [1, 20])).toEqual([1, 16])
    expect(actingIn(settings, [3, 9])).toEqual([3, 9])
    expect(actingIn(settings, [18, 20])).toEqual([16, 16])
  })

  it('are changed at their path and set back to the base’s value', () => {
    const values: Record<string, unknown> = {
      filterShare: 0.4,
      'mixRange.full': [2, 9],
      'freeU.low': [1, 1, 1, 1],
      'quirks.erosion': false,
      fidelity: 'corrected',
      classMap: { truck: 'car' },
    }
    for (const [path, value] of Object.entries(values)) {
      const changed = withValue(defaultSettings, path, value)
      expect(valueAt(changed, path), path).toEqual(value)
      expect(changedPaths(changed, defaultSettings)).toContain(path)
      expect(changedPaths(resetAt(changed, defaultSettings, path), defaultSettings), path).toEqual([])
    }
  })

  it('bring along what depends on them', () => {
    expect(withValue(defaultSettings, 'fidelity', 'corrected').filterAxis).toBe('queries')
    expect(withValue(defaultSettings, 'steps', 20).skip).toBe(19)
  })

  it('refuse what is no value, in a sentence', () => {
    expect(() => withValue(defaultSettings, 'contrast', -1)).toThrow(/contrast/)
  })

  it('say quirks as they are in effect, and FreeU that is off as nothing', () => {
    expect(valueAt({ ...defaultSettings, fidelity: 'corrected' }, 'quirks.erosion')).toBe(false)
    expect(valueAt({ ...defaultSettings, freeU: null }, 'freeU.low')).toBeNull()
  })
})

describe('settings in words', () => {
  it('say ranges by the last step that belongs to them', () => {
    expect([rangeInWords([1, 50]), rangeInWords([3, 4]), rangeInWords([5, 5])]).toEqual([
      'steps 1–49',
      'step 3',
      'no step',
    ])
  })

  it('say shares in per cent and class pairs by name', () => {
    expect(valueInWords('filterShare', 0.25)).toBe('25\u00a0%')
    expect(valueInWords('filterShare', 0.325)).toBe('32.5\u00a0%')
    expect(classMapInWords({ truck: 'car' })).toBe('1 changed: truck → car')
    expect(classMapInWords({ truck: null })).toBe('1 changed: truck → off')
  })

  it('tell previews apart by what differs', () => {
    const settings = [
      defaultSettings,
      { ...defaultSettings, filterShare: 0.5 },
      { ...defaultSettings, contrast: 2.5 },
      { ...defaultSettings, method: 'cacti' as const },
    ]
    expect(captionsOf(settings)).toEqual(['25\u00a0%', '50\u00a0%', '25\u00a0%, contrast 2.5', 'cacti'])
  })
})

describe('class pairs', () => {
  it('hold an entry only where a class does not take its own appearance', () => {
    const map = withSource({}, 14, 'car')
    expect(map).toEqual({ truck: 'car' })
    expect(sourceOf(map, 14)).toBe('car')
    expect(sourceOf(map, 0)).toBe('road')
    expect(withSource(map, 14, 'truck')).toEqual({})
    expect(sourceOf(withSource(map, 0, null), 0)).toBeNull()
  })
})

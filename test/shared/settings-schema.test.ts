import { describe, expect, it } from 'vitest'
import { SettingsError } from '../../src/shared/errors.ts'
import {
  parseSettings,
  parseSettingsInput,
  resolveSettings,
  settingDescriptions,
  settingGroups,
} from '../../src/shared/settings-schema.ts'
import { defaultSettings, resolveQuirks } from '../../src/shared/settings.ts'

function messageOf(json: unknown): string {
  try {
    parseSettings(json, 'fog.json')
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError)
    expect((error as SettingsError).describe()).toMatchObject({ code: 'bad-settings', file: 'fog.json' })
    return (error as SettingsError).message
  }
  throw new Error(`accepted ${JSON.stringify(json)}`)
}

describe('settings that are given', () => {
  it('no key gives the defaults of the public interface', () => {
    expect(parseSettings({})).toEqual(defaultSettings)
    expect(JSON.parse(JSON.stringify(parseSettings({})))).toEqual({
      method: 'cactif',
      fidelity: 'paper-code',
      size: [512, 1024],
      steps: 50,
      skip: 30,
      seed: 42,
      prompt: '',
      inversionGuidance: 3.5,
      contrast: 1.67,
      filterShare: 0.25,
      filterAxis: 'keys',
      mixRange: { full: [1, 50], half: [1, 50] },
      classAdainRange: [5, 15],
      swapGuidance: 1,
      freeU: { backbone: [1.2, 1.2, 1.2, 1.4], low: [0.9, 0.9, 0.9, 0.2] },
      classMap: {},
      quirks: {},
    })
  })

  it('complete settings survive a round through JSON', () => {
    const settings = parseSettings({ fidelity: 'corrected', size: [576, 1024], classMap: { truck: 'car', sky: null } })
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings)
  })

  it('a part of a nested setting leaves the other part at its default', () => {
    const settings = parseSettings({ mixRange: { half: [3, 9] }, freeU: { low: [1, 1, 1, 1] } })
    expect(settings.mixRange).toEqual({ full: [1, 50], half: [3, 9] })
    expect(settings.freeU).toEqual({ backbone: [1.2, 1.2, 1.2, 1.4], low: [1, 1, 1, 1] })
  })

  it('freeU null switches it off', () => {
    expect(parseSettings({ freeU: null }).freeU).toBeNull()
  })

  it('undefined counts as missing, so that flags can be laid over a file', () => {
    const file = parseSettingsInput({ steps: 20, skip: 12 })
    const flags = parseSettingsInput({ skip: 10, method: undefined })
    expect(resolveSettings({ ...file, ...flags })).toMatchObject({ steps: 20, skip: 10, method: 'cactif' })
  })
})

describe('fidelity', () => {
  it('is a bundle of every quirk and of the filter axis', () => {
    expect(resolveQuirks(parseSettings({}))).toEqual({
      sigmaPlusOne: true,
      stepLag: true,
      labelShrink: 'colours',
      erosion: true,
      guidedInversionOnly: true,
    })
    const corrected = parseSettings({ fidelity: 'corrected' })
    expect(corrected.filterAxis).toBe('queries')
    expect(resolveQuirks(corrected)).toEqual({
      sigmaPlusOne: false,
      stepLag: false,
      labelShrink: 'coverage',
      erosion: false,
      guidedInversionOnly: false,
    })
  })

  it('gives way to a single quirk and to an explicit filter axis', () => {
    const settings = parseSettings({ fidelity: 'corrected', filterAxis: 'keys', quirks: { erosion: true } })
    expect(settings.filterAxis).toBe('keys')
    expect(resolveQuirks(settings)).toMatchObject({ erosion: true, stepLag: false })
  })
})

describe('an unknown key names the nearest known one', () => {
  it.each([
    [{ filter_share: 0.2 }, '"filter_share" is not a setting, the nearest one is "filterShare"'],
    [{ mixRange: { fulll: [1, 2] } }, '"mixRange.fulll" is not a setting, the nearest one is "mixRange.full"'],
    [{ quirks: { errosion: true } }, '"quirks.errosion" is not a setting, the nearest one is "quirks.erosion"'],
    [{ erosion: true }, '"erosion" is not a setting, the nearest one is "quirks.erosion"'],
    [{ freeU: { high: [1, 1, 1, 1] } }, '"freeU.high" is not a setting, the nearest one is "freeU.low"'],
    [{ quirks: { filterAxis: 'keys' } }, '"quirks.filterAxis" is not a setting, the nearest one is "filterAxis"'],
    [{ classMap: { trucks: 'car' } }, '"trucks" in classMap is not a class, the nearest one is "truck"'],
    [{ classMap: { truck: 'cars' } }, '"cars" in classMap is not a class, the nearest one is "car"'],
    [JSON.parse('{"__proto__": {"steps": 3}}'), '"__proto__" is not a setting'],
  ])('%j', (json, message) => {
    expect(messageOf(json)).toContain(`fog.json: ${message}`)
  })
})

describe('a value of another type or outside its range says expected and received', () => {
  it.each([
    [{ contrast: 0 }, 'expected a number above 0 and at most 10 for "contrast" but received 0.'],
    [{ contrast: '1' }, 'expected a number above 0 and at most 10 for "contrast" but received "1".'],
    [{ contrast: Infinity }, 'for "contrast" but received Infinity.'],
    [{ filterShare: 1.5 }, 'expected a number from 0 to 1 for "filterShare" but received 1.5.'],
    [{ steps: 0 }, 'expected a whole number from 1 to 1000 for "steps" but received 0.'],
    [{ steps: 2.5 }, 'expected a whole number from 1 to 1000 for "steps" but received 2.5.'],
    [{ seed: -1 }, 'expected a whole number from 0 to 4294967295 for "seed" but received -1.'],
    [{ method: 'CACTIF' }, 'expected one of cross-image, cacti, cactif for "method" but received "CACTIF".'],
    [{ size: [512, 1000] }, 'each a multiple of 64 from 64 to 4096 for "size" but received [512,1000].'],
    [{ size: [0, 1024] }, 'for "size" but received [0,1024].'],
    [{ mixRange: { full: [3, 2] } }, 'for "mixRange.full" but received [3,2].'],
    [{ classAdainRange: [5] }, 'for "classAdainRange" but received [5].'],
    [{ mixRange: 5 }, 'expected an object for "mixRange" but received 5.'],
    [{ freeU: 5 }, 'expected an object or null for "freeU" but received 5.'],
    [
      { freeU: { backbone: [1, 1, 1] } },
      'expected four numbers from 0 to 10 for "freeU.backbone" but received [1,1,1].',
    ],
    [{ classMap: { truck: 5 } }, 'expected an object of class names'],
    [
      { quirks: { labelShrink: 'area' } },
      'expected one of colours, coverage for "quirks.labelShrink" but received "area".',
    ],
    [{ skip: 50 }, 'expected "skip" below "steps" but received skip 50 of 50 steps'],
    [[], 'expected an object for the settings but received [].'],
    [null, 'expected an object for the settings but received null.'],
  ])('%j', (json, message) => {
    expect(messageOf(json)).toContain(message)
  })

  it('a long value is cut', () => {
    expect(messageOf({ prompt: 'x'.repeat(2000) }).length).toBeLessThan(200)
  })
})

describe('the description of the settings', () => {
  it('has every leaf of the defaults and every quirk, with help and a known group', () => {
    const paths = settingDescriptions.map(({ path }) => path)
    const leaves = Object.keys(defaultSettings).filter((key) => !['mixRange', 'freeU', 'quirks'].includes(key))
    const quirks = Object.keys(resolveQuirks(defaultSettings)).map((key) => `quirks.${key}`)
    expect(new Set(paths)).toEqual(
      new Set([...leaves, ...quirks, 'mixRange.full', 'mixRange.half', 'freeU.backbone', 'freeU.low']),
    )
    for (const setting of settingDescriptions) {
      expect(setting.help, setting.path).toBeTruthy()
      expect(settingGroups).toContain(setting.group)
      expect(setting.default, setting.path).toBeDefined()
    }
  })

  it('carries range, unit and choices', () => {
    expect(settingDescriptions.find(({ path }) => path === 'filterShare')).toMatchObject({
      default: 0.25,
      minimum: 0,
      maximum: 1,
      unit: 'share',
    })
    expect(settingDescriptions.find(({ path }) => path === 'fidelity')?.choices).toEqual(['paper-code', 'corrected'])
  })
})

import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/shared/errors.ts'
import {
  builtInPresets,
  demonstration,
  fastPreview,
  layerSettings,
  paper,
  presetNamed,
} from '../../src/shared/presets.ts'
import { parseSettingsInput, resolveSettings } from '../../src/shared/settings-schema.ts'
import { defaultSettings } from '../../src/shared/settings.ts'

describe('built-in presets', () => {
  it.each(builtInPresets)('$name is found by its name and holds settings', (preset) => {
    expect(presetNamed(preset.name)).toBe(preset)
    expect(parseSettingsInput(JSON.parse(JSON.stringify(preset.settings)))).toEqual(preset.settings)
    expect(() => resolveSettings(preset.settings)).not.toThrow()
    expect(preset.help).not.toBe('')
  })

  it('have names of their own', () => {
    expect(new Set(builtInPresets.map(({ name }) => name)).size).toBe(builtInPresets.length)
  })

  it("the paper's are the defaults", () => {
    expect(resolveSettings(paper.settings)).toEqual(defaultSettings)
  })

  it('the fast preview starts at the noise of the paper, and its classes act in the same share of the steps', () => {
    const shares = ({ steps, skip, classAdainRange }: typeof defaultSettings): number[] => [
      skip / steps,
      ...classAdainRange.map((step) => step / (steps - skip)),
    ]
    expect(shares(resolveSettings(fastPreview.settings))).toEqual(shares(defaultSettings))
  })
})

describe('a name that is none', () => {
  it.each([
    ['Paper', '"Paper" is not a preset, the nearest one is "paper".'],
    ['fast_preview', '"fast_preview" is not a preset, the nearest one is "fast-preview".'],
    ['', 'Expected a preset, one of paper, demonstration, fast-preview, but received "".'],
    ['  ', 'Expected a preset, one of paper, demonstration, fast-preview, but received "  ".'],
  ])('%j', (name, message) => {
    expect(() => presetNamed(name)).toThrow(new UsageError(message))
  })
})

describe('layers of settings', () => {
  it('the last one wins, setting by setting within a group', () => {
    expect(
      layerSettings(demonstration.settings, { mixRange: { full: [5, 9] }, quirks: { erosion: true } }, { skip: 7 }),
    ).toEqual({
      ...demonstration.settings,
      mixRange: { full: [5, 9], half: [1, 20] },
      quirks: { sigmaPlusOne: true, erosion: true },
      skip: 7,
    })
  })

  it('FreeU can be switched off above and on again', () => {
    expect(layerSettings({ freeU: { low: [1, 1, 1, 1] } }, { freeU: null })).toEqual({ freeU: null })
    const on = layerSettings(demonstration.settings, { freeU: { low: [1, 1, 1, 1] } })
    expect(resolveSettings(on).freeU).toEqual({ ...defaultSettings.freeU, low: [1, 1, 1, 1] })
  })

  it('a class map is one setting, so that a layer can take an entry away', () => {
    expect(layerSettings({ classMap: { truck: 'car' } }, { classMap: { bus: 'car' } })).toEqual({
      classMap: { bus: 'car' },
    })
  })

  it('what is undefined counts as missing', () => {
    expect(
      layerSettings({ steps: 20, mixRange: { full: [1, 2] } }, { steps: undefined, mixRange: { full: undefined } }),
    ).toEqual({
      steps: 20,
      mixRange: { full: [1, 2] },
    })
  })
})

import { UsageError } from './errors.ts'
import { nearestName } from './nearest-name.ts'
import type { SettingsInput } from './settings-schema.ts'

/** Settings under a name; what they don't give takes its default. */
export interface Preset {
  readonly name: string
  readonly settings: SettingsInput
}

export interface BuiltInPreset extends Preset {
  /** One line: what it is for. */
  readonly help: string
}

export const paper: BuiltInPreset = {
  name: 'paper',
  help: 'every default: the published settings, for Stable Diffusion 1.5',
  settings: {},
}

/**
 * Starts at timestep 751 of the 860 that the U-Net of that model was trained up to (training/README.md). `sigmaPlusOne` moves spreads in
 * part: edges keep more of their strength, and the distance to the style still falls by three quarters and more.
 */
export const demonstration: BuiltInPreset = {
  name: 'demonstration',
  help: 'what the demonstration model that comes with Weatherglass was made for',
  settings: {
    fidelity: 'corrected',
    size: [256, 512],
    steps: 20,
    skip: 4,
    mixRange: { full: [1, 20], half: [1, 20] },
    classAdainRange: [3, 16],
    freeU: null,
    quirks: { sigmaPlusOne: true },
  },
}

/** Starts at the noise level of the paper's 30 of 50; `classAdainRange` covers the same share of the denoising. */
export const fastPreview: BuiltInPreset = {
  name: 'fast-preview',
  help: 'a look at colours and light with Stable Diffusion 1.5: a quarter of the pixels, 8 denoising steps instead of 20, a tenth of the work',
  settings: { size: [256, 512], steps: 20, skip: 12, classAdainRange: [2, 6] },
}

export const builtInPresets: readonly BuiltInPreset[] = [paper, demonstration, fastPreview]

/** @throws UsageError that names the nearest one */
export function presetNamed(name: string): BuiltInPreset {
  const found = builtInPresets.find((preset) => preset.name === name)
  if (found) return found
  const names = builtInPresets.map((preset) => preset.name)
  if (name.trim() === '') throw new UsageError(`Expected a preset, one of ${names.join(', ')}, but received "${name}".`)
  throw new UsageError(`"${name}" is not a preset, the nearest one is "${nearestName(name, names)}".`)
}

/**
 * Lays settings over each other, the last one on top, setting by setting: of two `mixRange`, one with `full` and one with `half`, both
 * stay. A `classMap` is one setting. What is undefined counts as missing.
 */
export const layerSettings = (...layers: readonly SettingsInput[]): SettingsInput =>
  layers.reduce((below, above) => layered(below as Values, above as Values), {})

type Values = Readonly<Record<string, unknown>>

function layered(below: Values, above: Values): Values {
  const given = Object.entries(above).filter(([, value]) => value !== undefined)
  const merged = given.map(([key, value]) => {
    const under = below[key]
    return [key, key !== 'classMap' && isGroup(value) && isGroup(under) ? layered(under, value) : value] as const
  })
  return { ...below, ...Object.fromEntries(merged) }
}

const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

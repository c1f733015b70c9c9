import type { ClassName } from './labels.ts'

/** Every knob of one transfer. Names and defaults are part of the product's interface (files, command line, catalog). */

export const methods = ['cross-image', 'cacti', 'cactif'] as const
/**
 * `cross-image`: attention mixing and plain AdaIN throughout. `cacti`: with class-wise AdaIN in `classAdainRange`. `cactif`: with
 * selective attention filtering too.
 */
export type Method = (typeof methods)[number]

export const fidelities = ['paper-code', 'corrected'] as const
/** A bundle of quirks: `paper-code` is what every published number was made with, `corrected` the other side of each. */
export type Fidelity = (typeof fidelities)[number]

export const filterAxes = ['keys', 'queries'] as const
/** What a filtered token takes from the content: its column as a key (the public code), or its own attention output as a query. */
export type FilterAxis = (typeof filterAxes)[number]

/** [start, end) of denoising steps, counted from 0 after the skip. */
export type StepRange = readonly [start: number, end: number]

/** Single quirks of the public code. */
export interface Quirks {
  /** `(x - mu_c) / (1 + sigma_c) * (1 + sigma_s) + mu_s` in class-wise AdaIN; off: ratio of sigmas clamped to [1/3, 3], at least 16 effective pixels. */
  readonly sigmaPlusOne: boolean
  /** Attention compares its step ranges with the step before the current one (0 at the first). */
  readonly stepLag: boolean
  /** `colours`: style labels are shrunk as colours and blends become void; `coverage`: the area mean of the one-hot map, used as soft weights. */
  readonly labelShrink: 'colours' | 'coverage'
  /** Class masks are eroded once by the 3x3 cross. */
  readonly erosion: boolean
  /** With a prompt, guidance acts in the inversion only; off: in inversion and denoising alike. */
  readonly guidedInversionOnly: boolean
}

type FourNumbers = readonly [number, number, number, number]

/** FreeU's factors on entering up_blocks 0 to 3: of the first half of the channels, and of the lowest frequencies. */
export interface FreeU {
  readonly backbone: FourNumbers
  readonly low: FourNumbers
}

/** Class of the content -> class of the reference whose statistics it takes; null leaves the class out of class-wise AdaIN. */
export type ClassMap = Readonly<Partial<Record<ClassName, ClassName | null>>>

/** The settings of one transfer, complete and checked. Made by `parseSettings` (settings-schema.ts). */
export interface Settings {
  readonly method: Method
  readonly fidelity: Fidelity
  /** [height, width] in pixels. */
  readonly size: readonly [height: number, width: number]
  /** T: denoising steps of the whole schedule, of which the first `skip` are left out. */
  readonly steps: number
  readonly skip: number
  readonly seed: number
  readonly prompt: string
  readonly inversionGuidance: number
  readonly contrast: number
  readonly filterShare: number
  readonly filterAxis: FilterAxis
  /** When attention mixes in the last up block (`full`) and in the one before (`half`). */
  readonly mixRange: { readonly full: StepRange; readonly half: StepRange }
  readonly classAdainRange: StepRange
  readonly swapGuidance: number
  readonly freeU: FreeU | null
  readonly classMap: ClassMap
  /** Single quirks that override the bundle `fidelity`; `resolveQuirks` gives all of them. */
  readonly quirks: Partial<Quirks>
}

const bundles: Record<Fidelity, Quirks> = {
  'paper-code': {
    sigmaPlusOne: true,
    stepLag: true,
    labelShrink: 'colours',
    erosion: true,
    guidedInversionOnly: true,
  },
  corrected: {
    sigmaPlusOne: false,
    stepLag: false,
    labelShrink: 'coverage',
    erosion: false,
    guidedInversionOnly: false,
  },
}

/** The quirks in effect: the bundle `fidelity`, overridden by the single entries of `quirks`. */
export const resolveQuirks = ({ fidelity, quirks }: Pick<Settings, 'fidelity' | 'quirks'>): Quirks => ({
  ...bundles[fidelity],
  ...quirks,
})

/** `filterAxis` where the settings don't give it: a part of the bundle as well. */
export const defaultFilterAxis = (fidelity: Fidelity): FilterAxis => (fidelity === 'paper-code' ? 'keys' : 'queries')

export const defaultFreeU: FreeU = { backbone: [1.2, 1.2, 1.2, 1.4], low: [0.9, 0.9, 0.9, 0.2] }

/** The defaults: the paper's, and the public code's where the paper is silent. */
export const defaultSettings: Settings = {
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
  freeU: defaultFreeU,
  classMap: {},
  quirks: {},
}

/** Every knob of one transfer. Names and defaults are part of the product's interface (files, command line, catalog). */

export const methods = ['cross-image', 'cacti', 'cactif'] as const
export type Method = (typeof methods)[number]

export const fidelities = ['paper-code', 'corrected'] as const
/** A bundle of quirks: `paper-code` is what every published number was made with, `corrected` the other side of each. */
export type Fidelity = (typeof fidelities)[number]

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

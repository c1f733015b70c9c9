import { SettingsError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import type { LatentLabels } from '../imaging/latent-labels.ts'

/** An image as the pipeline takes it: cropped and resized, with its label map on the grid of the latents. */
export interface PreparedImage {
  /** [3, H, W] in [-1, 1] */
  readonly tensor: Float32Array
  /** Of the pixels; keys the noise. */
  readonly hash: string
  /** Without labels class-wise AdaIN falls back to the plain one. */
  readonly labels: LatentLabels | null
  /** [T, C, h, w], index i for timestep i (descending): replaces the drawn noise. */
  readonly noise?: Float32Array
}

/** One output: a content in the style of a reference, by their indices in the block. */
export interface OutSpec {
  readonly content: number
  readonly style: number
  readonly settings: Settings
}

/**
 * What one pass over the steps computes together: n contents, S references, and the same number of outputs for each
 * content. Branches are shared: n + S + outputs rows per step.
 */
export interface TransferBlock {
  readonly contents: readonly PreparedImage[]
  readonly styles: readonly PreparedImage[]
  /** By content, ascending. Settings agree but for `filterShare`. */
  readonly outs: readonly OutSpec[]
}

/** The settings that all outputs of a block share. @throws SettingsError where they differ in more than `filterShare` */
export function sharedSettings({ contents, styles, outs }: TransferBlock): Settings {
  const [first] = outs
  if (!first) throw new SettingsError('A block needs at least one output.')
  const common = (settings: Settings) => JSON.stringify({ ...settings, filterShare: 0 })
  if (outs.some(({ settings }) => common(settings) !== common(first.settings))) {
    throw new SettingsError(
      'The settings of outputs that are computed together may differ in filterShare only: run them one after the other.',
    )
  }
  const perContent = outs.length / contents.length
  const inOrder = outs.every(({ content, style }, i) => content === Math.floor(i / perContent) && style in styles)
  if (!Number.isInteger(perContent) || !inOrder) {
    throw new SettingsError('The outputs of a block must come by content, as many for each.')
  }
  return first.settings
}

import type { Settings } from '../../../shared/settings.ts'
import type { NewTransfer, PresetSettings } from '../../catalog/transfers/runs.ts'
import type { MeasuredWork } from '../../catalog/transfers/speed.ts'
import type { Provenance } from '../../engine/provenance.ts'
import { evaluationsOf } from '../evaluations.ts'

/** What a transfer by itself tells of the machine; loading the model and converting its weights happen once. */
export function workOfTransfer({ settings, timings, seconds, evaluations }: Provenance): MeasuredWork {
  const { convert = 0, load = 0, denoise = 0 } = timings
  return {
    evaluationSeconds: Math.max(denoise, 0.001) / evaluations,
    resultSeconds: Math.max(seconds - convert - load - denoise, 0),
    pixels: pixelsOf(settings),
  }
}

/**
 * Seconds that transfers take in their blocks: by what each block evaluates, in proportion to its pixels. Larger batches may be faster on a GPU
 * than what was measured of small ones.
 */
export function durationOf(
  transfers: readonly NewTransfer[],
  settings: readonly PresetSettings[],
  { evaluationSeconds, resultSeconds, pixels }: MeasuredWork,
): number {
  let seconds = 0
  for (const block of Map.groupBy(transfers, (transfer) => transfer.block).values()) {
    const own = settings[block[0]!.settings]!.settings
    const evaluations = evaluationsOf(own, {
      contents: new Set(block.map(({ content }) => content)).size,
      references: new Set(block.map(({ reference }) => reference)).size,
      outputs: block.length,
    })
    seconds += (evaluations * evaluationSeconds + block.length * resultSeconds) * (pixelsOf(own) / pixels)
  }
  return seconds
}

export const pixelsOf = ({ size }: Pick<Settings, 'size'>): number => size[0] * size[1]

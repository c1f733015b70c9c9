import { startEngine, type EngineOptions } from '../../engine/client.ts'
import type { BlockImage, BlockPair, Progress } from '../../engine/protocol.ts'
import type { Provenance } from '../../engine/provenance.ts'
import type { PresetSettings, RunPlan } from '../../catalog/transfers/runs.ts'
import type { ImageMeasures } from '../../metrics/image-measures.ts'
import type { Provider } from '../../../shared/compute.ts'
import { EngineError, type ErrorDescription } from '../../../shared/errors.ts'

/** Transfers to be evaluated together: pairs of contents and references by their indices, by content. */
export interface BlockOrder {
  readonly plan: Pick<RunPlan, 'model' | 'provider' | 'precision'>
  readonly settings: PresetSettings
  readonly contents: readonly BlockImage[]
  readonly styles: readonly BlockImage[]
  readonly pairs: readonly BlockPair[]
}

export interface BlockOutput {
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
  /** Null where a label is missing. */
  readonly measures: ImageMeasures | null
}

/** What became of a pair: its picture, or why there is none. */
export type PairOutcome = { readonly output: BlockOutput } | { readonly error: ErrorDescription }

export interface ComputedBlock {
  /** As many as pairs, in their order. */
  readonly outcomes: readonly PairOutcome[]
  /** U-Net rows that were evaluated. */
  readonly evaluations: number
  /** Of the work; how long it waited for the GPU is no part of it. */
  readonly seconds: number
  /** Of the passes over the steps alone. */
  readonly denoiseSeconds: number
  readonly peakBytes: number
}

export interface ComputeOptions {
  readonly onProgress: (progress: Progress) => void
  /** Without a word for so long, the engine counts as hung and is killed. */
  readonly silenceMilliseconds: number
  readonly signal: AbortSignal
  /** Hears that somebody else has the GPU. */
  readonly onWait?: () => void
  /** Hears what computes as soon as it is known. */
  readonly onProvider?: (provider: Provider) => void
}

/** What computes blocks: one at a time. */
export interface BlockEngine {
  /** @throws as `Engine.block` */
  compute(order: BlockOrder, options: ComputeOptions): Promise<ComputedBlock>
  /** Ends the process; it frees all memory. */
  stop(): Promise<void>
}

/** Computes blocks in an inference process. Nothing is kept from one to the next, so that the same block gives the same bytes. */
export function startBlockEngine(options: EngineOptions = {}): BlockEngine {
  const engine = startEngine({ graceMilliseconds: 3000, ...options })
  return {
    compute: async ({ plan, settings: { settings, preset, presetVersion }, contents, styles, pairs }, computing) => {
      const outputs = new Map<number, Omit<BlockOutput, 'measures'>>()
      const measures = new Map<number, ImageMeasures | null>()
      const errors = new Map<number, ErrorDescription>()
      const { model, provider, precision } = plan
      const request = {
        ...{ model, provider, precision, contents, styles, pairs, settings, keep: 'nothing' as const },
        ...{ measures: true, watched: false },
        ...(preset !== null && { preset: presetVersion === null ? preset : `${preset}, version ${presetVersion}` }),
      }
      const start = performance.now()
      const { evaluations, peakBytes, timings } = await engine.block(request, {
        ...computing,
        onEvent: (event) => {
          if (event.type === 'provider') computing.onProvider?.(event.provider)
          else if (event.type === 'picture') outputs.set(event.pair, event.picture)
          else if (event.type === 'measured') measures.set(event.pair, event.measures)
          else if (event.type === 'failed') errors.set(event.pair, event.error)
        },
      })
      const seconds = (performance.now() - start) / 1000
      const outcomes = pairs.map((_, pair): PairOutcome => {
        const output = outputs.get(pair)
        if (output) return { output: { ...output, measures: measures.get(pair) ?? null } }
        const error = errors.get(pair)
        if (!error) throw new EngineError('The inference process left out a picture of its block: try again.')
        return { error }
      })
      return { outcomes, evaluations, seconds, denoiseSeconds: timings['denoise'] ?? 0, peakBytes }
    },
    stop: () => engine.stop(),
  }
}

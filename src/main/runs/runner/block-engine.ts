import { startEngine, type EngineOptions } from '../../engine/client.ts'
import type { Progress } from '../../engine/protocol.ts'
import type { Provenance } from '../../engine/provenance.ts'
import type { RunPlan, PresetSettings } from '../../catalog/transfers/runs.ts'
import type { LabelledFile } from '../recording/measure-result.ts'

/** Transfers to be evaluated together: pairs of contents and references by their indices, by content. */
export interface BlockOrder {
  readonly plan: Pick<RunPlan, 'model' | 'provider' | 'precision'>
  readonly settings: PresetSettings
  readonly contents: readonly LabelledFile[]
  readonly references: readonly LabelledFile[]
  readonly pairs: readonly (readonly [content: number, reference: number])[]
}

export interface BlockOutput {
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
}

export interface ComputeOptions {
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** What computes blocks: one at a time. */
export interface BlockEngine {
  /** As many outputs as pairs, in their order. @throws as `Engine.transfer` */
  compute(order: BlockOrder, options: ComputeOptions): Promise<BlockOutput[]>
  /** Ends the process; it frees all memory. */
  stop(): Promise<void>
}

/** Computes blocks in an inference process. */
export function startBlockEngine(options: EngineOptions = {}): BlockEngine {
  const engine = startEngine({ graceMilliseconds: 3000, ...options })
  return {
    compute: async ({ plan, settings: { settings, preset }, contents, references, pairs }, { onProgress, signal }) => {
      const outputs: BlockOutput[] = []
      for (const [content, reference] of pairs) {
        const { file, label } = contents[content]!
        const style = references[reference]!
        const request = {
          ...{ ...plan, settings, content: file, style: style.file, trace: false },
          ...(preset !== null && { preset }),
          ...(label !== null && { contentLabel: label }),
          ...(style.label !== null && { styleLabel: style.label }),
        }
        outputs.push(await engine.transfer(request, { onProgress, signal }))
      }
      return outputs
    },
    stop: () => engine.stop(),
  }
}

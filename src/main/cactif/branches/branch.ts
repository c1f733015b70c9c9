import { createHash } from 'node:crypto'

import { resolveQuirks, type Settings } from '../../../shared/settings.ts'
import type { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import type { PreparedImage } from '../block.ts'
import type { Replay } from '../inversion/replay.ts'
import type { BranchRow } from '../predictor.ts'
import type { StepPlan } from '../schedule.ts'
import type { BranchCache, BranchLayers, BranchStep } from './branch-cache.ts'

export type BranchRole = 'content' | 'style'

/** What a step wants of an image that is no output. */
export interface BranchNeeds {
  /** Where the step leads it, which only a prediction or the cache knows. */
  readonly outcome: boolean
  /** What its layers give to mixed rows. */
  readonly layers: boolean
}

/** What a cache knows of one branch. */
export class BranchMemory {
  private readonly cache: BranchCache | null
  private readonly key: string

  /** @param cache null: nothing is kept */
  constructor(cache: BranchCache | null, key: string) {
    this.cache = cache
    this.key = key
  }

  at(timestep: number): BranchStep | null {
    return this.cache?.get(this.key, timestep) ?? null
  }

  put(timestep: number, step: BranchStep): void {
    this.cache?.put(this.key, timestep, step)
  }

  /** Whether no step of the plan needs a prediction to know where it leads. */
  knowsAll(plan: readonly StepPlan[]): boolean {
    return plan.every(({ timestep }) => this.at(timestep) !== null)
  }
}

/** A content or a reference on its way through the steps: what is remembered of it, and evaluated where nothing is. */
export class Branch {
  private readonly replay: Replay
  private readonly plan: readonly StepPlan[]
  private readonly memory: BranchMemory
  private index = 0

  constructor(replay: Replay, plan: readonly StepPlan[], memory: BranchMemory) {
    this.replay = replay
    this.plan = plan
    this.memory = memory
  }

  /** Where the image stands after the steps so far: [C, h, w]. */
  get latents(): Float32Array {
    return this.replay.latents
  }

  /** The image's part in the next evaluation. */
  row(needs: BranchNeeds): BranchRow {
    const known = this.known()
    const lacks = (needs.outcome && !known) || (needs.layers && !known?.layers)
    return { latents: this.replay.latents, isEvaluated: lacks, cached: lacks || !needs.layers ? null : known!.layers }
  }

  /**
   * Takes the step; `epsilon` is null where the image was not evaluated.
   * @returns its z; null where nobody knows it
   */
  advance(epsilon: Float32Array | null, layers: BranchLayers): Float32Array | null {
    const known = this.known()
    const { timestep } = this.plan[this.index]!
    this.index += 1
    if (known) this.replay.take(known.latentsAfter)
    else if (!epsilon) {
      this.replay.advanceUnpredicted()
      return null
    }
    const z = known?.z ?? this.replay.advance(epsilon!)
    if (epsilon) {
      const kept = layers.size > 0 ? layers : (known?.layers ?? null)
      this.memory.put(timestep, { latentsAfter: this.replay.latents, z, layers: kept })
    }
    return z
  }

  private known(): BranchStep | null {
    return this.memory.at(this.plan[this.index]!.timestep)
  }
}

/**
 * Names everything that a branch depends on: model and device, the image as the model sees it, its noise, T, the size, FreeU, and with a
 * prompt how it guides. Not the first step (each timestep is noised for itself) unless the inversion's predictions are guided otherwise
 * than the denoising's: then the image drifts from where it starts.
 */
export function branchKey(role: BranchRole, model: StableDiffusion, image: PreparedImage, settings: Settings): string {
  const { seed, size, steps, skip, prompt, inversionGuidance, freeU } = settings
  const noise = image.noise ? createHash('sha256').update(image.noise).digest('hex') : seed
  const { guidedInversionOnly } = resolveQuirks(settings)
  const guided = prompt === '' ? null : [prompt, inversionGuidance, guidedInversionOnly ? skip : null]
  return JSON.stringify([role, model.source.fingerprint, model.device, image.hash, noise, size, steps, guided, freeU])
}

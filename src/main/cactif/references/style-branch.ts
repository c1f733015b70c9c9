import { createHash } from 'node:crypto'

import { resolveQuirks, type Settings } from '../../../shared/settings.ts'
import type { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import type { PreparedImage } from '../block.ts'
import type { StyleRow } from '../predictor.ts'
import type { Replay } from '../inversion/replay.ts'
import type { StepPlan } from '../schedule.ts'
import type { CachedStyle, KeysAndValues, StyleCache } from './style-cache.ts'

/** A reference on its way through the steps: from the cache, or evaluated and then kept there. */
export class StyleBranch {
  private readonly replay: Replay
  private readonly cache: StyleCache | null
  private readonly key: string
  private readonly cached: CachedStyle | null
  private readonly latentsAfter: Float32Array[] = []
  private readonly layers: ReadonlyMap<string, KeysAndValues>[] = []
  private readonly steps: number
  private index = 0

  constructor(replay: Replay, cache: StyleCache | null, key: string) {
    this.replay = replay
    this.steps = replay.steps
    this.cache = cache
    this.key = key
    this.cached = cache?.get(key) ?? null
  }

  /** Where the reference stands after the steps so far: [C, h, w]. */
  get latents(): Float32Array {
    return this.cached?.latentsAfter[this.index - 1] ?? this.replay.latents
  }

  /** The reference's part in the next evaluation. */
  row(isNeeded: boolean): StyleRow {
    const cached = this.cached?.layers[this.index] ?? null
    return { latents: this.replay.latents, cached, isEvaluated: isNeeded && !cached }
  }

  /** Takes the step; `epsilon` is null where the reference was not evaluated. */
  advance(epsilon: Float32Array | null, lent: ReadonlyMap<string, KeysAndValues>): void {
    this.index += 1
    if (this.cached) return
    if (epsilon) this.replay.advance(epsilon)
    else this.replay.advanceUnpredicted()
    if (!this.cache) return
    this.latentsAfter.push(this.replay.latents)
    this.layers.push(lent)
    if (this.index === this.steps) this.cache.put(this.key, { latentsAfter: this.latentsAfter, layers: this.layers })
  }
}

/** Names everything that a reference's branch depends on. */
export function styleKey(
  model: StableDiffusion,
  image: PreparedImage,
  settings: Settings,
  plan: readonly StepPlan[],
): string {
  const { seed, size, steps, prompt, inversionGuidance, freeU } = settings
  const noise = image.noise ? createHash('sha256').update(image.noise).digest('hex') : seed
  const schedule = plan.map(({ timestep, mix }) => [timestep, mix.full, mix.half])
  const guided = prompt === '' ? null : [prompt, inversionGuidance, resolveQuirks(settings).guidedInversionOnly]
  return JSON.stringify([
    model.source.fingerprint,
    model.device,
    image.hash,
    noise,
    size,
    steps,
    schedule,
    guided,
    freeU,
  ])
}

import type { Settings } from '../../shared/settings.ts'
import { floatOutput, type Outputs, type Session } from '../diffusion/session.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { filterOutputs, keptMapBytes, mixingLayers, mixingSelfAttention, type MixingLayer } from './attention.ts'
import type { Guidance } from './guidance.ts'
import { mixes, type StepPlan } from './schedule.ts'
import { joined, StepBatch } from './step-batch.ts'
import type { KeysAndValues } from './references/style-cache.ts'
import { layerFilters, type LayerFilter } from './trace.ts'

/** A reference in a step. */
export interface StyleRow {
  readonly latents: Float32Array
  /** Whether it is a row of the evaluation. */
  readonly isEvaluated: boolean
  /** What it lends without being evaluated. */
  readonly cached: ReadonlyMap<string, KeysAndValues> | null
}

export interface OutRow {
  readonly latents: Float32Array
  /** Indices of its content and its reference. */
  readonly content: number
  readonly style: number
  readonly filterShare: number
}

export interface StepRows {
  /** [C, h, w] each */
  readonly contents: readonly Float32Array[]
  readonly styles: readonly StyleRow[]
  /** By content, ascending, as many for each. */
  readonly outs: readonly OutRow[]
}

/** The noise that the model predicts in each image, [C, h, w]. */
export interface Predictions {
  readonly contents: readonly Float32Array[]
  /** Null where the step has no need of it. */
  readonly styles: readonly (Float32Array | null)[]
  readonly outs: readonly Float32Array[]
  /** By output, by layer; empty where nothing was filtered. */
  readonly filters: readonly (readonly LayerFilter[])[]
  /** K and V of each reference whose branch was evaluated, by layer. */
  readonly lent: readonly ReadonlyMap<string, KeysAndValues>[]
}

/** Evaluates the U-Net for the images of a block, with attention mixed as the step's plan says. */
export class Predictor {
  /** U-Net rows evaluated so far. */
  evaluations = 0
  private readonly model: StableDiffusion
  private readonly settings: Settings
  private readonly guidance: Guidance
  private readonly keepsLent: boolean
  private readonly layers: readonly MixingLayer[]

  /** @param keepsLent whether predictions bring the references' K and V, and references may come from a cache */
  constructor(model: StableDiffusion, settings: Settings, guidance: Guidance, keepsLent: boolean) {
    this.model = model
    this.settings = settings
    this.guidance = guidance
    this.keepsLent = keepsLent
    this.layers = mixingLayers(model.unetConfig)
  }

  /** Loads the U-Net, unless it is. */
  async load(): Promise<void> {
    await this.session()
  }

  /** The noise in images that only attend to themselves. */
  async predictUnmixed(timestep: number, latents: readonly Float32Array[]): Promise<readonly Float32Array[]> {
    const plan: StepPlan = { index: 0, timestep, mix: { full: false, half: false }, adain: 'plain', swapScale: null }
    return (await this.predict(plan, { contents: latents, styles: [], outs: [] })).contents
  }

  async predict(plan: StepPlan, rows: StepRows): Promise<Predictions> {
    const mixing = mixes(plan)
    const { texts } = this.guidance
    const batch = new StepBatch()
    const everyBranch = (add: (text: Float32Array) => number) => texts.map(add)

    const styles = rows.styles.map(({ latents, isEvaluated }) =>
      isEvaluated ? everyBranch((text) => batch.addPlain(latents, text)) : null,
    )
    const isGuided = mixing && plan.swapScale !== null
    const unmixed = rows.outs.map(({ latents }) =>
      isGuided ? everyBranch((text) => batch.addPlain(latents, text)) : null,
    )
    const cachedRows = rows.styles.map(({ cached }) => (cached && mixing ? batch.addCached(cached, texts.length) : 0))
    const contents = this.byBranch(rows.contents, (latents, text) => batch.addContent(latents, text))
    const outs = this.byBranch(rows.outs, ({ latents, content, style, filterShare }, text, branch) => {
      const live = styles[style]?.[branch]
      return batch.addMixed(latents, text, {
        contentOf: branch * rows.contents.length + content,
        style: live === undefined ? { cached: cachedRows[style]! + branch } : { row: live },
        filterShare,
      })
    })

    const outputs = await this.evaluate(
      plan,
      batch,
      mixing,
      styles.some((style) => style !== null),
    )
    const epsilon = (latents: Float32Array, ofBranches: readonly number[]) =>
      this.guidance.combine(ofBranches.map((row) => this.rowEpsilon(outputs, row, latents, plan.timestep)))
    return {
      contents: rows.contents.map((latents, i) => epsilon(latents, contents[i]!)),
      styles: rows.styles.map(({ latents }, i) => (styles[i] ? epsilon(latents, styles[i]) : null)),
      outs: rows.outs.map(({ latents }, i) => {
        const mixed = epsilon(latents, outs[i]!)
        const plain = unmixed[i]
        return plain ? guided(epsilon(latents, plain), mixed, plan.swapScale!) : mixed
      }),
      // of the guidance branches the last is the prompt's
      filters: rows.outs.map((_, i) => layerFilters(outputs, this.layers, (texts.length - 1) * rows.outs.length + i)),
      lent: styles.map((ofBranches) => this.lent(outputs, ofBranches ?? [])),
    }
  }

  /** All images for the first guidance branch, then all for the next; returns the rows of each image by branch. */
  private byBranch<T>(images: readonly T[], add: (image: T, text: Float32Array, branch: number) => number): number[][] {
    const rows = images.map((): number[] => [])
    for (const [branch, text] of this.guidance.texts.entries()) {
      for (const [i, image] of images.entries()) rows[i]!.push(add(image, text, branch))
    }
    return rows
  }

  private async evaluate(plan: StepPlan, batch: StepBatch, mixing: boolean, hasStyles: boolean): Promise<Outputs> {
    const session = await this.session()
    const { unetConfig } = this.model
    const [height, width] = this.model.latentSize(this.settings.size)
    const hasFilter = this.filterAxis !== null
    const active = mixing ? this.layers.filter(({ level }) => plan.mix[level]) : []
    const names = active.flatMap(({ scope }) => [
      ...(hasFilter ? filterOutputs.map((output) => `${scope}.${output}`) : []),
      ...(this.keepsLent && hasStyles ? [`${scope}.k`, `${scope}.v`] : []),
    ])
    this.evaluations += batch.rows
    return session.run(
      {
        ...batch.rowInputs(plan.timestep, [unetConfig.latentChannels, height, width]),
        ...(this.layers.length > 0 ? batch.mixingInputs(plan.mix, this.settings.contrast, hasFilter) : {}),
        ...(this.keepsLent ? batch.cacheInputs(this.layers, height * width) : {}),
      },
      ['prediction', ...names],
    )
  }

  private get filterAxis() {
    return this.settings.method === 'cactif' ? this.settings.filterAxis : null
  }

  private session(): Promise<Session> {
    const { freeU, size } = this.settings
    const [height, width] = this.model.latentSize(size)
    const mixing = {
      filterAxis: this.filterAxis,
      upBlocks: this.model.unetConfig.upAttention.length,
      styleCache: this.keepsLent,
      keptMapBytes,
    }
    const key = JSON.stringify({ height, width, freeU, mixing })
    return this.model.unetSession(key, { height, width, freeU, selfAttention: mixingSelfAttention(mixing) })
  }

  private rowEpsilon(outputs: Outputs, row: number, latents: Float32Array, timestep: number): Float32Array {
    const prediction = floatOutput(outputs, 'prediction').subarray(row * latents.length, (row + 1) * latents.length)
    return this.model.scheduler.toEpsilon(prediction, latents, timestep)
  }

  private lent(outputs: Outputs, rows: readonly number[]): Map<string, KeysAndValues> {
    const lent = new Map<string, KeysAndValues>()
    if (!this.keepsLent || rows.length === 0) return lent
    for (const { scope } of this.layers) {
      const part = (name: 'k' | 'v') => {
        const output = outputs.get(`${scope}.${name}`)
        if (output?.type !== 'float32') return null
        const size = output.data.length / output.shape[0]!
        return joined(rows.map((row) => output.data.subarray(row * size, (row + 1) * size)))
      }
      const [k, v] = [part('k'), part('v')]
      if (k && v) lent.set(scope, { k, v })
    }
    return lent
  }
}

/** Swap guidance: no_swap + s (swap - no_swap). */
function guided(unmixed: Float32Array, mixed: Float32Array, scale: number): Float32Array {
  return unmixed.map((value, i) => value + scale * (mixed[i]! - value))
}

import type { Settings } from '../../shared/settings.ts'
import { floatOutput, type Outputs, type Session } from '../diffusion/session.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import {
  branchParts,
  filterOutputs,
  keptMapBytes,
  mixingLayers,
  mixingSelfAttention,
  type BranchPart,
  type MixingLayer,
} from './attention.ts'
import type { BranchLayers, BranchTensors, KeptBranches } from './branches/branch-cache.ts'
import type { Guidance } from './guidance.ts'
import { mixes, type StepPlan } from './schedule.ts'
import { joined, StepBatch } from './step-batch.ts'
import { layerFilters, type LayerFilter } from './trace.ts'

/** A content or a reference in a step. */
export interface BranchRow {
  readonly latents: Float32Array
  /** Whether it is a row of the evaluation. */
  readonly isEvaluated: boolean
  /** What it gives to mixed rows without being evaluated; null where it gives nothing. */
  readonly cached: BranchLayers | null
}

export interface OutRow {
  readonly latents: Float32Array
  /** Indices of its content and its reference. */
  readonly content: number
  readonly style: number
  readonly filterShare: number
}

export interface StepRows {
  readonly contents: readonly BranchRow[]
  readonly styles: readonly BranchRow[]
  /** By content, ascending, as many for each. */
  readonly outs: readonly OutRow[]
}

/** The noise that the model predicts in each image, [C, h, w]. */
export interface Predictions {
  /** Null where the image was not evaluated. */
  readonly contents: readonly (Float32Array | null)[]
  readonly styles: readonly (Float32Array | null)[]
  readonly outs: readonly Float32Array[]
  /** By output, by layer; empty where nothing was filtered. */
  readonly filters: readonly (readonly LayerFilter[])[]
  /** What the branches that were evaluated gave, by layer; empty where nothing is kept. */
  readonly given: { readonly contents: readonly BranchLayers[]; readonly styles: readonly BranchLayers[] }
}

/** Evaluates the U-Net for the images of a block, with attention mixed as the step's plan says. */
export class Predictor {
  /** U-Net rows evaluated so far. */
  evaluations = 0
  private readonly model: StableDiffusion
  private readonly settings: Settings
  private readonly guidance: Guidance
  readonly keeps: Pick<KeptBranches, 'contents' | 'styles'>
  private readonly layers: readonly MixingLayer[]

  constructor(
    model: StableDiffusion,
    settings: Settings,
    guidance: Guidance,
    keeps: Predictor['keeps'] = { contents: false, styles: false },
  ) {
    this.model = model
    this.settings = settings
    this.guidance = guidance
    this.keeps = keeps
    this.layers = mixingLayers(model.unetConfig)
  }

  /** Loads the U-Net, unless it is. */
  async load(): Promise<void> {
    await this.session()
  }

  /** The noise in images that only attend to themselves. */
  async predictUnmixed(timestep: number, latents: readonly Float32Array[]): Promise<readonly Float32Array[]> {
    const plan: StepPlan = { index: 0, timestep, mix: { full: false, half: false }, adain: 'plain', swapScale: null }
    const contents = latents.map((each): BranchRow => ({ latents: each, isEvaluated: true, cached: null }))
    return (await this.predict(plan, { contents, styles: [], outs: [] })).contents.map((epsilon) => epsilon!)
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
    const cachedRow = ({ cached }: BranchRow) => (cached && mixing ? batch.addCached(cached, texts.length) : null)
    const cachedContents = rows.contents.map(cachedRow)
    const cachedStyles = rows.styles.map(cachedRow)
    const contents = this.byBranch(rows.contents, ({ latents, isEvaluated }, text, branch, i) => {
      if (isEvaluated) return batch.addContent(latents, text)
      batch.addCachedContent((cachedContents[i] ?? 0) + branch)
      return null
    })
    const outs = this.byBranch(rows.outs, ({ latents, content, style, filterShare }, text, branch) => {
      const live = styles[style]?.[branch]
      return batch.addMixed(latents, text, {
        contentOf: branch * rows.contents.length + content,
        style: live === undefined ? { cached: (cachedStyles[style] ?? 0) + branch } : { row: live },
        filterShare,
      })
    })

    const isKept = (keeps: boolean, places: readonly (readonly (number | null)[] | null)[]) =>
      keeps && places.some(isLive)
    const hasGiven = isKept(this.keeps.contents, contents) || isKept(this.keeps.styles, styles)
    const outputs = await this.evaluate(plan, batch, hasGiven)
    const epsilon = (latents: Float32Array, ofBranches: readonly number[]) =>
      this.guidance.combine(ofBranches.map((row) => this.rowEpsilon(outputs, row, latents, plan.timestep)))
    const ofBranch = ({ latents }: BranchRow, places: readonly (number | null)[] | null) =>
      isLive(places) ? epsilon(latents, places) : null
    return {
      contents: rows.contents.map((row, i) => ofBranch(row, contents[i]!)),
      styles: rows.styles.map((row, i) => ofBranch(row, styles[i]!)),
      outs: rows.outs.map(({ latents }, i) => {
        const mixed = epsilon(latents, outs[i]!)
        const plain = unmixed[i]
        return plain ? guided(epsilon(latents, plain), mixed, plan.swapScale!) : mixed
      }),
      // of the guidance branches the last is the prompt's
      filters: rows.outs.map((_, i) => layerFilters(outputs, this.layers, (texts.length - 1) * rows.outs.length + i)),
      given: {
        contents: contents.map((places) =>
          this.given(outputs, this.keeps.contents && isLive(places) ? places : [], true),
        ),
        styles: styles.map((places) => this.given(outputs, this.keeps.styles && isLive(places) ? places : [], false)),
      },
    }
  }

  /** All images for the first guidance branch, then all for the next; returns the rows of each image by branch. */
  private byBranch<T, Row>(
    images: readonly T[],
    add: (image: T, text: Float32Array, branch: number, index: number) => Row,
  ): Row[][] {
    const rows = images.map((): Row[] => [])
    for (const [branch, text] of this.guidance.texts.entries()) {
      for (const [i, image] of images.entries()) rows[i]!.push(add(image, text, branch, i))
    }
    return rows
  }

  private async evaluate(plan: StepPlan, batch: StepBatch, hasGiven: boolean): Promise<Outputs> {
    const session = await this.session()
    const { unetConfig } = this.model
    const [height, width] = this.model.latentSize(this.settings.size)
    const hasFilter = this.filterAxis !== null
    const parts = hasGiven ? branchParts.filter((part) => part !== 'q' || this.keeps.contents) : []
    const active = this.layers.filter(({ level }) => plan.mix[level])
    const filters = active.flatMap(({ scope }) =>
      hasFilter ? filterOutputs.map((output) => `${scope}.${output}`) : [],
    )
    // of every layer, whether or not it mixes in this step: other settings may want it
    const names = [...filters, ...this.layers.flatMap(({ scope }) => parts.map((part) => `${scope}.${part}`))]
    this.evaluations += batch.rows
    return session.run(
      {
        ...batch.rowInputs(plan.timestep, [unetConfig.latentChannels, height, width]),
        ...(this.layers.length > 0
          ? batch.mixingInputs(plan.mix, this.settings.contrast, { hasFilter, hasCache: this.hasCache })
          : {}),
        ...(this.hasCache ? batch.cacheInputs(this.layers, height * width) : {}),
      },
      ['prediction', ...names],
    )
  }

  private get hasCache(): boolean {
    return this.keeps.contents || this.keeps.styles
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
      branchCache: this.hasCache,
      keptMapBytes,
    }
    const key = JSON.stringify({ height, width, freeU, mixing })
    return this.model.unetSession(key, { height, width, freeU, selfAttention: mixingSelfAttention(mixing) })
  }

  private rowEpsilon(outputs: Outputs, row: number, latents: Float32Array, timestep: number): Float32Array {
    const prediction = floatOutput(outputs, 'prediction').subarray(row * latents.length, (row + 1) * latents.length)
    return this.model.scheduler.toEpsilon(prediction, latents, timestep)
  }

  /** @param rows of one image, by guidance branch */
  private given(outputs: Outputs, rows: readonly number[], withQueries: boolean): BranchLayers {
    const given = new Map<string, BranchTensors>()
    if (rows.length === 0) return given
    for (const { scope } of this.layers) {
      const part = (name: BranchPart) => {
        const output = outputs.get(`${scope}.${name}`)
        if (output?.type !== 'float32') throw new Error(`the graph has no float32 output ${scope}.${name}`)
        const size = output.data.length / output.shape[0]!
        return joined(rows.map((row) => output.data.subarray(row * size, (row + 1) * size)))
      }
      given.set(scope, { q: withQueries ? part('q') : null, k: part('k'), v: part('v') })
    }
    return given
  }
}

/** Whether an image is a row of the batch; then it is one for each guidance branch. */
const isLive = (places: readonly (number | null)[] | null): places is readonly number[] =>
  places !== null && places.every((row) => row !== null)

/** Swap guidance: no_swap + s (swap - no_swap). */
function guided(unmixed: Float32Array, mixed: Float32Array, scale: number): Float32Array {
  return unmixed.map((value, i) => value + scale * (mixed[i]! - value))
}

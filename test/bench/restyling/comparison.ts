import { BranchCache } from '../../../src/main/cactif/branches/branch-cache.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { resolveSettings, type SettingsInput } from '../../../src/shared/settings-schema.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import type { Measurements } from './measurements.ts'
import { measure, type Numbers } from './numbers.ts'
import { restyle, roundTrip } from './restyle.ts'
import { referenceSeed, Streets, type Adverse } from './streets.ts'
import { settingsOf, type Variant } from './variants.ts'

/** What results are compared with: the untouched content, the content through the autoencoder, the same street drawn in the condition. */
export const baselines = ['content', 'autoencoder', 'truth'] as const
export type Row = (typeof baselines)[number] | Variant

export const rowName = (row: Row): string => (typeof row === 'string' ? row : `${row.restyler}, ${row.fidelity}`)

/** One content after its reference in one condition. */
export interface Result {
  readonly row: Row
  readonly condition: Adverse
  readonly contentSeed: number
  readonly numbers: Numbers
}

export interface ComparisonPlan {
  readonly contentSeeds: readonly number[]
  readonly conditions: readonly Adverse[]
  readonly variants: readonly Variant[]
}

/** What is still to be computed of one street and one row; together they are one block. */
interface Task {
  readonly contentSeed: number
  readonly row: Row
  readonly conditions: readonly Adverse[]
}

/** Room for what a few references lend. */
const styleCacheBytes = 2e9

/** Measures every row in every condition over all streets; what `measurements` has is not computed again. */
export class Comparison {
  private readonly model: StableDiffusion
  private readonly preset: SettingsInput
  private readonly plain: Settings
  private readonly measurements: Measurements
  private streets: { readonly seed: number; readonly drawn: Streets; readonly cache: BranchCache } | null = null

  constructor(model: StableDiffusion, preset: SettingsInput, measurements: Measurements) {
    this.model = model
    this.preset = preset
    this.plain = resolveSettings(preset)
    this.measurements = measurements
  }

  async run(plan: ComparisonPlan, onProgress: (done: number, total: number) => void): Promise<Result[]> {
    const { results, tasks } = await this.resume(plan)
    onProgress(0, tasks.length)
    for (const [done, task] of tasks.entries()) {
      results.push(...(await this.compute(task)))
      onProgress(done + 1, tasks.length)
    }
    return results
  }

  /** What was measured before, and what is left. */
  private async resume(plan: ComparisonPlan): Promise<{ results: Result[]; tasks: Task[] }> {
    const results: Result[] = []
    const tasks: Task[] = []
    for (const contentSeed of plan.contentSeeds) {
      for (const row of [...baselines, ...plan.variants]) {
        const missing: Adverse[] = []
        for (const condition of plan.conditions) {
          const numbers = await this.measurements.get(this.originOf(row, contentSeed, condition))
          if (numbers) results.push({ row, condition, contentSeed, numbers })
          else missing.push(condition)
        }
        if (missing.length > 0) tasks.push({ contentSeed, row, conditions: missing })
      }
    }
    return { results, tasks }
  }

  private async compute({ contentSeed, row, conditions }: Task): Promise<Result[]> {
    const { drawn } = this.open(contentSeed)
    const pictures = await this.pictures(row, contentSeed, conditions)
    const results = conditions.map((condition, i): Result => {
      const numbers = measure(drawn.content, drawn.reference(condition), pictures[i]!)
      return { row, condition, contentSeed, numbers }
    })
    for (const { condition, numbers } of results)
      await this.measurements.put(this.originOf(row, contentSeed, condition), numbers)
    return results
  }

  private async pictures(row: Row, contentSeed: number, conditions: readonly Adverse[]): Promise<RgbImage[]> {
    const { drawn, cache } = this.open(contentSeed)
    const { content } = drawn
    if (row === 'content') return conditions.map(() => content.image)
    if (row === 'truth') return conditions.map((condition) => drawn.truth(condition))
    if (row === 'autoencoder') {
      const [decoded] = await roundTrip(this.model, [content.image], this.plain.size)
      return conditions.map(() => decoded!)
    }
    const styles = conditions.map((condition) => drawn.reference(condition))
    return restyle(this.model, { content, styles, settings: settingsOf(row, this.preset), cache })
  }

  private open(seed: number): NonNullable<typeof this.streets> {
    if (this.streets?.seed !== seed) {
      const drawn = new Streets(seed, this.plain.size)
      this.streets = { seed, drawn, cache: new BranchCache(styleCacheBytes) }
    }
    return this.streets
  }

  private originOf(row: Row, content: number, condition: Adverse): Record<string, unknown> {
    const { fingerprint } = this.model.source
    const { size } = this.plain
    const streets = { content, reference: referenceSeed(content, condition), condition }
    if (row === 'content' || row === 'truth') return { row, ...streets, size }
    if (row === 'autoencoder') return { row, ...streets, size, model: fingerprint }
    return { row: rowName(row), ...streets, model: fingerprint, settings: settingsOf(row, this.preset) }
  }
}

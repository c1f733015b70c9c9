import { memoryNeed, rowsPerStep, styleCacheBytes, type BlockShape } from '../cactif/memory-need.ts'
import { mixes, type StepPlan } from '../cactif/schedule.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'

/** How many images to evaluate together. */
export interface BlockPlan extends BlockShape {
  /** U-Net rows per output, over all steps; with a cache, recording it included. */
  readonly evaluationsPerOutput: number
  /** Estimated from the measured speed. */
  readonly secondsPerOutput: number
  /** Peak, the style cache included. */
  readonly bytes: number
}

/** Seconds that one evaluation of that many rows took on this machine. */
export interface MeasuredSpeed {
  readonly rows: number
  readonly seconds: number
}

export interface PlanRequest {
  readonly size: readonly [height: number, width: number]
  readonly steps: readonly StepPlan[]
  /** Every content is restyled after every reference. */
  readonly contents: number
  readonly styles: number
  /** Bytes that may be used. */
  readonly memory: number
  /** Whether references' branches stay from block to block. */
  readonly keepsStyles: boolean
  /** No block has more rows than this. */
  readonly maxRows: number
  /** At least one; more let the plan see what larger batches gain or lose. */
  readonly speed: readonly MeasuredSpeed[]
}

/** Larger blocks gain little (an output costs 1 + 1/S + 1/n rows a step) and show their first result late. */
const maxImages = 8

/**
 * Chooses n contents x S references and whether references are kept: the fastest by measured speed that fits into memory, and
 * of equally fast ones the smallest. Null where not even one transfer fits.
 */
export function planBlock(model: StableDiffusion, request: PlanRequest): BlockPlan | null {
  const candidates: BlockPlan[] = []
  for (let contents = 1; contents <= Math.min(request.contents, maxImages); contents++) {
    for (let styles = 1; styles <= Math.min(request.styles, maxImages); styles++) {
      for (const stylesCached of request.keepsStyles ? [false, true] : [false]) {
        const shape = { contents, styles, stylesCached }
        if (rowsPerStep(shape) > request.maxRows) continue
        const plan = measurePlan(model, request, shape)
        if (plan.bytes <= request.memory) candidates.push(plan)
      }
    }
  }
  const cost = ({ secondsPerOutput }: BlockPlan) => Number(secondsPerOutput.toPrecision(6))
  candidates.sort((a, b) => cost(a) - cost(b) || a.bytes - b.bytes)
  return candidates[0] ?? null
}

function measurePlan(
  model: StableDiffusion,
  { size, steps, contents, speed }: PlanRequest,
  shape: BlockShape,
): BlockPlan {
  const outputs = shape.contents * shape.styles
  const mixing = steps.filter(mixes).length
  const perStep = { mixing: rowsPerStep(shape), plain: shape.contents + outputs }
  // the first block of a reference records it; its cost is shared by all contents
  const recorded = shape.stylesCached ? (mixing * shape.styles) / outputs / Math.ceil(contents / shape.contents) : 0
  const over = (rows: (count: number) => number) =>
    mixing * rows(perStep.mixing) + (steps.length - mixing) * rows(perStep.plain)
  const cacheBytes = shape.stylesCached ? shape.styles * styleCacheBytes(model, size, mixing) : 0
  return {
    ...shape,
    evaluationsPerOutput: over((rows) => rows) / outputs + recorded,
    secondsPerOutput: over((rows) => secondsFor(rows, speed)) / outputs + recorded * secondsFor(1, speed),
    bytes: memoryNeed(model, size, shape).peak + cacheBytes,
  }
}

/** Between measured numbers of rows by straight lines, outside them in proportion to the nearest. */
function secondsFor(rows: number, speed: readonly MeasuredSpeed[]): number {
  const sorted = [...speed].sort((a, b) => a.rows - b.rows)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) throw new Error('a plan needs at least one measured speed')
  if (rows <= first.rows) return (first.seconds * rows) / first.rows
  const above = sorted.findIndex((sample) => sample.rows >= rows)
  if (above < 0) return (last.seconds * rows) / last.rows
  const [low, high] = [sorted[above - 1]!, sorted[above]!]
  return low.seconds + ((high.seconds - low.seconds) * (rows - low.rows)) / (high.rows - low.rows)
}

import { filteredOf, similarityOf, type FilterRun } from './filter-run.ts'
import { maskBelow } from './places.ts'
import { inOrder, quantile } from './quantile.ts'

/** How well a run's similarities foretold what another one of a different share kept. */
export interface Agreement {
  /** The share that the prediction was made from. */
  readonly from: number
  /** The share that it was made for. */
  readonly at: number
  /** 0 to 1: places of all steps and layers in which prediction and run are the same. */
  readonly share: number
}

/** Null where the runs differ in steps or layers, so that one foretells nothing of the other. */
export function agreementOf(before: FilterRun, after: FilterRun): Agreement | null {
  const { entries } = after.index
  const isSame =
    before.index.tokens === after.index.tokens &&
    before.index.entries.length === entries.length &&
    before.index.entries.every(({ step, layer, offset }, i) => {
      const other = entries[i]!
      return step === other.step && layer === other.layer && offset === other.offset
    })
  if (!isSame || after.index.tokens === 0) return null
  const at = after.index.filterShare
  let same = 0
  for (const [i, entry] of entries.entries()) {
    const similarity = similarityOf(before, before.index.entries[i]!)
    const predicted = maskBelow(similarity, quantile(inOrder(similarity), at))
    const kept = filteredOf(after, entry)
    for (let place = 0; place < kept.length; place++) if (predicted[place] === kept[place]) same++
  }
  return { from: before.index.filterShare, at, share: same / after.index.tokens }
}

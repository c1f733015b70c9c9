import type { IndexingSummary, SourceProgress } from '../../catalog/indexing/indexer.ts'
import type { TaskProgress } from '../progress-bar.ts'

/** Turns what the indexing of one source tells into the two phases of a progress bar. */
export interface IndexingProgress {
  readonly tell: (sources: readonly SourceProgress[]) => void
  /** The last of each phase that took place. */
  readonly end: (summary: Pick<IndexingSummary, 'images'>, walkOnly: boolean) => void
}

/** @param known images that the source had before: as many as will be found again, which tells the time left of the walk */
export function indexingProgress(report: (progress: TaskProgress) => void, known: number): IndexingProgress {
  let listed = false
  const endWalk = (images: number): void => {
    if (!listed) report({ phase: 'walk', step: images, steps: images, rate: null })
    listed = true
  }
  return {
    tell: ([source]) => {
      if (!source) return
      const { phase, done, total, rate, secondsLeft } = source
      if (phase === 'walk') report({ phase, step: done, steps: done < known ? known : null })
      if (phase !== 'read' || total === null) return
      endWalk(total)
      report({ phase, step: done, steps: total, rate, secondsLeft })
    },
    end: ({ images }, walkOnly) => {
      endWalk(images)
      if (!walkOnly) report({ phase: 'read', step: images, steps: images, rate: null, secondsLeft: null })
    },
  }
}

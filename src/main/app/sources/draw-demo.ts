import { availableParallelism } from 'node:os'
import type { TaskStep } from '../../../shared/contract.ts'
import { demoTrees, type DemoDataPlan } from '../../scenes/demo-data.ts'
import { runTask } from '../tasks/run-task.ts'

/** Enough to try every screen, and the size that the embedded model is for. */
const plan: DemoDataPlan = { content: 8, references: 3, size: [256, 512], seed: 42 }

const trees = demoTrees(plan)
export type DemoTree = (typeof trees)[number]['tree']

/** There are few scenes, and a thread takes a moment to start. */
const MOST_THREADS = 8

interface Drawing {
  readonly out: string
  readonly tell: (step: TaskStep) => void
  /** Trees are drawn in their order, scene by scene. */
  readonly onWhole: (tree: DemoTree) => void
  readonly signal: AbortSignal
}

/**
 * Draws the demo scenes with all cores. Nobody writes to `out` any more when it ends.
 *
 * @throws WriteError, CancelledError
 */
export async function drawDemo({ out, tell, onWhole, signal }: Drawing): Promise<void> {
  const failing = new AbortController()
  const ending = AbortSignal.any([signal, failing.signal])
  const done = Array.from({ length: Math.min(availableParallelism(), MOST_THREADS) }, () => 0)
  const startedMilliseconds = performance.now()
  const total = trees.reduce((sum, { scenes }) => sum + scenes, 0)
  const hear = (thread: number, scenes: number): void => {
    const wholeBefore = wholeTrees(done)
    done[thread] = scenes
    for (const tree of wholeTrees(done).slice(wholeBefore.length)) onWhole(tree)
    const drawn = done.reduce((sum, one) => sum + one, 0)
    const seconds = (performance.now() - startedMilliseconds) / 1000
    tell({ what: 'Drawing street scenes', done: drawn, total, secondsLeft: (seconds / drawn) * (total - drawn) })
  }
  const threads = done.map((_, first) =>
    runTask(
      'drawDemo',
      { out, plan, share: { first, of: done.length } },
      { signal: ending, onProgress: ({ done }) => hear(first, done) },
    ).catch((error: unknown) => {
      failing.abort()
      throw error
    }),
  )
  await Promise.allSettled(threads)
  await Promise.all(threads)
}

/** Thread k draws the scenes k, k + n, k + 2n: those before the first one that is not drawn make the trees that are whole. */
function wholeTrees(done: readonly number[]): DemoTree[] {
  const drawn = Math.min(...done.map((scenes, thread) => thread + scenes * done.length))
  let last = 0
  return trees.filter(({ scenes }) => (last += scenes) <= drawn).map(({ tree }) => tree)
}

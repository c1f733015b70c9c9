import type { Problem } from '../../../../src/shared/problems.ts'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { beginWalk, endWalk, recordBatch, type WalkResult } from '../../../../src/main/catalog/walks/walk-records.ts'
import type { FoundImage } from '../../../../src/main/datasets/layout.ts'
import { drawnImage } from './drawn-tree.ts'

interface Tree {
  readonly images: readonly FoundImage[]
  readonly problems: readonly Problem[]
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)
const noLabel = ({ path }: FoundImage): Problem => ({ path, problem: 'label-missing', message: `${path} has no label` })

const before: FoundImage[] = numbers(0, 1_800).map((number) => drawnImage(number))

/** 1,800 images, 200 with a problem. */
export const treeBefore: Tree = { images: before, problems: before.slice(0, 200).map(noLabel) }

const after: FoundImage[] = [
  ...before.slice(0, 300).map((image) => ({ ...image, bytes: image.bytes + 1 })),
  ...before.slice(300, 600).map((image) => ({ ...image, condition: 'fog' as const })),
  ...before.slice(600, 1_200),
  ...numbers(1_500, 1_800).map((number) => drawnImage(number, 'moved')),
  ...numbers(1_800, 2_250).map((number) => drawnImage(number)),
]

/** The same with 300 changed, 300 described anew, 300 gone, 300 moved, 450 more, and other problems. */
export const treeAfter: Tree = { images: after, problems: after.slice(100, 300).map(noLabel) }

/** Records a walk of a tree in batches as a walk tells them; `pause` is awaited after each. */
export async function walkTree(
  database: CatalogDatabase,
  sourceId: number,
  { images, problems }: Tree,
  pause: () => Promise<unknown> = () => Promise.resolve(),
): Promise<WalkResult> {
  const walk = beginWalk(database, sourceId)
  for (let start = 0; start < images.length; start += 100) {
    recordBatch(walk, { images: images.slice(start, start + 100), problems: problems.slice(start, start + 100) })
    await pause()
  }
  return endWalk(walk)
}

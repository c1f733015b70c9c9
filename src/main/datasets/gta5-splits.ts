import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Split } from './layout.ts'
import { MatFileError, MAX_MAT_BYTES, readNumericArrays } from './matlab/mat-file.ts'
import type { SourceTree } from './tree/source-tree.ts'

/** Where the file is: beside the images, or as the download with the readers unpacks. */
const places = ['split.mat', 'read_mapping/split.mat']
const splitOfVariable: Record<string, Split> = { trainIds: 'train', valIds: 'val', testIds: 'test' }

/**
 * The split of each of GTA5's ids as its `split.mat` says; empty where there is none. A file that can't be read is reported,
 * and leaves the images without a split.
 */
export function readGta5Splits(tree: SourceTree): ReadonlyMap<number, Split> {
  const splits = new Map<number, Split>()
  for (const place of places) {
    const file = path.join(tree.root, place)
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found?.isFile()) continue
    try {
      if (found.size > MAX_MAT_BYTES)
        throw new MatFileError(`has ${found.size} bytes, expected at most ${MAX_MAT_BYTES}`)
      const arrays = readNumericArrays(readFileSync(file), Object.keys(splitOfVariable))
      if (arrays.size === 0) throw new MatFileError('holds none of trainIds, valIds and testIds')
      for (const [name, ids] of arrays) for (const id of ids) splits.set(id, splitOfVariable[name]!)
      break
    } catch (error) {
      reportUnreadable(tree, place, error)
    }
  }
  return splits
}

function reportUnreadable(tree: SourceTree, place: string, error: unknown): void {
  const reason =
    error instanceof MatFileError ? error.message : `cannot be read (${(error as NodeJS.ErrnoException).code})`
  tree.report('unreadable', place, `${place} ${reason}, so images have no split; copy it again from the GTA5 site.`)
}

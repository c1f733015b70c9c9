import { setImmediate } from 'node:timers/promises'
import type { Condition } from '../../shared/conditions.ts'
import { CancelledError } from '../../shared/errors.ts'
import type { FileStamp, FoundImage, FoundLabel, LayoutName, WalkBatch } from './layout.ts'
import { layouts } from './layouts.ts'
import { shown } from './names/file-names.ts'
import { stampFiles, type StampResult } from './tree/file-stamps.ts'
import { Pairing, type Pair, type PairedLabel } from './tree/pairing.ts'
import { realPathIfAny } from './tree/source-root.ts'
import { SourceTree } from './tree/source-tree.ts'

export interface WalkOptions {
  /** As `detectLayout` returned it. */
  readonly root: string
  readonly layout: LayoutName
  /**
   * What a person said of the images' condition: holds for all images of a plain folder, elsewhere for those whose place and
   * name say nothing.
   */
  readonly condition?: Condition | undefined
  /** Folders that are never entered: the workspace. */
  readonly skip: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** The first images are shown at once; later batches are worth a transaction. */
const FIRST_BATCH = 200
const BATCH = 1_000

/**
 * Lists a source's images with their labels and the defects that names and sizes tell, in an order that is the same each
 * time (folders and files by code points). Opens no file but GTA5's `split.mat`, writes nothing. A batch has at most 1,000
 * images, the first 200; a problem comes in the batch of its image or later. Lets the event loop turn between batches.
 *
 * Throws FileMissingError where the source is gone, is empty or goes away while it is read: then what was yielded so far is
 * not the whole source, and what is not among it is not gone from disk. UsageError for a file or a workspace; CancelledError.
 */
export async function* walkSource(options: WalkOptions): AsyncGenerator<WalkBatch, void, void> {
  const { root, condition, skip, signal } = options
  const layout = layouts[options.layout]
  const tree = new SourceTree({ root, skip: skip.map(realPathIfAny), followFolderLinks: options.layout !== 'folder' })
  const pairing = new Pairing(tree, layout.unique)
  let pairs: Pair[] = []
  let size = FIRST_BATCH
  for (const group of layout.groups(tree, { condition })) {
    for (const pair of pairing.pairs(group)) {
      pairs.push(pair)
      if (pairs.length < size) continue
      yield await batchOf(tree, pairs)
      pairs = []
      size = BATCH
      await setImmediate()
      checkCancelled(root, signal)
    }
    checkCancelled(root, signal)
  }
  const last = await batchOf(tree, pairs)
  if (last.images.length + last.problems.length + last.notices.length > 0) yield last
}

function checkCancelled(root: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError(`Reading ${shown(root)} was stopped.`, root)
}

async function batchOf(tree: SourceTree, pairs: readonly Pair[]): Promise<WalkBatch> {
  const files = pairs.flatMap(({ image, label }) => (label ? [image, label.path] : [image]))
  const stamps = await stampFiles(files.map((file) => `${tree.root}/${file}`))
  let at = 0
  const images: FoundImage[] = []
  for (const pair of pairs) {
    const stamp = checkStamp(tree, pair.image, stamps[at++]!)
    const labelStamp = pair.label ? checkStamp(tree, pair.label.path, stamps[at++]!) : null
    if (stamp) images.push(foundImage(pair, stamp, labelOf(pair.label, labelStamp)))
  }
  tree.assertPresent()
  return { images, ...tree.take() }
}

function foundImage({ image, name }: Pair, stamp: FileStamp, label: FoundLabel | null): FoundImage {
  const { condition, split, sequence, frame } = name
  return { path: image, ...stamp, label, condition, split, sequence, frame }
}

const labelOf = (label: PairedLabel | null, stamp: FileStamp | null): FoundLabel | null =>
  label && stamp && { path: label.path, encoding: label.encoding, ...stamp }

/** Reports what keeps a file from being read; null where there is no file any more or none that can be asked for. */
function checkStamp(tree: SourceTree, file: string, stamp: StampResult): FileStamp | null {
  if (stamp === 'gone') return null
  if ('failure' in stamp) {
    tree.report(
      'unreadable',
      file,
      `${shown(file)} cannot be read (${stamp.failure}); check its permissions and the disk it is on.`,
    )
    return null
  }
  if (stamp.bytes === 0) tree.report('empty-file', file, `${shown(file)} is empty (0 bytes); copy it again.`)
  return stamp
}

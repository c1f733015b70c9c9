import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { TaskStep } from '../../../shared/contract.ts'
import { WriteError } from '../../../shared/errors.ts'
import { sourceRoots } from '../../catalog/sources/source-roots.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'
import { drawDemo, type DemoTree } from './draw-demo.ts'

const names = { gta5: 'Demo GTA5', acdc: 'Demo ACDC', cityscapes: 'Demo Cityscapes' } as const
const trees = Object.keys(names) as DemoTree[]

/**
 * Draws the demo scenes beside the workspace, for sources never lie in it, and adds each tree as soon as it is whole; those that are
 * there are taken as they are.
 *
 * @throws WriteError, CancelledError: then nothing is left of the trees that were not whole
 */
export async function addDemoScenes(
  open: OpenWorkspace,
  tell: (step: TaskStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = `${open.workspace.folder}-demo`
  const isThere = (tree: DemoTree): boolean => existsSync(path.join(folder, tree))
  const missing = trees.filter((tree) => !isThere(tree))
  for (const tree of trees.filter(isThere)) await add(open, folder, tree)
  if (missing.length === 0) return
  for await (const { tree, drawnIn } of drawn(folder, missing, tell, signal)) {
    await mkdir(folder, { recursive: true })
    await rename(path.join(drawnIn, tree), path.join(folder, tree))
    await add(open, folder, tree)
  }
}

async function add({ catalog, decisions, indexing }: OpenWorkspace, folder: string, layout: DemoTree): Promise<void> {
  const root = path.join(folder, layout)
  if (sourceRoots(catalog.database).some((known) => known.root === root)) return
  indexing.index(await decisions.decide('addSource', { root, layout, name: names[layout] }))
}

/** Trees as they become whole, in a folder that is gone at the end. */
async function* drawn(
  folder: string,
  wanted: readonly DemoTree[],
  tell: (step: TaskStep) => void,
  signal: AbortSignal,
): AsyncGenerator<{ readonly tree: DemoTree; readonly drawnIn: string }, void> {
  const drawnIn = await makeFolder(folder)
  const leaving = new AbortController()
  const whole = new Map(trees.map((tree) => [tree, Promise.withResolvers<void>()]))
  const drawing = drawDemo({
    out: drawnIn,
    tell,
    onWhole: (tree) => whole.get(tree)!.resolve(),
    signal: AbortSignal.any([signal, leaving.signal]),
  })
  try {
    for (const tree of wanted) {
      await Promise.race([whole.get(tree)!.promise, drawing])
      yield { tree, drawnIn }
    }
    await drawing
  } finally {
    leaving.abort()
    await drawing.catch(() => undefined)
    await rm(drawnIn, { recursive: true, force: true })
  }
}

async function makeFolder(folder: string): Promise<string> {
  try {
    return await mkdtemp(`${folder}-`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `The demo scenes cannot be drawn beside the workspace, in ${folder} (${code}); free some space there, or make a workspace in a folder that you may write`,
      folder,
      { cause: error },
    )
  }
}

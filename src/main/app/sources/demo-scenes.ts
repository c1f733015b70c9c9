import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { TaskStep } from '../../../shared/contract.ts'
import { WriteError } from '../../../shared/errors.ts'
import { sourceRoots } from '../../catalog/sources/source-roots.ts'
import { runTask } from '../tasks/run-task.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'

const trees = { gta5: 'Demo GTA5', acdc: 'Demo ACDC', cityscapes: 'Demo Cityscapes' } as const

/**
 * Draws the demo scenes beside the workspace, for sources never lie in it, and adds them; those that are there are taken as they are.
 *
 * @throws WriteError, CancelledError: then nothing is left of them
 */
export async function addDemoScenes(
  { workspace, catalog, decisions, indexing }: OpenWorkspace,
  tell: (step: TaskStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = `${workspace.folder}-demo`
  if (!existsSync(folder)) await draw(folder, tell, signal)
  const known = new Set(sourceRoots(catalog.database).map(({ root }) => root))
  for (const [layout, name] of Object.entries(trees) as [keyof typeof trees, string][]) {
    const root = path.join(folder, layout)
    if (known.has(root) || !existsSync(root)) continue
    indexing.index(await decisions.decide('addSource', { root, layout, name }))
  }
}

async function draw(folder: string, tell: (step: TaskStep) => void, signal: AbortSignal): Promise<void> {
  const partial = await makeFolder(folder)
  const startedMilliseconds = performance.now()
  try {
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
      const seconds = (performance.now() - startedMilliseconds) / 1000
      tell({ what: 'Drawing street scenes', done, total, secondsLeft: (seconds / done) * (total - done) })
    }
    await runTask('drawDemo', { out: partial }, { onProgress, signal })
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
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

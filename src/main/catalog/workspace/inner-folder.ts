import { mkdirSync } from 'node:fs'
import path from 'node:path'

/**
 * Makes a folder in a workspace, level by level, and never the workspace itself: one that was deleted while it was open must not come back
 * empty.
 *
 * @throws what Node throws: ENOENT where the workspace is gone
 */
export function makeInnerFolder(workspace: string, folder: string): void {
  const levels = path.relative(workspace, folder).split(path.sep)
  let made = workspace
  for (const level of levels) {
    made = path.join(made, level)
    try {
      mkdirSync(made)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

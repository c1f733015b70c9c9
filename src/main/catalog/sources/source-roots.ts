import { SourceError, WorkspaceError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../database.ts'
import { isWithin, type Workspace } from '../workspace/folders.ts'

export const sourceRootsSql = 'SELECT id, root, name FROM source ORDER BY id'

export interface SourceRoot {
  readonly id: number
  readonly root: string
  readonly name: string
}

export const sourceRoots = (database: CatalogDatabase): SourceRoot[] =>
  database.prepare(sourceRootsSql).all() as SourceRoot[]

/**
 * Refuses a root that another source has or lies in or holds: its images would be there twice. `except`: the source that moves there.
 *
 * @throws SourceError
 */
export function refuseNested(database: CatalogDatabase, root: string, except?: number): void {
  for (const { id, root: other, name } of sourceRoots(database)) {
    if (id === except) continue
    if (other === root) throw new SourceError(`${root} is already a source, by the name of ${name}; rescan it`, root)
    if (isWithin(root, other))
      throw new SourceError(`${root} lies in the source ${name} (${other}), which has its images; rescan that`, root)
    if (isWithin(other, root))
      throw new SourceError(
        `${root} holds the source ${name} (${other}), whose images would be there twice; add its other folders one by one or remove ${name} first`,
        root,
      )
  }
}

/**
 * Refuses a root with the workspace in it or in the workspace: what Weatherglass writes would be indexed as a source.
 *
 * @throws SourceError
 */
export function refuseWorkspace(root: string, { folder }: Pick<Workspace, 'folder'>): void {
  if (isWithin(root, folder))
    throw new SourceError(`${root} lies in the workspace ${folder}; give a folder outside of it`, root)
  if (isWithin(folder, root))
    throw new SourceError(
      `${root} holds the workspace ${folder}, whose pictures would be taken for images of the source; give a folder further in, or move the workspace out`,
      root,
    )
}

/** Refuses a workspace that was moved into one of its sources, or a source into it. @throws WorkspaceError */
export function refuseWorkspaceInSource(database: CatalogDatabase, { folder }: Workspace): void {
  for (const { root, name } of sourceRoots(database))
    if (isWithin(folder, root) || isWithin(root, folder))
      throw new WorkspaceError(
        `The workspace ${folder} and its source ${name} (${root}) lie in each other, and sources are never written to; move the workspace elsewhere`,
        folder,
      )
}

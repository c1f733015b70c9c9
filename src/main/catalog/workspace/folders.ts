import path from 'node:path'

/** The format of `weatherglass.json` and of the folder that this program writes and reads. */
export const workspaceFormat = 1

/**
 * A workspace: one folder with everything that Weatherglass keeps. It can be moved or copied as a whole while no process has it
 * open; only the roots of sources are absolute.
 */
export interface Workspace {
  /** Real path. */
  readonly folder: string
  readonly id: string
  readonly createdUtc: string
}

export const markerName = 'weatherglass.json'
export const markerFile = (folder: string): string => path.join(folder, markerName)

export const catalogFile = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'catalog.sqlite')
export const lockFile = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'workspace.lock')
export const backupsFolder = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'backups')
export const thumbnailsFolder = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'thumbnails')
/** Labels that a network predicted. */
export const labelsFolder = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'labels')
export const outputsFolder = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'outputs')

const ownName =
  /^(weatherglass\.json|(catalog\.sqlite|workspace\.lock)(-wal|-shm|-journal)?|backups|locks|thumbnails|labels|outputs)$/
const temporaryName = /^\.weatherglass-.*\.tmp(-wal|-shm|-journal)?$/

/** Whether a name is one that is given to a file while it is written. */
export const isTemporaryName = (name: string): boolean => temporaryName.test(name)

/** Whether a name in a workspace's folder is one that Weatherglass gives there. */
export const isOwnName = (name: string): boolean => ownName.test(name) || isTemporaryName(name)

/** Whether `inner` is `outer` or lies in it; both are real paths. */
export function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner)
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative))
}

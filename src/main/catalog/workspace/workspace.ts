import { randomUUID } from 'node:crypto'
import { access, constants, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { FileMissingError, WorkspaceError, WriteError } from '../../../shared/errors.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'
import { createCatalogFile } from '../database.ts'
import { catalogBusy } from '../database-errors.ts'
import { retried, tryAlone } from '../safety/presence.ts'
import { fileSystemOf, networkReason } from './file-systems.ts'
import {
  backupsFolder,
  catalogFile,
  isOwnName,
  markerFile,
  outputsFolder,
  thumbnailsFolder,
  workspaceFormat,
  type Workspace,
} from './folders.ts'

const markerSchema = z.object({ format: z.number().int(), id: z.string().min(1), created: z.string() })

/** Too little for SQLite's log and its index: opening would fail half-way. */
const BYTES_TO_OPEN = 1_000_000
/** An empty catalog with its log; anything useful needs far more, which `suggestWorkspaces` sees to. */
const BYTES_TO_CREATE = 10_000_000

/** What a folder is to someone who looks for a workspace. `free`: not there yet, empty, or a creation that was interrupted. */
export type FolderState = 'workspace' | 'free' | 'occupied'

/** @throws WorkspaceError where the path is a file or cannot be read */
export async function stateOfFolder(folder: string): Promise<FolderState> {
  const names = await readFolder(folder)
  if (names.includes(path.basename(markerFile(folder)))) return 'workspace'
  return names.every(isOwnName) ? 'free' : 'occupied'
}

/**
 * Opens the workspace in a folder; the catalog in it is opened by `openCatalog`.
 *
 * @throws WorkspaceError where there is none, on a network file system, or of a newer Weatherglass; WriteError where the disk is full or
 *   read-only
 */
export async function openWorkspace(folder: string): Promise<Workspace> {
  const state = await stateOfFolder(folder)
  if (state !== 'workspace') {
    const found =
      state === 'free' ? 'is not there or empty' : `holds other files and no ${path.basename(markerFile(''))}`
    throw new WorkspaceError(`${folder} is no workspace: it ${found}; create one in an empty folder`, folder)
  }
  const real = await realpath(folder)
  await refuseUnfit(real, BYTES_TO_OPEN)
  const workspace = await readMarker(real)
  await makeFolders(workspace)
  return workspace
}

/**
 * Makes a folder a workspace: with its folders, an empty catalog, and `weatherglass.json` last, so that one that was interrupted can be
 * made again. Of several processes at once each gets the same one.
 *
 * @param folder not there yet, or empty
 * @throws WorkspaceError where it holds other files or lies on a network file system; WriteError
 */
export async function createWorkspace(folder: string): Promise<Workspace> {
  const state = await stateOfFolder(folder)
  if (state === 'occupied')
    throw new WorkspaceError(`${folder} is not empty and no workspace; choose an empty folder or a new name`, folder)
  if (state === 'free') await makeWorkspace(folder)
  return await openWorkspace(folder)
}

async function makeWorkspace(folder: string): Promise<void> {
  await refuseUnfit(await nearestFolder(folder), BYTES_TO_CREATE)
  const real = await makeFolder(folder)
  const made = await retried(() => makeAlone(real))
  if (!made) throw catalogBusy(catalogFile({ folder: real }))
}

/** Undefined where another process is about to make it. */
async function makeAlone(folder: string): Promise<true | undefined> {
  const presence = tryAlone({ folder })
  try {
    if ((await stateOfFolder(folder)) === 'workspace') return true
    if (!presence) return undefined
    const workspace = { folder, id: randomUUID(), createdUtc: new Date().toISOString() }
    await makeFolders(workspace)
    createCatalogFile(catalogFile(workspace))
    await writeMarker(workspace)
    return true
  } finally {
    presence?.leave()
  }
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    const found = code === 'ENOTDIR' ? 'is a file' : `cannot be read (${code})`
    throw new WorkspaceError(`${folder} ${found}; give a folder for the workspace`, folder, { cause: error })
  }
}

/** Real path of the folder, or of the innermost around it that is there: on its disk the folder would be. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    const parent = path.dirname(path.resolve(folder))
    if (parent === folder) throw error
    return await nearestFolder(parent)
  }
}

async function makeFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(`${folder} cannot be made (${code}); choose a folder where you may write`, folder, {
      cause: error,
    })
  }
}

async function makeFolders(workspace: Pick<Workspace, 'folder'>): Promise<void> {
  for (const folder of [backupsFolder, thumbnailsFolder, outputsFolder]) await makeFolder(folder(workspace))
}

async function refuseUnfit(folder: string, bytes: number): Promise<void> {
  const fileSystem = await fileSystemOf(folder)
  const reason = networkReason(folder, fileSystem)
  if (reason !== null)
    throw new WorkspaceError(
      `${folder} ${reason}, where the catalog can be damaged because SQLite's log needs shared memory and reliable locks; choose a folder on a local disk`,
      folder,
    )
  await refuseReadOnly(folder)
  if (fileSystem.freeBytes < bytes)
    throw new WriteError(
      `${folder}: the disk is full (${megabytes(fileSystem.freeBytes)} free, ${megabytes(bytes)} needed to start); free some space or choose another disk`,
      folder,
    )
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

async function refuseReadOnly(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${folder} is read-only (${code}); change its permissions or choose a folder where you may write`,
      folder,
      { cause: error },
    )
  }
}

async function writeMarker({ folder, id, createdUtc }: Workspace): Promise<void> {
  const marker: z.infer<typeof markerSchema> = { format: workspaceFormat, id, created: createdUtc }
  await writeFileAtomically(markerFile(folder), `${JSON.stringify(marker, null, 2)}\n`)
}

async function readMarker(folder: string): Promise<Workspace> {
  const file = markerFile(folder)
  const marker = markerSchema.safeParse(await readJson(file))
  if (!marker.success)
    throw new WorkspaceError(
      `${file} is damaged: expected format, id and created; delete it and create the workspace in ${folder} again, its catalog is kept`,
      file,
    )
  const { format, id, created } = marker.data
  if (format > workspaceFormat)
    throw new WorkspaceError(
      `${folder} was made by a newer Weatherglass (format ${format}, this one knows ${workspaceFormat}); update Weatherglass`,
      folder,
    )
  return { folder, id, createdUtc: created }
}

async function readJson(file: string): Promise<unknown> {
  const found = await stat(file)
  if (!found.isFile() || found.size > 65_536) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw new FileMissingError(`${file} cannot be read; check its permissions`, file, { cause: error })
  }
}

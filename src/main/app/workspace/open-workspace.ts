import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { IndexingProgress } from '../../../shared/sources.ts'
import type { OpenedWorkspace } from '../../../shared/workspaces.ts'
import { MediaFiles } from '../../catalog/media-files.ts'
import { openCatalog, type Catalog } from '../../catalog/opening.ts'
import { startCatalogQueries, type CatalogQueries } from '../../catalog/queries/catalog-queries.ts'
import { backUpDaily } from '../../catalog/safety/backups.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { openWorkspace as openFolder } from '../../catalog/workspace/workspace.ts'
import { Deciding } from '../decisions/deciding.ts'
import { Indexing } from '../indexing/indexing.ts'
import type { Log } from '../log/log-file.ts'
import { sharingGpu } from '../runs/sharing-gpu.ts'
import { QueueService } from '../runs/queue-service.ts'
import type { GpuTurns } from '../../engine/gpu-turns.ts'
import type { Watched } from '../rpc/watched.ts'

/** What outlives a workspace. */
export interface WorkspaceSurroundings {
  readonly log: Log
  /** Shared with the tuning screen. */
  readonly gpu: GpuTurns
  /** Of the indexing of its sources. */
  readonly progress: Watched<readonly IndexingProgress[]>
}

/** A workspace that is open, with all that works on it. */
export interface OpenWorkspace {
  readonly workspace: Workspace
  readonly catalog: Catalog
  readonly queries: CatalogQueries
  readonly media: MediaFiles
  readonly decisions: Deciding
  readonly indexing: Indexing
  readonly queue: QueueService
  /** False where the folder was deleted or moved, or its disk taken away: what is written now would be lost. */
  readonly isPresent: () => boolean
  /** Aborted when the workspace is closed: streams end with it. */
  readonly closed: AbortSignal
  describe(): Promise<OpenedWorkspace>
  close(): Promise<void>
}

/** The window comes first. */
const FIRST_BACKUP_MILLISECONDS = 20_000
const BACKUP_MILLISECONDS = 60 * 60_000

/**
 * Opens the workspace of a folder and begins what runs beside: the daily backup.
 *
 * @throws as `openWorkspace` and `openCatalog` of the catalog
 */
export async function openWorkspace(
  folder: string,
  { log, progress, gpu }: WorkspaceSurroundings,
): Promise<OpenWorkspace> {
  const workspace = await openFolder(folder)
  const catalog = await openCatalog(workspace)
  const queries = startCatalogQueries(workspace)
  const decisions = new Deciding(workspace)
  const indexing = new Indexing(catalog, progress, log)
  const queue = new QueueService({ catalog, queries, log, startEngine: () => sharingGpu(gpu) })
  const closing = new AbortController()
  const backUp = (): void => {
    backUpDaily(workspace).catch((error: unknown) => log.defect(error, `the backup of ${workspace.folder}`))
  }
  const firstBackup = setTimeout(backUp, FIRST_BACKUP_MILLISECONDS).unref()
  const backups = setInterval(backUp, BACKUP_MILLISECONDS).unref()
  queries
    .sources()
    .then((sources) => indexing.resumeAll(sources))
    .catch((error: unknown) => closing.signal.aborted || log.defect(error, 'going on with indexing'))
  return {
    workspace,
    catalog,
    queries,
    media: new MediaFiles(catalog.database, workspace),
    decisions,
    indexing,
    queue,
    isPresent: () => existsSync(catalog.file),
    closed: closing.signal,
    describe: async () => ({ ...workspace, freeBytes: await freeBytes(workspace.folder) }),
    close: async () => {
      clearTimeout(firstBackup)
      clearInterval(backups)
      closing.abort()
      await queue.close()
      await indexing.close()
      await decisions.close()
      await queries.close()
      catalog.close()
    },
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

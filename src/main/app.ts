import type { MenuCommand } from '../shared/contract.ts'
import type { IndexingProgress } from '../shared/sources.ts'
import { applicationCalls } from './app/application.ts'
import { boardCalls } from './app/boards.ts'
import { exportCalls } from './app/exports.ts'
import { folderCalls } from './app/folders.ts'
import { FolderAccess } from './app/folders/folder-access.ts'
import { galleryCalls } from './app/gallery.ts'
import type { Host } from './app/host.ts'
import { indexingCalls } from './app/indexing.ts'
import { Log } from './app/log/log-file.ts'
import { Media } from './app/media.ts'
import { machineCalls } from './app/machine.ts'
import { modelCalls } from './app/models.ts'
import { Models } from './app/models/models.ts'
import { preferenceCalls } from './app/preferences.ts'
import { answering, type Connect } from './app/rpc/connection.ts'
import { procedures } from './app/rpc/procedures.ts'
import { Watched } from './app/rpc/watched.ts'
import { reviewCalls } from './app/review.ts'
import { runCalls } from './app/runs.ts'
import { sourceCalls } from './app/sources.ts'
import { presetCalls, tuningCalls } from './app/tuning.ts'
import { Previews } from './app/tuning/previews.ts'
import { Sweeps } from './app/tuning/sweeps.ts'
import { TuningEngine } from './app/tuning/tuning-engine.ts'
import { TuningMedia } from './app/tuning/tuning-media.ts'
import { GpuLock } from './engine/gpu-lock.ts'
import { GpuTurns } from './engine/gpu-turns.ts'
import { workspaceCalls } from './app/workspace.ts'
import { Workspaces } from './app/workspace/workspaces.ts'

export type { Host } from './app/host.ts'
export type { Connection, Send } from './app/rpc/connection.ts'

export interface AppOptions {
  readonly host: Host
  /** The workspace to open, made where the folder is new or empty; else the one that was open last. */
  readonly workspace?: string | undefined
}

/** Weatherglass without a window: whoever has one hands its messages and its requests for pictures here. */
export interface App {
  /** Opens a page's line to the contract's calls. */
  readonly connect: Connect
  /** Answers requests for /media/. */
  readonly media: (request: Request) => Promise<Response>
  /** Of the indexing of sources: for a task bar. */
  readonly progress: Watched<readonly IndexingProgress[]>
  /** The folder of the workspace that is open. */
  readonly opened: Watched<string | null>
  /** Hands a page what was chosen in the menu. */
  readonly command: (command: MenuCommand) => void
  readonly log: Log
  close(): Promise<void>
}

/**
 * Puts the application together and opens a workspace; where that fails, the application is there all the same and says why.
 *
 * @throws what opening throws, where the workspace was named
 */
export async function createApp({ host, workspace }: AppOptions): Promise<App> {
  const log = new Log()
  const progress = new Watched<readonly IndexingProgress[]>([])
  const gpu = new GpuTurns(new GpuLock())
  const workspaces = new Workspaces({ log, progress, gpu })
  const commands = new Watched<MenuCommand | null>(null)
  const models = new Models()
  const engine = new TuningEngine(models, gpu)
  const [previews, sweeps] = [new Previews(engine, log), new Sweeps(engine, log)]
  const media = new Media(workspaces, log, new TuningMedia(previews, sweeps))
  if (workspace === undefined) void workspaces.openLast().catch((error: unknown) => log.defect(error, 'the start'))
  else await workspaces.openOrCreate(workspace)
  const folders = await FolderAccess.of(host.folderRoots)
  const router = procedures.router({
    application: { ...applicationCalls(host, log, commands), ...preferenceCalls(workspaces) },
    folders: folderCalls(host, folders),
    workspace: workspaceCalls(workspaces, folders),
    sources: sourceCalls(workspaces, folders),
    indexing: indexingCalls(workspaces, progress),
    gallery: galleryCalls(workspaces),
    boards: boardCalls(workspaces),
    runs: runCalls(workspaces, gpu),
    review: reviewCalls(workspaces),
    tuning: tuningCalls(workspaces, previews, sweeps),
    presets: presetCalls(workspaces),
    exports: exportCalls(workspaces, folders, log),
    models: modelCalls(models, folders),
    machine: machineCalls(workspaces, host),
  })
  return {
    connect: answering(router, log),
    media: (request) => media.answer(request),
    progress,
    opened: workspaces.folder,
    command: (command) => commands.set(command),
    log,
    close: async () => {
      media.close()
      await workspaces.close()
      await engine.close()
      await log.flush()
    },
  }
}

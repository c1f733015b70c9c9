import { existsSync } from 'node:fs'
import path from 'node:path'
import { CatalogDamagedError, WeatherglassError, WorkspaceError } from '../../../shared/errors.ts'
import type { WorkspaceState, WorkspaceTrouble } from '../../../shared/workspaces.ts'
import { newestBackup } from '../../catalog/safety/backup-files.ts'
import { restoreOrStartAnew } from '../../catalog/safety/recovery.ts'
import { backupsFolder, markerFile } from '../../catalog/workspace/folders.ts'
import { rememberedWorkspaces, rememberWorkspace } from '../../catalog/workspace/remembered.ts'
import { createWorkspace, stateOfFolder } from '../../catalog/workspace/workspace.ts'
import { Watched } from '../rpc/watched.ts'
import { openWorkspace, type OpenWorkspace, type WorkspaceSurroundings } from './open-workspace.ts'

/** Which workspace is open: one at a time, and one change of it at a time. */
export class Workspaces {
  readonly #surroundings: WorkspaceSurroundings
  /** Of the workspace that is open. */
  readonly folder = new Watched<string | null>(null)
  #opened: OpenWorkspace | null = null
  #trouble: WorkspaceTrouble | null = null
  #change: Promise<unknown> = Promise.resolve()

  constructor(surroundings: WorkspaceSurroundings) {
    this.#surroundings = surroundings
  }

  /** @throws WorkspaceError where none is open, or its folder is gone */
  get current(): OpenWorkspace {
    if (!this.#opened) throw new WorkspaceError('No workspace is open; choose one, or make one in an empty folder')
    if (!this.#opened.isPresent()) throw gone(this.#opened.workspace.folder)
    return this.#opened
  }

  /** Waits for the change that is going on. */
  async opened(): Promise<OpenWorkspace | null> {
    await this.#change
    return this.#opened
  }

  async state(): Promise<WorkspaceState> {
    await this.#inTurn(() => this.#leaveWhereGone())
    const { recent } = await rememberedWorkspaces()
    return {
      opened: this.#opened && (await this.#opened.describe()),
      trouble: this.#trouble,
      recent: recent.map((folder) => ({ folder, present: existsSync(markerFile(folder)) })),
    }
  }

  /** Opens the one that was open last. Where it cannot be, `state` says why. */
  openLast(): Promise<void> {
    return this.#inTurn(async () => {
      const { current } = await rememberedWorkspaces()
      if (current === null) return
      await this.#swap(current).catch((error: unknown) => {
        if (!(error instanceof WeatherglassError)) throw error
      })
    })
  }

  open(folder: string): Promise<void> {
    return this.#inTurn(() => this.#swap(folder))
  }

  /** What a person names at the start: a workspace, or a folder for one. */
  openOrCreate(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      if ((await stateOfFolder(folder)) === 'free') await createWorkspace(folder)
      await this.#swap(folder)
    })
  }

  create(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      const { folder: real } = await createWorkspace(folder)
      await this.#swap(real)
    })
  }

  /** Brings back the newest backup that is whole, or an empty catalog where none is; the damaged files are kept. */
  restore(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      const { from, keptIn } = await restoreOrStartAnew({ folder: path.resolve(folder) })
      this.#surroundings.log.note(
        `${folder}: catalog restored from ${typeof from === 'string' ? from : from.file}, kept in ${keptIn}`,
      )
      await this.#swap(folder)
    })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#opened?.close()
      this.#opened = null
    })
  }

  /** The new one first: where it cannot be opened, the old one stays. */
  async #swap(folder: string): Promise<void> {
    const before = this.#opened
    if (before?.workspace.folder === path.resolve(folder)) return
    try {
      const next = await openWorkspace(folder, this.#surroundings)
      this.#opened = next
      this.#trouble = null
      this.#surroundings.log.note(`workspace ${next.workspace.folder} is open`)
      await before?.close()
      await this.#remember(next.workspace.folder)
      this.folder.set(next.workspace.folder)
    } catch (error) {
      if (error instanceof WeatherglassError && !this.#opened) this.#trouble = troubleOf(folder, error)
      throw error
    }
  }

  async #leaveWhereGone(): Promise<void> {
    const opened = this.#opened
    if (!opened || opened.isPresent()) return
    this.#opened = null
    const { folder } = opened.workspace
    this.#trouble = troubleOf(folder, gone(folder))
    this.#surroundings.log.note(`workspace ${folder} is gone`)
    await opened.close()
    this.folder.set(null)
  }

  /** One that cannot be remembered is asked for again at the next start; it is open all the same. */
  async #remember(folder: string): Promise<void> {
    try {
      await rememberWorkspace(folder)
    } catch (error) {
      if (!(error instanceof WeatherglassError)) throw error
      this.#surroundings.log.note(error.message)
    }
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#change.then(change)
    this.#change = done.catch(() => undefined)
    return done
  }
}

const gone = (folder: string): WorkspaceError =>
  new WorkspaceError(
    `The workspace ${folder} was deleted or moved while it was open, or its disk is gone; put it back, or choose another`,
    folder,
  )

function troubleOf(folder: string, error: WeatherglassError): WorkspaceTrouble {
  const isDamaged = error instanceof CatalogDamagedError
  const backup = isDamaged ? newestBackup(backupsFolder({ folder })) : undefined
  return { folder, message: error.message, backupUtc: backup?.takenUtc ?? null, damaged: isDamaged }
}

import { lstat, open, readFile, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { CatalogBusyError, UsageError } from '../../../shared/errors.ts'
import { entriesBelow } from '../layout/entries-below.ts'
import { lockFolder, type Unlock } from './export-lock.ts'
import { makeFolder } from './make-folder.ts'

/** Where an export to a folder is built, and where one that was cut off waits. */
export const buildFolderOf = (target: string): string =>
  path.join(path.dirname(target), `.${path.basename(target)}.weatherglass-export`)

/**
 * Where an export is built: a folder beside the target that holds the dataset, the journal of what is whole and a lock. When all is
 * written the dataset is renamed to the target, so that the target is absent, or whole, or still what it was.
 */
export class BuildFolder {
  readonly target: string
  readonly folder: string
  readonly dataset: string
  readonly journal: string
  #unlock: Unlock | null = null
  readonly #finished: string
  readonly #before: string

  private constructor(target: string) {
    this.target = target
    this.folder = buildFolderOf(target)
    this.dataset = path.join(this.folder, 'dataset')
    this.journal = path.join(this.folder, 'journal.jsonl')
    this.#finished = path.join(this.folder, 'finished.json')
    this.#before = path.join(this.folder, 'before')
  }

  /**
   * Takes the folder for this process, and goes on with what another left.
   *
   * @throws CatalogBusyError where another process exports there; WriteError; UsageError where a link is in the way
   */
  static async open(target: string): Promise<BuildFolder> {
    const build = new BuildFolder(target)
    const { folder } = build
    await refuseLink(folder)
    await makeFolder(folder, target)
    await refuseLink(build.dataset)
    await build.#take()
    await removeStrangers(build.dataset)
    return build
  }

  async #take(): Promise<void> {
    const unlock = await lockFolder(this.folder)
    if (!unlock)
      throw new CatalogBusyError(
        `Another process is exporting to ${this.target}; wait until it has ended.`,
        this.target,
      )
    this.#unlock = unlock
  }

  /** Completes an exchange that was interrupted; what the export said of itself, where there was one. */
  async completeExchange(): Promise<unknown> {
    const finished = (await readFile(this.#finished, 'utf8')
      .then(JSON.parse)
      .catch(() => null)) as unknown
    // it is on the disk whole before anything is exchanged: one that was cut off tells of nothing
    if (finished === null) return null
    if (await isThere(this.dataset)) await this.#exchange()
    await this.#clear()
    return finished
  }

  /** Puts the dataset where the target is, or is to be. `result` is what a second call says where this one is cut off. */
  async exchange(result: unknown): Promise<void> {
    const handle = await open(this.#finished, 'w')
    try {
      await handle.writeFile(JSON.stringify(result))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await this.#exchange()
    await this.#clear()
  }

  async #exchange(): Promise<void> {
    if (!(await isThere(this.#before)) && (await isThere(this.target))) await rename(this.target, this.#before)
    try {
      await rename(this.dataset, this.target)
    } catch (error) {
      if ((await isThere(this.#before)) && !(await isThere(this.target))) await rename(this.#before, this.target)
      throw error
    }
  }

  /** The journal goes before the mark that all is finished: without it, what is left is never taken for something to go on with. */
  async #clear(): Promise<void> {
    await rm(this.#before, { recursive: true, force: true })
    await rm(this.journal, { force: true })
    await rm(this.#finished, { force: true })
  }

  /** Lets others in; what was built stays unless nothing is in it. */
  async close(): Promise<void> {
    await this.#unlock?.()
    // refused where something is left, or another process has come in
    await rmdir(this.folder).catch(() => undefined)
  }
}

/** What an export never writes: a link in its half-built folders would lead its files elsewhere. */
async function removeStrangers(dataset: string): Promise<void> {
  const found = await lstat(dataset).catch(() => null)
  if (found && !found.isDirectory()) return rm(dataset)
  const entries = found ? await entriesBelow(dataset) : []
  for (const entry of entries)
    if (!entry.isDirectory() && !entry.isFile()) await rm(path.join(entry.parentPath, entry.name))
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  )

/** @throws UsageError where a link stands at the place */
export async function refuseLink(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null)
  if (found?.isSymbolicLink())
    throw new UsageError(
      `${file} is a link, and an export is never written through one; remove it or choose another folder.`,
      file,
    )
}

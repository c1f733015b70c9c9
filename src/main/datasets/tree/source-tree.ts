import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'
import type { Problem, ProblemCode } from '../../../shared/problems.ts'
import { below, shown, sortNames } from '../names/file-names.ts'
import { nameOfBytes, readEntries, type FolderEntries, type FolderListing } from './folder-listing.ts'
import { LinkTargets } from './link-targets.ts'
import { deviceOf, realSourceRoot, refuseWorkspace } from './source-root.ts'

export interface SourceTreeOptions {
  readonly root: string
  /** Folders that are never entered, such as the workspace; real paths. */
  readonly skip: readonly string[]
  /** Enter links to folders inside the source? A walk of everything finds those folders where they are. */
  readonly followFolderLinks: boolean
}

/** So many links of one folder that leave the source are told one by one. */
const LINKS_TOLD_SINGLY = 10

/**
 * A source's folders as a walk may see them. Links that leave the source, workspaces, folders to skip and names that are
 * not UTF-8 are not let through, and reported where a person has to act. Nothing is opened for writing.
 */
export class SourceTree {
  /** The real path. */
  readonly root: string
  readonly #device: number
  readonly #skip: readonly string[]
  readonly #links: LinkTargets
  readonly #reported = new Set<string>()
  #problems: Problem[] = []
  #notices: string[] = []

  /** Throws what `realSourceRoot` and `refuseWorkspace` throw. */
  constructor({ root, skip, followFolderLinks }: SourceTreeOptions) {
    this.root = realSourceRoot(root)
    refuseWorkspace(this.root, skip)
    this.#device = deviceOf(this.root)
    this.#skip = skip
    this.#links = new LinkTargets({ root: this.root, skip, followFolders: followFolderLinks })
  }

  /**
   * Pictures and folders of a folder; null where there is nothing to enter. Throws FileMissingError where the source itself
   * is gone; what else fails is reported.
   */
  list(folder: string): FolderListing | null {
    const absolute = path.join(this.root, folder)
    if (this.#skip.includes(absolute)) return null
    const entries = this.#read(absolute, folder)
    if (!entries || entries.holdsWorkspace) return null
    for (const bytes of entries.unreadableNames) this.#reportUnreadableName(folder, bytes)
    if (entries.links.length > 0) this.#addLinks(folder, entries)
    return { path: folder, files: entries.files, folders: entries.folders }
  }

  /** Adds a problem to those of the walk; the same problem of the same path counts once, however often it is met. */
  report(problem: ProblemCode, path: string, message: string): void {
    const identity = `${problem} ${path}`
    if (this.#reported.has(identity)) return
    this.#reported.add(identity)
    this.#problems.push({ path, problem, message })
  }

  notice(sentence: string): void {
    this.#notices.push(sentence)
  }

  /** What was reported since the last call. */
  take(): { problems: Problem[]; notices: string[] } {
    const taken = { problems: this.#problems, notices: this.#notices }
    this.#problems = []
    this.#notices = []
    return taken
  }

  /** Throws FileMissingError where the source went away since the walk began: removed, or no longer mounted. */
  assertPresent(): void {
    try {
      if (deviceOf(realSourceRoot(this.root)) === this.#device) return
    } catch (error) {
      throw this.#gone(error)
    }
    throw this.#gone()
  }

  #gone(cause?: unknown): FileMissingError {
    const message = `${shown(this.root)} went away while it was read; mount its disk again, then scan it once more.`
    return new FileMissingError(message, this.root, { cause })
  }

  #read(absolute: string, folder: string): FolderEntries | null {
    try {
      return readEntries(absolute)
    } catch (error) {
      this.assertPresent()
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return null
      this.report(
        'unreadable',
        folder,
        `The folder ${shown(folder)} cannot be listed (${code}); check its permissions and the disk it is on.`,
      )
      return null
    }
  }

  #reportUnreadableName(folder: string, bytes: Buffer): void {
    const place = below(folder, nameOfBytes(bytes))
    this.report('unreadable', place, `The name of ${place} is not UTF-8 (\\xNN are its bytes); rename it.`)
  }

  #addLinks(folder: string, { links, files, folders }: FolderEntries): void {
    const leaving: { name: string; target: string }[] = []
    for (const name of links) {
      const found = this.#links.resolve(below(folder, name))
      if (found.kind === 'file') files.push(name)
      else if (found.kind === 'folder') folders.push(name)
      else if (found.kind === 'outside') leaving.push({ name, target: found.target })
      else if (found.kind === 'broken') this.#reportBrokenLink(below(folder, name))
    }
    sortNames(files)
    sortNames(folders)
    this.#reportLeavingLinks(folder, leaving)
  }

  #reportBrokenLink(link: string): void {
    this.report('unreadable', link, `${shown(link)} is a link to nothing; restore what it pointed to, or remove it.`)
  }

  #reportLeavingLinks(folder: string, leaving: readonly { name: string; target: string }[]): void {
    const [first] = leaving
    if (!first) return
    if (leaving.length > LINKS_TOLD_SINGLY) {
      this.report(
        'outside-source',
        folder,
        `${leaving.length} links in ${shown(folder) || 'the source'} leave the source (${shown(first.name)} points to ` +
          `${shown(first.target)}); index the folder they point to instead, or copy the files.`,
      )
      return
    }
    for (const { name, target } of leaving) {
      const link = below(folder, name)
      this.report(
        'outside-source',
        link,
        `${shown(link)} points to ${shown(target)}, outside the source; index that as a source of its own, or copy it.`,
      )
    }
  }
}

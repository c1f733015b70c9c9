import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { isPicture } from '../names/file-names.ts'
import { foldersUpwards, holdsWorkspace, isWithin } from './source-root.ts'

/** What a link in a source comes to; `nothing` is no concern of a walk. */
export type LinkTarget =
  { readonly kind: 'file' | 'folder' | 'broken' | 'nothing' } | { readonly kind: 'outside'; readonly target: string }

export interface LinkTargetsOptions {
  /** Real path. */
  readonly root: string
  readonly skip: readonly string[]
  readonly followFolders: boolean
}

const nothing: LinkTarget = { kind: 'nothing' }

/** Resolves the links of one walk. A folder is entered through one link at most and never from within itself: loops end. */
export class LinkTargets {
  readonly #options: LinkTargetsOptions
  /** The link through which a folder was entered first, by the folder's real path. */
  readonly #entered = new Map<string, string>()
  readonly #inWorkspace = new Map<string, boolean>()

  constructor(options: LinkTargetsOptions) {
    this.#options = options
  }

  /** `link` is relative to the source. Folders are let through by any name, files by that of a picture. */
  resolve(link: string): LinkTarget {
    const name = path.basename(link)
    const matters = isPicture(name) || path.extname(name) === ''
    let target: string
    try {
      target = realpathSync(path.join(this.#options.root, link))
    } catch {
      return matters ? { kind: 'broken' } : nothing
    }
    const found = statSync(target, { throwIfNoEntry: false })
    if (!found || (found.isFile() ? !isPicture(name) : !found.isDirectory())) return nothing
    if (!isWithin(this.#options.root, target)) return { kind: 'outside', target }
    if (this.#belongsToWorkspace(found.isFile() ? path.dirname(target) : target)) return nothing
    if (found.isFile()) return { kind: 'file' }
    return this.#options.followFolders && this.#enters(link, target) ? { kind: 'folder' } : nothing
  }

  #enters(link: string, target: string): boolean {
    const place = realpathSync(path.dirname(path.join(this.#options.root, link)))
    if (isWithin(target, place)) return false
    const first = this.#entered.get(target) ?? link
    this.#entered.set(target, first)
    return first === link
  }

  #belongsToWorkspace(folder: string): boolean {
    const known = this.#inWorkspace.get(folder)
    if (known !== undefined) return known
    const { root, skip } = this.#options
    const answer =
      skip.some((skipped) => isWithin(skipped, folder)) || [...foldersUpwards(folder, root)].some(holdsWorkspace)
    this.#inWorkspace.set(folder, answer)
    return answer
  }
}

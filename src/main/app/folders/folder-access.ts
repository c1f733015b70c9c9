import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../../../shared/errors.ts'
import { isWithin } from '../../catalog/workspace/folders.ts'

/**
 * Which of the paths that are named from outside may be used. With roots, only what lies in one of them when all links are
 * followed: a server that was reached by a stranger shows no more of the disk than that.
 */
export class FolderAccess {
  /** Real paths, those that exist; null: no limit. */
  readonly roots: readonly string[] | null

  private constructor(roots: readonly string[] | null) {
    this.roots = roots
  }

  static async of(roots: readonly string[] | null): Promise<FolderAccess> {
    if (!roots) return new FolderAccess(null)
    const real = await Promise.all(roots.map((root) => realpath(root).catch(() => null)))
    return new FolderAccess([...new Set(real.filter((root) => root !== null))])
  }

  /**
   * @param given absolute; what it names need not be there yet
   * @returns it, with the links resolved where there is a limit
   * @throws UsageError where it is relative, goes upward by `..` or lies outside the roots
   */
  async admit(given: string): Promise<string> {
    if (!path.isAbsolute(given)) throw new UsageError(`${given} is no absolute path; give the whole path`, given)
    if (given.split(/[\\/]/).includes('..'))
      throw new UsageError(`${given} goes upward by ".."; give the path itself`, given)
    if (!this.roots) return path.normalize(given)
    const real = await realPathOfFuture(path.normalize(given))
    if (this.roots.some((root) => isWithin(real, root))) return real
    throw new UsageError(
      `${given} is outside of the folders that this server shows (${this.roots.join(', ')}); start it with --root to add one`,
      given,
    )
  }
}

/** The real path of the part that exists, with the rest appended: a link cannot be hidden in what is there. */
async function realPathOfFuture(given: string): Promise<string> {
  const missing: string[] = []
  for (let existing = given; ; existing = path.dirname(existing)) {
    try {
      return path.join(await realpath(existing), ...missing)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const parent = path.dirname(existing)
      const isMissing = ['ENOENT', 'ENOTDIR'].includes(code ?? '') && !(await isThere(existing))
      if (!isMissing || parent === existing)
        throw new UsageError(`${given} cannot be reached (${code}); check the path and its permissions`, given, {
          cause: error,
        })
      missing.unshift(path.basename(existing))
    }
  }
}

/** A link that leads nowhere is there too. */
const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  )

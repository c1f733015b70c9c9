import { lstat, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { WriteError } from '../../../shared/errors.ts'

/**
 * The nearest folder at or above a place where a folder is to be made; nothing is changed.
 *
 * @param target what the sentence of an error names
 * @throws WriteError where a file, a dead link or a loop of links is in the way
 */
export async function nearestFolder(folder: string, target = folder): Promise<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      if ((await stat(place)).isDirectory()) return place
      throw new WriteError(
        `${target} can't be made, because ${place} is a file; choose a place whose parts are all folders.`,
        target,
      )
    } catch (error) {
      if (error instanceof WriteError) throw error
      const { code } = error as NodeJS.ErrnoException
      const isAbsent = (code === 'ENOENT' && !(await isThere(place))) || code === 'ENOTDIR'
      if (!isAbsent || place === path.dirname(place)) throw notWritten(target, error, place)
    }
  }
}

const isThere = (place: string): Promise<boolean> =>
  lstat(place).then(
    () => true,
    () => false,
  )

/**
 * Makes a folder and those above it that are not there yet, one by one: Node's own recursion never ends where a file system has no such place
 * to make, as in /proc.
 *
 * @param target what the sentence of an error names
 * @throws WriteError
 */
export async function makeFolder(folder: string, target: string): Promise<void> {
  const nearest = await nearestFolder(folder, target)
  const parts = path.relative(nearest, folder).split(path.sep).filter(Boolean)
  let place = nearest
  for (const part of parts) {
    place = path.join(place, part)
    try {
      await mkdir(place)
    } catch (error) {
      // another process may have been quicker
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await stat(place)).isDirectory())
        throw notWritten(target, error, place)
    }
  }
}

const reasons: Readonly<Record<string, (place: string) => string>> = {
  EACCES: (place) => `you may not write at ${place}; choose a folder of your own`,
  EPERM: (place) => `you may not write at ${place}; choose a folder of your own`,
  EROFS: () => 'its disk is read-only; choose another disk',
  ENOSPC: () => 'the disk is full; free some space and start it again, it goes on from there',
  EDQUOT: () => 'your share of the disk is full; free some space and start it again, it goes on from there',
  ELOOP: (place) => `${place} is a loop of links; choose another folder`,
  ENAMETOOLONG: () => 'the path is longer than its disk allows; choose a shorter one',
  ENOENT: (place) => `${place} leads nowhere; mount its disk or choose another folder`,
  EIO: () => 'its disk reports an error; check it or choose another disk',
}

/** What the system's error means for whoever asked for an export to `target`. */
export function notWritten(target: string, error: unknown, place = target): WriteError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const reason = reasons[code]?.(place) ?? `${message}; choose another folder, or start it again`
  return new WriteError(`${target} can't be written: ${reason}${code in reasons ? ` (${code})` : ''}.`, target, {
    cause: error,
  })
}

import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'

/**
 * The real path of a file that a record names relative to a folder.
 *
 * @throws FileMissingError where it is not there or lies outside, by its name or by a link
 */
export async function fileInside(root: string, relative: string): Promise<string> {
  const outside = (): FileMissingError =>
    new FileMissingError(`${relative} leads out of ${root}, expected a file in it; nothing outside is read.`, relative)
  if (path.isAbsolute(relative) || /(^|[\\/])\.\.([\\/]|$)/.test(relative) || relative.includes('\0')) throw outside()
  const file = path.join(root, relative)
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(file)])
    if (!real.startsWith(top.endsWith(path.sep) ? top : top + path.sep)) throw outside()
    return real
  } catch (error) {
    if (error instanceof FileMissingError) throw error
    throw new FileMissingError(`${file} is not there any more; mount its disk or look for it.`, file, { cause: error })
  }
}

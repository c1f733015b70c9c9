import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError, UsageError, WriteError } from '../../shared/errors.ts'

/** The provenance beside a picture: `night.png` -> `night.json`. */
export const provenanceFile = (picture: string): string => `${picture.slice(0, -path.extname(picture).length)}.json`

/** @throws FileMissingError for an input that isn't there, before minutes of work */
export async function checkInputs(inputs: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [what, file] of Object.entries(inputs)) {
    if (file === undefined) continue
    await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
      const problem = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
      throw new FileMissingError(`${file} ${problem}: check the path of the ${what}.`, file)
    })
  }
}

/**
 * @throws WriteError where the file cannot be written: no folder, not writable, a folder itself; UsageError where it would replace an input
 */
export async function checkOutput(out: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const folder = path.dirname(path.resolve(out))
  const isFolder = (file: string): Promise<boolean> =>
    stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    )
  if (!(await isFolder(folder))) throw new WriteError(`${out}: its folder does not exist: create ${folder} first.`, out)
  if (await isFolder(out)) throw new WriteError(`${out} is a folder: give the name of the file to write.`, out)
  await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new WriteError(`${out} cannot be written (${error.code}): its folder ${folder} does not let you.`, out)
  })
  const target = await realpath(out).catch(() => undefined)
  for (const input of inputs) {
    if (target !== undefined && input !== undefined && target === (await realpath(input)))
      throw new UsageError(`${out} is an input of this transfer: give another file to write.`, out)
  }
}

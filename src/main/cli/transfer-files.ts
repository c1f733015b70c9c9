import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError, UsageError, WriteError } from '../../shared/errors.ts'

/** The provenance beside a picture: `night.png` -> `night.json`. */
export const provenanceFile = (picture: string): string => `${picture.slice(0, -path.extname(picture).length)}.json`

/** @throws FileMissingError for an input that isn't there, before minutes of work; UsageError for an empty path */
export async function checkInputs(inputs: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [what, file] of Object.entries(inputs)) {
    if (file === undefined) continue
    if (file === '') throw new UsageError(`Expected the path of the ${what} but received "".`)
    await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
      const problem = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
      throw new FileMissingError(`${file} ${problem}: check the path of the ${what}.`, file)
    })
  }
}

/**
 * Checks the files to write, before minutes of work.
 *
 * @param inputs files that are read; of a folder (a model) every file in it
 * @throws WriteError where one cannot be written: no folder, not writable, a folder itself; UsageError where one would
 *   replace an input or another of them
 */
export async function checkOutputs(outputs: readonly string[], inputs: readonly (string | undefined)[]): Promise<void> {
  const read = inputs.filter((input) => input !== undefined)
  for (const [index, output] of outputs.entries()) {
    await checkWritable(output)
    if (await replacesOneOf(output, outputs.slice(0, index)))
      throw new UsageError(`${output} would be written twice: give every output a name of its own.`, output)
    if (await replacesOneOf(output, read))
      throw new UsageError(`${output} is an input of this transfer: give another file to write.`, output)
  }
}

/** Whether writing the file would replace one of the others, or a file in one that is a folder; links are followed. */
async function replacesOneOf(file: string, others: readonly string[]): Promise<boolean> {
  if (others.some((other) => path.resolve(other) === path.resolve(file))) return true
  const place = await identity(file)
  if (place === null) return false
  const folder = await realpath(path.dirname(file))
  for (const other of others) {
    if ((await identity(other)) === place) return true
    const within = path.relative(await realpath(other).catch(() => other), path.join(folder, path.basename(file)))
    if (!within.startsWith('..') && !path.isAbsolute(within)) return true
  }
  return false
}

async function checkWritable(output: string): Promise<void> {
  const folder = path.dirname(path.resolve(output))
  const found = await stat(folder).catch(() => null)
  if (!found) throw new WriteError(`${output}: its folder does not exist: create ${folder} first.`, output)
  if (!found.isDirectory()) throw new WriteError(`${output}: ${folder} is not a folder: choose another place.`, output)
  if ((await stat(output).catch(() => null))?.isDirectory())
    throw new WriteError(`${output} is a folder: give the name of the file to write.`, output)
  await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new WriteError(`${output} cannot be written (${error.code}): its folder ${folder} does not let you.`, output)
  })
}

/** The same for every path of a file, links included; null where there is none. */
const identity = (file: string): Promise<string | null> =>
  stat(file, { bigint: true }).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => null,
  )

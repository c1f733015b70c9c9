import { mkdir } from 'node:fs/promises'
import { WriteError } from '../../shared/errors.ts'

/** Makes a folder that is asked for, with those around it, where it is not there. @throws WriteError */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new WriteError(
      `${folder} cannot be made a folder (${error.code}); choose a place where you may write`,
      folder,
    )
  })
}

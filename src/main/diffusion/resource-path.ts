import { existsSync } from 'node:fs'
import path from 'node:path'

import { FileMissingError } from '../../shared/errors.ts'

/**
 * A file or folder below `resources/`. Found from this file upward, since the build moves the code but not the resources.
 *
 * @throws FileMissingError
 */
export function resourcePath(...parts: readonly string[]): string {
  const name = path.join('resources', ...parts)
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, name)
    if (existsSync(file)) return file
    if (folder === path.dirname(folder)) {
      throw new FileMissingError(`${name} is missing from this installation of Weatherglass: install it again.`, name)
    }
  }
}

/** The demonstration model that comes with the project, trained on its drawn scenes (training/README.md). */
export const embeddedModel = (): string => resourcePath('models', 'weatherglass-mini')

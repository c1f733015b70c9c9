import path from 'node:path'
import { UsageError } from '../../../shared/errors.ts'

const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i
const refused = /[<>:"|?*\\\u0000-\u001f]/

/**
 * The absolute path of a folder to export to, whose own name can be carried to any file system.
 *
 * @throws UsageError
 */
export function targetFolder(given: string): string {
  if (given.trim() === '') throw new UsageError('Expected a folder for the export, but its name is empty.', given)
  const target = path.resolve(given)
  const name = path.basename(target)
  const refuse = (reason: string): UsageError =>
    new UsageError(`${JSON.stringify(given)} can't be the folder of an export: ${reason}; choose another name.`, given)
  if (name === '') throw refuse('it is the root of a disk')
  if (reserved.test(name)) throw refuse(`${name} is a reserved name on Windows`)
  if (refused.test(name)) throw refuse('its name has a character that Windows does not allow')
  if (/[. ]$/.test(name)) throw refuse('its name ends in a dot or a space, which Windows drops')
  if (Buffer.byteLength(name) > 200) throw refuse(`its name has ${Buffer.byteLength(name)} bytes, more than 200`)
  return target
}

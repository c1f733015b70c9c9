/** A path as text search and name order see it. */
export function foldedName(path: string): string {
  const lowered = path.toLowerCase()
  // what is not ASCII may be written in several ways
  return /[^\x00-\x7f]/.test(lowered) ? lowered.normalize('NFC') : lowered
}

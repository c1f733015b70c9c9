const pictureEnding = /\.(png|jpe?g|webp|tiff?|avif|gif)$/i

/** Does the name end as that of a picture that can be decoded? */
export const isPicture = (file: string): boolean => pictureEnding.test(file)

/** The name without its extension. */
export const withoutExtension = (file: string): string => file.replace(/\.[^.]+$/, '')

/** A path below a folder, both relative to the source; the source itself is the empty path. */
export const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

export const partsOf = (path: string): string[] => (path === '' ? [] : path.split('/'))

/** A path for a sentence: control characters would break its line. */
export const shown = (path: string): string =>
  path.replace(/\p{Cc}/gu, (character) => `\\x${character.codePointAt(0)!.toString(16).padStart(2, '0')}`)

/** Sorts names in place by code points: the order of their UTF-8 bytes, and SQLite's. */
export function sortNames(names: string[]): string[] {
  const beyondTheBasicPlane = names.some((name) => /[\ud800-\udfff]/.test(name))
  return beyondTheBasicPlane ? names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))) : names.sort()
}

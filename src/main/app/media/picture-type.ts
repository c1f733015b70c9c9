import type { Picture } from './answers.ts'

/** Formats that browsers show. */
type ShownType = Picture['type']

/** Enough for every signature. */
export const SIGNATURE_BYTES = 32

/** What a file's first bytes say; null where no browser shows it, or it is no picture. */
export function shownType(beginning: Buffer): ShownType | null {
  const text = beginning.toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif'
  if (text.slice(4, 8) === 'ftyp' && /^avi[fs]$/.test(text.slice(8, 12))) return 'image/avif'
  return null
}

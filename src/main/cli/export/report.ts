import type { VerifyReport } from '../../../shared/exports.ts'
import { counted } from '../counted.ts'

const MOST_SHOWN = 20

export function bytesText(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** What a check found, for a person. */
export function reportText({ ok, folder, files, pairs, manifest, errors, errorCount }: VerifyReport): string {
  const checked = `${counted(files, 'file')}, ${counted(pairs, 'pair')}${manifest ? ', against its manifest' : ', without a manifest'}`
  if (ok) return `${folder} is sound: ${checked}`
  const shown = errors.slice(0, MOST_SHOWN).map((error) => `  ${error}`)
  const more = errorCount > shown.length ? [`  and ${errorCount - shown.length} more; --json has up to 1,000`] : []
  return [`${folder} has ${counted(errorCount, 'error')} (${checked}):`, ...shown, ...more].join('\n')
}

import type { WorkspaceSuggestion, WorkspaceTrouble } from '../../../shared/workspaces.ts'
import { bytes, dateTime } from '../../ui/format/numbers.ts'

/** Where the workspace will lie: as the person chose, else on the first disk with room. */
export const placeOf = (
  chosen: string | null,
  suggestions: readonly WorkspaceSuggestion[] | undefined,
): string | null => chosen ?? suggestions?.[0]?.folder ?? null

/** A folder that is picked is one that is there; the workspace wants a new one in it, unless it is named as one. */
export function placeIn(picked: string): string {
  const separator = picked.includes('\\') && !picked.includes('/') ? '\\' : '/'
  const name = picked.split(separator).filter(Boolean).at(-1) ?? ''
  if (/weatherglass/i.test(name)) return picked
  return `${picked.endsWith(separator) ? picked.slice(0, -1) : picked}${separator}weatherglass`
}

/** What is said of a place that was not refused. */
export function placeInWords(place: string, suggestions: readonly WorkspaceSuggestion[]): string {
  const suggestion = suggestions.find(({ folder }) => folder === place)
  const disk = suggestion
    ? `Local disk, ${bytes(suggestion.freeBytes)} free.`
    : 'It is checked before anything is written.'
  return `${disk} Holds the catalog, thumbnails and results.`
}

/** The way back of a workspace that could not be opened. */
export function wayBack({ damaged, backupUtc }: WorkspaceTrouble): { readonly label: string; readonly advice: string } {
  if (!damaged) return { label: 'Try again', advice: '' }
  if (backupUtc === null)
    return {
      label: 'Start with an empty catalog',
      advice: 'There is no backup. The sources are listed and read anew; the damaged file is kept beside it.',
    }
  return {
    label: 'Restore the backup',
    advice: `The newest backup was taken on ${dateTime(new Date(backupUtc))}. The damaged file is kept beside it.`,
  }
}

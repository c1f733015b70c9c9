import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { Parse } from '../../../shell/stored-state.ts'
import { counted } from '../../../ui/format/numbers.ts'

/** The sources that a person chose as content; null: nothing was chosen, so it is what suggests itself. */
export type ContentChoice = readonly number[] | null

export const asContentChoice: Parse<ContentChoice> = (stored) =>
  Array.isArray(stored) && stored.every((id) => Number.isInteger(id)) ? (stored as number[]) : undefined

/** The sources that are the content: only those with labels have classes to cover. */
export function contentSources(sources: readonly SourceSummary[], choice: ContentChoice): readonly SourceSummary[] {
  const labelled = sources.filter((source) => source.labelled > 0)
  return choice ? labelled.filter(({ id }) => choice.includes(id)) : likelyContent(labelled)
}

/** What is to be restyled is synthetic, or else shows clear weather. */
function likelyContent(labelled: readonly SourceSummary[]): readonly SourceSummary[] {
  const synthetic = labelled.filter(({ layout }) => layout === 'gta5')
  if (synthetic.length > 0) return synthetic
  return labelled.filter(({ conditions, images }) => conditions.clear > images / 2)
}

/** `GTA5, 24,899 frames`. */
export function contentInWords(contents: readonly SourceSummary[]): string {
  const frames = counted(
    contents.reduce((sum, { labelled }) => sum + labelled, 0),
    'frame',
  )
  const [first, second] = contents
  if (!first) return 'No labelled content'
  if (contents.length > 2) return `${counted(contents.length, 'source')}, ${frames}`
  return `${second ? `${first.name} and ${second.name}` : first.name}, ${frames}`
}

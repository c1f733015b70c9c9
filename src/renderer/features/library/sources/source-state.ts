import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { IndexingProgress } from '../../../../shared/sources.ts'
import { taskOf } from '../../../application/indexing-progress.ts'
import { count, counted, dateTime } from '../../../ui/format/numbers.ts'
import type { Progress } from '../../../ui/progress/progress-facts.ts'

/** What a source's row says and offers. */
export type SourceState =
  | { readonly kind: 'working'; readonly progress: Progress }
  | { readonly kind: 'waiting' | 'gone' | 'failed' | 'unread' | 'ready'; readonly words: string }

/** The state of a source by what the catalog and the indexing know of it. */
export function sourceState(source: SourceSummary, indexing: IndexingProgress | undefined): SourceState {
  const progress = indexing && taskOf(indexing)
  if (progress) return { kind: 'working', progress }
  if (indexing?.phase === 'waiting')
    return { kind: 'waiting', words: indexing.paused ? 'Reading is paused' : 'Waits for its turn' }
  if (indexing?.phase === 'failed')
    return { kind: 'failed', words: indexing.failure ?? 'Reading it failed. Rescan it.' }
  if (source.missing)
    return { kind: 'gone', words: 'Its folder is not there. Connect the drive, then look again, or relocate it.' }
  if (source.walkedUtc === null) return { kind: 'unread', words: 'Not listed yet. Rescan it.' }
  if (source.waiting > 0)
    return { kind: 'unread', words: `${counted(source.waiting, 'image')} not read yet. Rescan it.` }
  return { kind: 'ready', words: `Up to date · read ${dateTime(new Date(source.walkedUtc))}` }
}

/** What all sources hold together: `3 sources · 66 images · 42 with labels`. */
export function libraryInWords(sources: readonly SourceSummary[]): string {
  const sum = (of: (source: SourceSummary) => number) => sources.reduce((total, source) => total + of(source), 0)
  const images = sum((source) => source.images)
  const labelled = sum((source) => source.labelled)
  return [counted(sources.length, 'source'), counted(images, 'image'), `${count(labelled)} with labels`].join(' · ')
}

/** How many pictures a row shows. */
export const SAMPLES = 3

/** The places in a source's list that stand for the whole of it. */
export const samplePlaces = (images: number): readonly number[] =>
  images <= SAMPLES
    ? Array.from({ length: images }, (_, place) => place)
    : Array.from({ length: SAMPLES }, (_, sample) => Math.floor(((sample + 0.5) * images) / SAMPLES))

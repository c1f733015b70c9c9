import type { ImageDetail } from '../../../shared/gallery.ts'
import { classNames, labels, trainIds, type TrainId } from '../../../shared/labels.ts'
import { share } from '../../ui/format/numbers.ts'

export interface ClassShares {
  /** Classes that the picture shows, largest first. */
  readonly classes: readonly { readonly trainId: TrainId; readonly share: number }[]
  /** Of pixels that belong to none of the 19 classes. */
  readonly void: number
}

/** What share of a picture each class takes; null where its label was not read. */
export function classShares({ classPixels }: Pick<ImageDetail, 'classPixels'>): ClassShares | null {
  if (!classPixels) return null
  const all = Math.max(
    1,
    classPixels.reduce((sum, pixels) => sum + pixels, 0),
  )
  const shareOf = (place: number): number => (classPixels[place] ?? 0) / all
  const classes = trainIds
    .map((trainId) => ({ trainId, share: shareOf(trainId) }))
    .filter((shown) => shown.share > 0)
    .toSorted((a, b) => b.share - a.share)
  return { classes, void: shareOf(trainIds.length) }
}

/** `road · 31.3 % of the picture`; a pixel without a class is void. */
export function pointedInWords(trainId: TrainId | null, shares: ClassShares | null): string {
  const name = trainId === null ? 'no class' : classNames[trainId]
  const part = trainId === null ? shares?.void : shares?.classes.find((shown) => shown.trainId === trainId)?.share
  return part === undefined ? name : `${name} · ${share(part)} of the picture`
}

/** Classes of things that are counted, as cars and people; the others are surfaces. */
export const things: ReadonlySet<TrainId> = new Set(
  trainIds.filter((trainId) => labels.some((label) => label.trainId === trainId && label.hasInstances)),
)

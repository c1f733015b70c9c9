import { z } from 'zod'
import { galleryFilterSchema, gallerySortSchema } from '../../../../shared/gallery.ts'
import { trainIds } from '../../../../shared/labels.ts'

export const facetNames = [
  'source',
  'condition',
  'shares',
  'brightness',
  'label',
  'split',
  'sequence',
  'board',
  'problems',
] as const
export type FacetName = (typeof facetNames)[number]

/** Pixels of CSS: how wide a picture is at least; the grid fills its width with as many as fit. */
export const tileWidths = { min: 144, max: 384, initial: 186 } as const

/** Where the view of a list was left: its picture, at which place that was, and how far the view begins below its row. */
const placeSchema = z.strictObject({ image: z.int().min(1), index: z.int().min(0), offset: z.number() }).readonly()

/** Each part for itself: what another version wrote falls back without the rest. */
const settingsSchema = z
  .object({
    filter: galleryFilterSchema.catch({}),
    sort: gallerySortSchema.catch({ by: 'name', descending: false }),
    tileWidth: z.number().min(tileWidths.min).max(tileWidths.max).catch(tileWidths.initial),
    /** Classes whose share has a slider, whether it filters or not. */
    shownClasses: z.array(z.literal(trainIds)).readonly().catch([]),
    openFacets: z.array(z.enum(facetNames)).readonly().catch(['source', 'condition', 'shares', 'brightness', 'label']),
    place: placeSchema.nullable().catch(null),
  })
  .readonly()

/** What the gallery remembers of a workspace. */
export type GallerySettings = z.infer<typeof settingsSchema>
export type RememberedPlace = z.infer<typeof placeSchema>

/** What was stored, as far as this version understands it; all of the beginning where nothing was. */
export function parseSettings(stored: unknown): GallerySettings {
  return settingsSchema.parse(typeof stored === 'object' && stored !== null ? stored : {})
}

import type { GalleryRow } from '../../../../shared/gallery.ts'

/** Thumbnails have no more pixels. */
const MAX_SIDE = 384
/** A slider of sizes asks for a few widths and not for every one. */
const WIDTH_STEP = 32

/** A row of pictures as one: which pictures are in it, and with how many pixels each. */
export interface RowSprite {
  readonly images: readonly number[]
  readonly width: number
  readonly height: number
}

/** The sprite of a row whose pictures are `width` x `height` pixels of CSS; null where none has a thumbnail yet. */
export function rowSprite(
  rows: readonly GalleryRow[],
  { width, height }: { readonly width: number; readonly height: number },
  devicePixels: number,
): RowSprite | null {
  const images = rows.filter(({ thumbnail }) => thumbnail).map(({ id }) => id)
  if (images.length === 0) return null
  const wanted = Math.min(MAX_SIDE, Math.ceil((width * devicePixels) / WIDTH_STEP) * WIDTH_STEP)
  return { images, width: wanted, height: Math.round((wanted * height) / width) }
}

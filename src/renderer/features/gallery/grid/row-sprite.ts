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
  rows: readonly Pick<GalleryRow, 'id' | 'thumbnail'>[],
  { width, height }: { readonly width: number; readonly height: number },
  devicePixels: number,
): RowSprite | null {
  const images = rows.filter(({ thumbnail }) => thumbnail).map(({ id }) => id)
  if (images.length === 0) return null
  const wanted = Math.min(MAX_SIDE, Math.ceil((width * devicePixels) / WIDTH_STEP) * WIDTH_STEP)
  return { images, width: wanted, height: Math.round((wanted * height) / width) }
}

/**
 * The part of a sprite that is a picture, as the style sheet of the grid wants it; null where it has none.
 *
 * @param urlOf gives the address of a sprite
 */
export function spriteLook(
  sprite: RowSprite,
  urlOf: (images: readonly number[], width: number, height: number) => string,
  image: number,
  { width, height }: { readonly width: number; readonly height: number },
): React.CSSProperties | null {
  const place = sprite.images.indexOf(image)
  if (place === -1) return null
  const look = {
    '--sprite': `url("${urlOf(sprite.images, sprite.width, sprite.height)}")`,
    '--sprite-size': `${sprite.images.length * width}px ${height}px`,
    '--sprite-left': `${-place * width}px`,
  }
  return look as React.CSSProperties
}

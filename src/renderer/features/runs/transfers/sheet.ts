import type { TransferRow } from '../../../../shared/runs.ts'
import { rowUrl } from '../../../api.ts'
import { rowSprite } from '../../gallery/grid/row-sprite.ts'
import type { TransferList } from './transfer-list.ts'

/** Rows whose contents and references come as one picture; pages of the list hold whole ones. */
const ROWS = 10
/** Of a thumbnail; pixels of CSS. */
const CELL = { width: 64, height: 32 }

/** Thumbnails side by side in one picture. */
export interface Sheet {
  readonly url: string
  readonly images: readonly number[]
}

/** The contents and references of a row and its neighbours; null while they are not known. */
export function sheetAt(list: Pick<TransferList, 'at'>, index: number): Sheet | null {
  const first = index - (index % ROWS)
  const rows = Array.from({ length: ROWS }, (_, row) => list.at(first + row)).filter((row) => row !== undefined)
  const images = new Set(rows.flatMap(imagesOf))
  const thumbnails = [...images].map((id) => ({ id, thumbnail: true }))
  const sprite = rowSprite(thumbnails, CELL, window.devicePixelRatio)
  return sprite && { images: sprite.images, url: rowUrl(sprite.images, sprite.width, sprite.height) }
}

const imagesOf = ({ content, reference }: TransferRow) => [content, reference].filter((image) => image !== null)

/** The part of a sheet that is an image, in a box of any size; null where the sheet is without it. */
export function sheetLook(sheet: Sheet, image: number): React.CSSProperties | null {
  const place = sheet.images.indexOf(image)
  if (place === -1) return null
  const last = sheet.images.length - 1
  return {
    backgroundImage: `url("${sheet.url}")`,
    backgroundSize: `${100 * (last + 1)}% 100%`,
    backgroundPosition: `${last === 0 ? 0 : (100 * place) / last}% 0`,
  }
}

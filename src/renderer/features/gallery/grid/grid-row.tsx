import { memo, useState } from 'react'
import type { GalleryRow, GallerySort } from '../../../../shared/gallery.ts'
import { rowUrl } from '../../../api.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { columnsWith, type PlacedBoard } from '../board/put-on-board.ts'
import { sortValueInWords } from '../list/sort-words.ts'
import { exceptionsOf, pictureInWords, shortName } from '../picture-words.ts'
import type { Selection } from '../selection/selection.ts'
import { GAP, type GridGeometry } from './geometry.ts'
import styles from './grid.module.css'
import { rowSprite, spriteLook } from './row-sprite.ts'
import { isInBand, type Band } from './rubber-band.ts'

interface GridRowProps {
  /** From 0. */
  readonly row: number
  /** Undefined where a picture's row is not there yet. */
  readonly pictures: readonly (GalleryRow | undefined)[]
  readonly geometry: GridGeometry
  /** Pixels below the upper edge of the grid. */
  readonly top: number
  /** The grid races: a row that was not drawn yet stays boxes. */
  readonly isFast: boolean
  readonly sort: GallerySort
  readonly selection: Selection
  readonly band: Band | null
  readonly board: PlacedBoard | null
}

/** A row of pictures, as boxes of the same size until its pictures are known and the grid is slow enough to see them. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, pictures, geometry, top, isFast } = props
  const [wasDrawn, setWasDrawn] = useState(false)
  const known = pictures.every((picture) => picture !== undefined) ? pictures : null
  const isDrawn = known !== null && (wasDrawn || !isFast)
  if (isDrawn && !wasDrawn) setWasDrawn(true)

  const transform = `translateY(${top}px)`
  if (!isDrawn) {
    const width = pictures.length * (geometry.width + GAP) - GAP
    return <div className={styles.boxes} style={{ transform, width }} role="row" aria-rowindex={row + 1} />
  }
  return (
    <div className={styles.row} style={{ transform }} role="row" aria-rowindex={row + 1}>
      <Cells {...props} pictures={known} />
    </div>
  )
}, haveSameContents)

/** The rows of a list are asked for anew at every drawing; they are the same objects unless they changed. */
function haveSameContents(before: GridRowProps, after: GridRowProps): boolean {
  const names = ['row', 'geometry', 'top', 'isFast', 'sort', 'selection', 'band', 'board'] as const
  return (
    names.every((name) => before[name] === after[name]) &&
    before.pictures.length === after.pictures.length &&
    before.pictures.every((picture, column) => picture === after.pictures[column])
  )
}

interface CellsProps extends Omit<GridRowProps, 'pictures'> {
  readonly pictures: readonly GalleryRow[]
}

function Cells({ row, pictures, geometry, sort, selection, band, board }: CellsProps) {
  const sprite = rowSprite(pictures, geometry, window.devicePixelRatio)
  return pictures.map((picture, column) => {
    const index = row * geometry.columns + column
    const isSelected = selection.images.has(picture.id) || (band !== null && isInBand(band, index, geometry.columns))
    return (
      <Cell
        key={picture.id}
        picture={picture}
        index={index}
        column={column}
        look={sprite && spriteLook(sprite, rowUrl, picture.id, geometry)}
        detail={sortValueInWords(sort, picture.sortValue)}
        isSelected={isSelected}
        isFocused={selection.cursor?.index === index}
        board={board}
      />
    )
  })
}

interface CellProps {
  readonly picture: GalleryRow
  readonly index: number
  readonly column: number
  /** Its part of the row's sprite; null while it has no thumbnail. */
  readonly look: React.CSSProperties | null
  readonly detail: string | undefined
  readonly isSelected: boolean
  readonly isFocused: boolean
  readonly board: PlacedBoard | null
}

/**
 * Two elements, for two hundred of them can be in view: what lies on the picture is drawn by the style sheet, and said by the name of
 * the cell, which begins with the words that are seen.
 */
function Cell({ picture, index, column, look, detail, isSelected, isFocused, board }: CellProps) {
  const columns = columnsWith(board, picture)
  const [exception] = exceptionsOf(picture)
  const states = [isSelected && styles.selected, isFocused && styles.focused, picture.missing && styles.missing]
  return (
    <div
      id={cellId(picture.id)}
      className={[styles.cell, detail && styles.detailed, ...states].filter(Boolean).join(' ')}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      aria-label={pictureInWords(picture, columns, detail)}
      title={picture.path}
      data-index={index}
      draggable
    >
      <span className={styles.picture} style={look ?? {}} data-condition={picture.condition} data-detail={detail ?? ''}>
        {columns.length > 0 && (
          <span
            className={styles.boards}
            data-words={columns.map((condition) => conditionNames[condition]).join(', ')}
          />
        )}
        {exception !== undefined && <span className={styles.exception} data-words={exception} />}
      </span>
      {shortName(picture.path)}
    </div>
  )
}

/** What `aria-activedescendant` names. */
export const cellId = (image: number): string => `picture-${image}`

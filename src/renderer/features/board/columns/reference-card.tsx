import type { DragEvent, MouseEvent } from 'react'
import type { ReferenceReason } from '../../../../shared/boards.ts'
import type { GalleryRow, PickCondition } from '../../../../shared/gallery.ts'
import { thumbnailUrl } from '../../../api.ts'
import { PictureTile } from '../../../ui/pictures/picture-tile.tsx'
import { exceptionsOf, shortName } from '../../gallery/picture-words.ts'
import type { Spot } from '../selection/board-selection.ts'
import styles from './reference-card.module.css'

/** Names the element of a card. */
export const cardId = (condition: PickCondition, image: number): string => `reference-${condition}-${image}`

/** What a person does with a card by pointer or focus. */
export interface CardHandlers {
  readonly onPoint: (event: MouseEvent, spot: Spot) => void
  readonly onOpen: (spot: Spot) => void
  readonly onFocus: (spot: Spot) => void
  readonly onCarry: (event: DragEvent, spot: Spot) => void
  readonly onCarried: () => void
}

interface ReferenceCardProps extends CardHandlers {
  readonly row: GalleryRow
  readonly condition: PickCondition
  readonly index: number
  /** Undefined where it is not known yet. */
  readonly reason: ReferenceReason | undefined
  readonly isSelected: boolean
  /** The card of the column that Tab comes to. */
  readonly isTabStop: boolean
  /** Something that is carried would be dropped before it. */
  readonly isDropPlace: boolean
}

/** A style reference in a column: what it is there for, and what is out of the ordinary about it. */
export function ReferenceCard({
  row,
  condition,
  index,
  reason,
  isSelected,
  isTabStop,
  isDropPlace,
  onPoint,
  onOpen,
  onFocus,
  onCarry,
  onCarried,
}: ReferenceCardProps) {
  const spot: Spot = { condition, image: row.id, index }
  const name = shortName(row.path)
  const exceptions = exceptionsOf(row)
  return (
    <PictureTile
      id={cardId(condition, row.id)}
      data-condition={condition}
      data-image={row.id}
      data-index={index}
      className={isDropPlace ? `${styles.card} ${styles.dropPlace}` : styles.card!}
      role="option"
      aria-selected={isSelected}
      aria-description={reason?.detail}
      title={[reason?.detail, row.path].filter(Boolean).join('\n')}
      tabIndex={isTabStop ? 0 : -1}
      // it stands below, and would be read twice
      name=""
      src={row.thumbnail && !row.missing ? thumbnailUrl(row.id) : undefined}
      condition={row.condition === condition ? undefined : row.condition}
      badges={exceptions}
      isSelected={isSelected}
      isDimmed={row.missing}
      caption={
        <span className={styles.caption}>
          <span className={styles.reason}>{reason?.reason}</span>
          <span className={styles.name}>{name}</span>
        </span>
      }
      draggable
      onClick={(event) => onPoint(event, spot)}
      onDoubleClick={() => onOpen(spot)}
      onFocus={() => onFocus(spot)}
      onDragStart={(event) => onCarry(event, spot)}
      onDragEnd={onCarried}
    >
      {null}
    </PictureTile>
  )
}

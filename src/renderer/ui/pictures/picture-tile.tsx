import type { HTMLAttributes, ReactNode } from 'react'
import type { Condition } from '../../../shared/conditions.ts'
import { ConditionIcon, conditionNames } from '../conditions/condition-icon.tsx'
import { Scrim } from './scrim.tsx'
import styles from './picture-tile.module.css'

interface PictureTileProps extends Omit<HTMLAttributes<HTMLDivElement>, 'children'> {
  /** The picture in words, mostly its file name. */
  readonly name: string
  /** Left out where something else shows the picture: a canvas as children, or a sprite beneath the tile. */
  readonly src?: string | undefined
  /** `null` while it loads: the box is there. */
  readonly children?: ReactNode
  /** Width by height; 2 unless told. The box has its final size before the picture is there. */
  readonly ratio?: number
  readonly condition?: Condition | undefined
  /** The columns of the style board that the picture is in. */
  readonly boards?: readonly Condition[]
  /** What is out of the ordinary: `no label`, `file is missing`. */
  readonly badges?: readonly string[]
  /** Below the picture, left and right: file name and the value that is sorted by. */
  readonly caption?: ReactNode
  readonly detail?: ReactNode
  readonly isSelected?: boolean
  /** Where the keys act. The ring is white on black, so that it shows on any picture and is never taken for a selection. */
  readonly isFocused?: boolean
  /** As of a source that is not there. */
  readonly isDimmed?: boolean
}

/**
 * A picture in a grid or column: condition bottom left, style board top right, exceptions bottom right. Selected: brass
 * edge and tick. Few elements, since hundreds are on a screen; roles, ids and handlers go to the outermost.
 */
export function PictureTile({
  name,
  src,
  children,
  ratio = 2,
  condition,
  boards = [],
  badges = [],
  caption,
  detail,
  isSelected = false,
  isFocused = false,
  isDimmed = false,
  className = '',
  ...rest
}: PictureTileProps) {
  const states = [isSelected && styles.selected, isFocused && styles.focused, isDimmed && styles.dimmed]
  const hasPicture = src !== undefined || children !== undefined
  return (
    <div className={[styles.tile, ...states, className].filter(Boolean).join(' ')} {...rest}>
      <div className={hasPicture ? styles.frame : `${styles.frame} ${styles.open}`} style={{ aspectRatio: ratio }}>
        {src === undefined ? (
          children
        ) : (
          <img className={styles.picture} src={src} alt={name} draggable={false} decoding="async" />
        )}
        {isSelected && <span className={styles.tick} />}
        {condition && (
          <Scrim corner="bottom-left">
            <ConditionIcon condition={condition} size={14} isPlain />
          </Scrim>
        )}
        {boards.length > 0 && (
          <Scrim corner="top-right">
            <span className={styles.board} role="img" aria-label="On the style board:" />
            {boards.map((board) => conditionNames[board]).join(', ')}
          </Scrim>
        )}
        {badges.length > 0 && <Scrim corner="bottom-right">{badges.join(', ')}</Scrim>}
      </div>
      {caption !== undefined && (
        <div className={styles.caption}>
          <span className={styles.name}>{caption}</span>
          {detail !== undefined && <span className={styles.detail}>{detail}</span>}
        </div>
      )}
    </div>
  )
}

import SuggestIcon from '@mui/icons-material/AutoFixHighOutlined'
import Button from '@mui/material/Button'
import { useId, useState, type DragEvent } from 'react'
import type { BoardCoverage } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { GalleryRow, PickCondition } from '../../../../shared/gallery.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { ConditionIcon, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { ColumnFacts } from '../cover/column-facts.tsx'
import type { BoardSelection } from '../selection/board-selection.ts'
import styles from './board-column.module.css'
import { ReferenceCard, type CardHandlers } from './reference-card.tsx'

/** Cards that are drawn before a person asks for more. */
const SHOWN = 200

interface BoardColumnProps {
  readonly condition: PickCondition
  readonly rows: readonly GalleryRow[]
  readonly coverage: BoardCoverage | undefined
  readonly note: string | undefined
  /** Settings that were saved for the condition. */
  readonly presets: readonly SavedPreset[]
  readonly selection: BoardSelection
  /** Before which card something that is carried would be dropped; null where nothing is over the column. */
  readonly dropIndex: number | null
  /** Null while that is done, or where it cannot be. */
  readonly onSuggest: (() => void) | null
  readonly suggestBlocked: string | undefined
  readonly onDragOver: (event: DragEvent) => void
  readonly onDragLeave: (event: DragEvent) => void
  readonly onDrop: (event: DragEvent) => void
  readonly cards: CardHandlers
}

/** The references of one condition: how they cover the content, then their cards. */
export function BoardColumn(props: BoardColumnProps) {
  const { condition, rows, coverage, note, presets, dropIndex, onDragOver, onDragLeave, onDrop } = props
  const headingId = useId()
  const name = conditionNames[condition]
  return (
    <section
      className={dropIndex === null ? styles.column : `${styles.column} ${styles.over}`}
      aria-labelledby={headingId}
      data-column={condition}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
    >
      <div className={styles.head}>
        <div className={styles.line}>
          <ConditionIcon condition={condition} size={20} isDecorative />
          <h2 id={headingId} className={styles.name}>
            {name}
          </h2>
          <span className={styles.count}>{counted(rows.length, 'reference')}</span>
          <SuggestButton {...props} />
        </div>
        <ColumnFacts {...{ condition, coverage, note, presets }} references={rows.length} />
      </div>
      <div className={styles.body}>
        <Cards {...props} headingId={headingId} />
        <div className={rows.length === 0 ? `${styles.drop} ${styles.first}` : styles.drop}>
          <span>
            Drop pictures here, or press <Kbd keys={String(pickConditions.indexOf(condition) + 1)} /> in the gallery
          </span>
        </div>
      </div>
    </section>
  )
}

function SuggestButton({ condition, onSuggest, suggestBlocked }: BoardColumnProps) {
  return (
    <Button
      className={styles.suggest}
      startIcon={<SuggestIcon />}
      aria-label={`Suggest references for ${condition}`}
      aria-disabled={onSuggest === null}
      title={suggestBlocked}
      onClick={onSuggest ?? undefined}
    >
      Suggest
    </Button>
  )
}

function Cards({
  condition,
  rows,
  coverage,
  selection,
  dropIndex,
  cards,
  headingId,
}: BoardColumnProps & { readonly headingId: string }) {
  const [shown, setShown] = useState(SHOWN)
  if (rows.length === 0) return null
  const column = coverage?.columns.find((each) => each.condition === condition)
  const reasons = new Map(column?.reasons.map((reason) => [reason.image, reason]))
  const isHere = selection.cursor?.condition === condition
  const stop = isHere ? selection.cursor.image : rows[0]!.id
  const left = rows.length - shown
  return (
    <>
      <div
        className={dropIndex === rows.length ? `${styles.cards} ${styles.dropAfter}` : styles.cards}
        role="listbox"
        aria-labelledby={headingId}
        aria-multiselectable
      >
        {rows.slice(0, shown).map((row, index) => (
          <ReferenceCard
            key={row.id}
            {...{ row, condition, index }}
            reason={reasons.get(row.id)}
            isSelected={isHere && selection.images.has(row.id)}
            isTabStop={row.id === stop}
            isDropPlace={dropIndex === index}
            {...cards}
          />
        ))}
      </div>
      {left > 0 && (
        <Button onClick={() => setShown(shown + SHOWN)}>
          Show {count(Math.min(SHOWN, left))} more of {count(rows.length)}
        </Button>
      )}
    </>
  )
}

import type { Board, BoardCoverage } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import type { BoardSelection } from '../selection/board-selection.ts'
import type { Selected } from '../selection/use-selected.ts'
import type { BoardActions } from '../work/use-board-actions.ts'
import { BoardColumn } from './board-column.tsx'
import styles from './board-columns.module.css'
import { useCarrying } from './use-carrying.ts'

interface BoardColumnsProps {
  readonly board: Board
  readonly coverage: BoardCoverage | undefined
  readonly presets: readonly SavedPreset[] | undefined
  readonly selection: BoardSelection
  readonly selected: Selected
  readonly actions: BoardActions
}

/** The four columns: side by side, or two by two where the window is narrow. */
export function BoardColumns({ board, coverage, presets, selection, selected, actions }: BoardColumnsProps) {
  const { place, over, onCarry, onCarried } = useCarrying(board.columns, {
    selection,
    onDrop: ({ condition, images, position, from }) =>
      from ? selected.move(from, condition, images, position) : selected.put(condition, images, position),
  })
  const canSuggest = !actions.isSuggesting && actions.suggestBlocked === undefined
  const cards = {
    onPoint: selected.point,
    onFocus: selected.focus,
    onOpen: selected.open,
    ...{ onCarry, onCarried },
  }
  return (
    <div className={styles.columns} aria-busy={coverage === undefined}>
      {pickConditions.map((condition) => (
        <BoardColumn
          key={condition}
          rows={board.columns[condition]}
          note={actions.notes[condition]}
          presets={presets?.filter((preset) => preset.condition === condition) ?? []}
          dropIndex={place?.condition === condition ? place.index : null}
          onSuggest={canSuggest ? () => void actions.suggest([condition]) : null}
          suggestBlocked={actions.suggestBlocked}
          {...{ condition, coverage, selection, cards }}
          {...over(condition)}
        />
      ))}
    </div>
  )
}

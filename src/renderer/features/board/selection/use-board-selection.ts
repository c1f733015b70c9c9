import { useLayoutEffect, useRef, useState } from 'react'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { Board } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { cardId } from '../columns/reference-card.tsx'
import { nothingSelected, selectedIn, settled, type BoardSelection } from './board-selection.ts'

export interface BoardSelecting {
  /** As it is on the board now. */
  readonly selection: BoardSelection
  readonly select: (
    change: (selection: BoardSelection) => BoardSelection,
    options?: { readonly focus?: boolean },
  ) => void
  /** Selects pictures of a column of a board that has just changed, and brings focus to them. */
  readonly follow: (board: Board, condition: PickCondition, images: readonly number[]) => void
}

/** The selection, and the focus that goes with its cursor where a key moved it or the loupe was left. */
export function useBoardSelection({ columns }: Board): BoardSelecting {
  const { query } = useNavigation().place
  const [chosen, setChosen] = useState(() => selectedByPlace(query, columns))
  const wantsFocus = useRef(chosen.cursor !== null)
  const selection = settled(chosen, columns)
  const { cursor } = selection

  useLayoutEffect(() => {
    if (!wantsFocus.current || !cursor) return
    wantsFocus.current = false
    document.getElementById(cardId(cursor.condition, cursor.image))?.focus()
  })

  return {
    selection,
    select: (change, { focus = false } = {}) => {
      wantsFocus.current ||= focus
      setChosen((before) => change(settled(before, columns)))
    },
    follow: (board, condition, images) => {
      wantsFocus.current = true
      const column = board.columns[condition].map(({ id }) => id)
      const there = column.filter((id) => images.includes(id))
      setChosen((before) => selectedIn(condition, there, column, before.cursor))
    },
  }
}

/** The card that a place names: `#/board?image=17&column=fog`. */
function selectedByPlace(
  { image, column }: Readonly<Record<string, string>>,
  columns: Board['columns'],
): BoardSelection {
  const condition = pickConditions.find((each) => each === column)
  const ids = condition ? columns[condition].map(({ id }) => id) : []
  const named = ids.filter((id) => String(id) === image)
  return condition ? selectedIn(condition, named, ids, null) : nothingSelected
}

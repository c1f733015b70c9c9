import type { Board } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { GalleryRow, PickCondition } from '../../../../shared/gallery.ts'
import type { Api } from '../../../api.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import type { BoardWork } from '../../board/work/board-work.ts'

/** The most that one call puts on a board. */
export const MAX_PUT = 10_000

/** A board as the gallery needs it: in which columns its pictures are. */
export interface PlacedBoard extends Pick<Board, 'id' | 'name' | 'columns'> {
  readonly columnsOf: ReadonlyMap<number, readonly PickCondition[]>
}

export function placedBoard({ id, name, columns }: Board): PlacedBoard {
  const columnsOf = new Map<number, PickCondition[]>()
  for (const condition of pickConditions)
    for (const row of columns[condition]) columnsOf.set(row.id, [...(columnsOf.get(row.id) ?? []), condition])
  return { id, name, columns, columnsOf }
}

/** Whether a column has all of these pictures. */
export function isInColumn(board: PlacedBoard | null, condition: PickCondition, images: readonly number[]): boolean {
  const isIn = (image: number): boolean => board?.columnsOf.get(image)?.includes(condition) ?? false
  return images.length > 0 && images.every(isIn)
}

/** The columns that a picture is in; of any board as long as the one that is worked on is not known. */
export const columnsWith = (board: PlacedBoard | null, { id, picks }: GalleryRow): readonly PickCondition[] =>
  board ? (board.columnsOf.get(id) ?? []) : [...new Set(picks.map(({ condition }) => condition))]

type Calls = Pick<Api['boards'], 'put' | 'take' | 'undo' | 'redo'>

/**
 * Puts pictures into a column of the board that is worked on, which the first ones make, or takes them off where all of them are in it.
 *
 * @returns what was done, in a sentence
 * @throws what the calls throw
 */
export async function toggleOnBoard(
  work: BoardWork,
  calls: Calls,
  condition: PickCondition,
  images: readonly number[],
): Promise<string> {
  let isOn = false
  await work.changeOrMake((board) => {
    isOn = isInColumn(placedBoard(board), condition, images)
    return calls[isOn ? 'take' : 'put']({ board: board.id, condition, images })
  })
  const pictures = counted(images.length, 'picture')
  const name = conditionNames[condition].toLowerCase()
  return isOn ? `${pictures} taken off ${name}.` : `${pictures} put on ${name}.`
}

/** @returns what was taken back or done again, in a sentence; null where there was nothing. @throws what the call throws */
export async function stepBoard(work: BoardWork, calls: Calls, direction: 'undo' | 'redo'): Promise<string | null> {
  let words: string | null = null
  const stepped = await work.changeIfThere((board) => {
    words = board[direction]
    return words === null ? Promise.resolve(null) : calls[direction]({ board: board.id })
  })
  return stepped && `${direction === 'undo' ? 'Taken back' : 'Done again'}: ${words}.`
}

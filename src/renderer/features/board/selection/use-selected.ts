import type { MouseEvent } from 'react'
import type { Board } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { useKeys } from '../../../shell/keys/keys.tsx'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { useTuneWith } from '../../tuning/pair/tune-with.ts'
import { spotTowards } from '../columns/shown-cards.ts'
import type { BoardActions } from '../work/use-board-actions.ts'
import { boardKeys } from './board-keys.ts'
import { extendedTo, nothingSelected, onlySpot, selectedIn, toggledSpot, type Spot } from './board-selection.ts'
import { columnBeside, stepped, type Arrow } from './places.ts'
import type { BoardSelecting } from './use-board-selection.ts'

export interface Selected {
  readonly move: (from: PickCondition, to: PickCondition, images: readonly number[], position?: number) => void
  readonly put: (condition: PickCondition, images: readonly number[], position: number) => void
  /** Moves what is selected to the end of another column. */
  readonly moveTo: (to: PickCondition) => void
  readonly take: () => void
  /** Opens the reference that keys act at in the tuning screen. */
  readonly tune: () => void
  readonly clear: () => void
  readonly open: (spot: Spot) => void
  readonly point: (event: MouseEvent, spot: Spot) => void
  readonly focus: (spot: Spot) => void
}

/** What is done with the selection, by pointer and by keys; the selection follows what it was done to. */
export function useSelected(
  board: Board,
  { selection, select, follow }: BoardSelecting,
  actions: BoardActions,
): Selected {
  const navigation = useNavigation()
  const tuneWith = useTuneWith()
  const { cursor } = selection
  const idsOf = (condition: PickCondition): readonly number[] => board.columns[condition].map(({ id }) => id)
  const meant = meantBy(selection, idsOf)

  const move: Selected['move'] = (from, to, images, position) => {
    const placed = { images, ...(position !== undefined && { position }) }
    void actions.move(from, to, placed).then((moved) => moved && follow(moved, to, images))
  }
  const put: Selected['put'] = (condition, images, position) => {
    void actions.put(condition, { images, position }).then((after) => after && follow(after, condition, images))
  }
  const moveTo = (to: PickCondition) => cursor && move(cursor.condition, to, meant)
  const take = () => {
    if (!cursor || meant.length === 0) return
    const keep = () => select((before) => ({ ...before, images: new Set() }), { focus: true })
    void actions.take(cursor.condition, meant).then((left) => left && keep())
  }
  const clear = () => select((before) => ({ ...before, images: new Set(), anchor: before.cursor }))
  const open = ({ image, condition }: Spot) =>
    navigation.go({ screen: 'gallery', path: ['loupe'], query: { image: String(image), column: condition } })
  const tune = () => cursor && tuneWith({ reference: cursor.image })
  const walk = (arrow: Arrow, isExtending: boolean) => {
    const spot = spotTowards(cursor, arrow)
    if (!spot || (isExtending && cursor && spot.condition !== cursor.condition)) return
    const change = isExtending ? extendedTo : onlySpotOf
    select((before) => change(before, spot, idsOf(spot.condition)), { focus: true })
  }

  useKeys(
    'Style board',
    boardKeys({
      walk,
      take,
      tune,
      clear,
      open: () => cursor && open(cursor),
      selectColumn: () => {
        const condition = cursor?.condition ?? pickConditions.find((each) => board.columns[each].length > 0)
        if (condition) select(() => selectedIn(condition, idsOf(condition), idsOf(condition), cursor))
      },
      shift: (by) => {
        if (cursor)
          move(cursor.condition, cursor.condition, meant, stepped(idsOf(cursor.condition), new Set(meant), by))
      },
      carry: (by) => {
        const to = cursor && columnBeside(cursor.condition, by)
        if (to) moveTo(to)
      },
      toggle: (condition) => {
        const there = new Set(idsOf(condition))
        if (meant.length === 0) return
        if (meant.every((image) => there.has(image))) void actions.take(condition, meant)
        else void actions.put(condition, { images: meant })
      },
      step: (direction) => void actions.step(direction),
    }),
  )

  return {
    ...{ move, put, moveTo, take, tune, open },
    clear: () => select(() => nothingSelected),
    point: ({ shiftKey, ctrlKey, metaKey }, spot) =>
      select((before) => {
        if (shiftKey) return extendedTo(before, spot, idsOf(spot.condition))
        return ctrlKey || metaKey ? toggledSpot(before, spot) : onlySpot(spot)
      }),
    focus: (spot) => select((before) => withCursor(before, spot)),
  }
}

const onlySpotOf = (_: BoardSelecting['selection'], spot: Spot) => onlySpot(spot)

/** The selection in the order of its column, else the card with the cursor. */
function meantBy(
  { images, cursor }: BoardSelecting['selection'],
  idsOf: (condition: PickCondition) => readonly number[],
): readonly number[] {
  if (!cursor) return []
  return images.size > 0 ? idsOf(cursor.condition).filter((image) => images.has(image)) : [cursor.image]
}

/** Focus came to a card: keys act there. What is selected in its column stays. */
function withCursor(before: BoardSelecting['selection'], spot: Spot): BoardSelecting['selection'] {
  const { cursor, images, anchor } = before
  if (cursor?.condition !== spot.condition) return { images: new Set(), cursor: spot, anchor: spot }
  return cursor.image === spot.image ? before : { images, cursor: spot, anchor }
}

import { useState, type DragEvent } from 'react'
import type { Board } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { bringsPictures, carryPictures, droppedPictures } from '../../gallery/grid/carry.ts'
import type { BoardSelection, Spot } from '../selection/board-selection.ts'
import { dropIndex, othersBefore } from '../selection/places.ts'

interface DropPlace {
  readonly condition: PickCondition
  /** Before which card. */
  readonly index: number
}

interface Drop {
  readonly condition: PickCondition
  readonly images: readonly number[]
  readonly position: number
  /** The column that they come from; null: from elsewhere, or they are to be in both. */
  readonly from: PickCondition | null
}

interface Carrying {
  readonly place: DropPlace | null
  readonly onCarry: (event: DragEvent, spot: Spot) => void
  readonly onCarried: () => void
  readonly over: (condition: PickCondition) => {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
}

/** Pictures that are carried between columns, within one, or onto one from elsewhere; Ctrl leaves them where they were too. */
export function useCarrying(
  columns: Board['columns'],
  { selection, onDrop }: { readonly selection: BoardSelection; readonly onDrop: (drop: Drop) => void },
): Carrying {
  const [from, setFrom] = useState<PickCondition | null>(null)
  const [place, setPlace] = useState<DropPlace | null>(null)
  const idsOf = (condition: PickCondition) => columns[condition].map(({ id }) => id)
  const isMoved = (event: DragEvent) => from !== null && !event.ctrlKey && !event.metaKey
  const end = () => {
    setFrom(null)
    setPlace(null)
  }
  return {
    place,
    onCarry: (event, { condition, image }) => {
      const isOneOfMany = selection.cursor?.condition === condition && selection.images.has(image)
      const images = isOneOfMany ? idsOf(condition).filter((id) => selection.images.has(id)) : [image]
      carryPictures(event.nativeEvent, images)
      event.dataTransfer.effectAllowed = 'copyMove'
      setFrom(condition)
    },
    onCarried: end,
    over: (condition) => ({
      onDragOver: (event) => {
        if (!bringsPictures(event.nativeEvent)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = isMoved(event) ? 'move' : 'copy'
        const index = dropIndex(cardBoxes(event.currentTarget), event.clientX, event.clientY)
        if (place?.condition !== condition || place.index !== index) setPlace({ condition, index })
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setPlace(null)
      },
      onDrop: (event) => {
        const images = droppedPictures(event.nativeEvent)
        if (images.length === 0) return
        event.preventDefault()
        const index = dropIndex(cardBoxes(event.currentTarget), event.clientX, event.clientY)
        const position = othersBefore(idsOf(condition), new Set(images), index)
        onDrop({ condition, images, position, from: isMoved(event) ? from : null })
        end()
      },
    }),
  }
}

const cardBoxes = (column: Element): DOMRect[] =>
  [...column.querySelectorAll('[role=option]')].map((card) => card.getBoundingClientRect())

import type { PickCondition } from '../../../../shared/gallery.ts'
import type { Spot } from '../selection/board-selection.ts'
import { neighbour, type Arrow } from '../selection/places.ts'

/** The cards on screen, column by column. */
const shownCards = (): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('[role=option][data-image]'),
]

const spotOf = ({ dataset }: HTMLElement): Spot => ({
  condition: dataset['condition'] as PickCondition,
  image: Number(dataset['image']),
  index: Number(dataset['index']),
})

/** The card that an arrow leads to: the first where keys act nowhere yet, none at an edge. */
export function spotTowards(cursor: Spot | null, arrow: Arrow): Spot | undefined {
  const cards = shownCards()
  const spots = cards.map(spotOf)
  const from = spots.findIndex(({ condition, image }) => condition === cursor?.condition && image === cursor.image)
  if (from === -1) return spots[0]
  const next = neighbour(
    cards.map((card) => card.getBoundingClientRect()),
    from,
    arrow,
  )
  return next === undefined ? undefined : spots[next]
}

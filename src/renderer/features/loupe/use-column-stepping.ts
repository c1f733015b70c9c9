import type { PickCondition } from '../../../shared/gallery.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import type { Gallery } from '../gallery/use-gallery.ts'
import type { Stepping } from './stepping.ts'

/** Through the references of a column of the style board, in their order. */
export function useColumnStepping({ board }: Gallery, image: number, column: PickCondition): Stepping {
  const navigation = useNavigation()
  const rows = board?.columns[column] ?? []
  const found = rows.findIndex(({ id }) => id === image)
  return {
    index: found === -1 ? null : found,
    total: board && rows.length,
    rowAt: (place) => rows[place],
    go: (place) => {
      const next = rows[place]
      if (!next) return
      const query = { image: String(next.id), column }
      navigation.go({ screen: 'gallery', path: ['loupe'], query }, { replace: true })
    },
    origin: 'Style board',
    back: () => navigation.go({ screen: 'board', query: { image: String(image), column } }),
  }
}

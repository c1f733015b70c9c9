import { useEffect, useEffectEvent } from 'react'
import type { GalleryRow } from '../../../shared/gallery.ts'
import { imageUrl } from '../../api.ts'

/** Going through pictures in the loupe. */
export interface Stepping {
  /** Null where the picture is not among them, or its place is not known yet. */
  readonly index: number | null
  readonly total: number | null
  /** Undefined while it is not here. */
  readonly rowAt: (index: number) => GalleryRow | undefined
  /** To another place; beyond the ends nothing happens. */
  readonly go: (index: number) => void
  /** Where the loupe was opened: `Gallery`. */
  readonly origin: string
  readonly back: () => void
}

/** Loads the pictures before and after, so that a step waits for nothing. */
export function useNeighbours({ index, rowAt }: Stepping): void {
  const load = useEffectEvent(() => {
    if (index === null) return
    for (const neighbour of [rowAt(index + 1), rowAt(index - 1)])
      if (neighbour && !neighbour.missing) new Image().src = imageUrl(neighbour.id)
  })
  useEffect(() => load(), [index])
}

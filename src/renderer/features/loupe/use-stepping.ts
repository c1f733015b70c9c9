import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { imageUrl } from '../../api.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { onlySpot, relocated } from '../gallery/selection/selection.ts'
import type { Gallery } from '../gallery/use-gallery.ts'

/** Going through the gallery's list in the loupe. */
export interface Stepping {
  /** Null where the picture is not in the list, or its place is not known yet. */
  readonly index: number | null
  readonly total: number | null
  /** To a place of the list; beyond its ends nothing happens. */
  readonly go: (index: number) => void
  readonly back: () => void
}

/** Pages around the picture are held, so that stepping waits for nothing. */
const AROUND = 12

export function useStepping({ list, selection, onSelection, fail }: Gallery, image: number): Stepping {
  const navigation = useNavigation()
  const total = useSyncExternalStore(list?.subscribe ?? nothingToHear, () => list?.state().total ?? null)
  const index = selection.cursor?.index ?? null

  const find = useEffectEvent(async (signal: AbortSignal) => {
    if (!list || selection.cursor?.image === image) return
    const place = await list.position(image, signal)
    if (signal.aborted) return
    if (place === null) onSelection((before) => relocated(before, new Map()))
    else onSelection(() => onlySpot({ index: place, image }))
  })
  useEffect(() => {
    const leaving = new AbortController()
    find(leaving.signal).catch((error: unknown) => leaving.signal.aborted || fail(error))
    return () => leaving.abort()
  }, [list, image, fail])
  useEffect(() => {
    if (!list || index === null) return
    list.show({ from: Math.max(0, index - AROUND), to: index + AROUND + 1 }, 'down')
    for (const neighbour of [list.at(index + 1), list.at(index - 1)])
      if (neighbour && !neighbour.missing) new Image().src = imageUrl(neighbour.id)
  }, [list, index])

  const go = (next: number) => {
    if (!list || total === null || next < 0 || next >= total) return
    list.ids({ from: next, to: next + 1 }).then(([found]) => {
      if (found === undefined) return
      onSelection(() => onlySpot({ index: next, image: found }))
      list.keepPlace({ index: next, offset: null })
      navigation.go({ screen: 'gallery', path: ['loupe'], query: { image: String(found) } }, { replace: true })
    }, fail)
  }
  return { index, total, go, back: () => navigation.go({ screen: 'gallery' }) }
}

const nothingToHear = () => () => undefined

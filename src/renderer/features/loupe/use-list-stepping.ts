import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { onlySpot, relocated } from '../gallery/selection/selection.ts'
import type { Gallery } from '../gallery/use-gallery.ts'
import type { Stepping } from './stepping.ts'

/** Pages around the picture are held, so that stepping waits for nothing. */
const AROUND = 12

/** Through the gallery's list. */
export function useListStepping({ list, selection, onSelection, fail }: Gallery, image: number): Stepping {
  const navigation = useNavigation()
  const total = useSyncExternalStore(list?.subscribe ?? nothingToHear, () => list?.state() ?? null)?.total ?? null
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
  return {
    ...{ index, total, go },
    rowAt: (place) => list?.at(place),
    origin: 'Gallery',
    back: () => navigation.go({ screen: 'gallery' }),
  }
}

const nothingToHear = () => () => undefined

import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds, as it changes. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

export type WindowWidth = 'narrow' | 'middle' | 'wide'

/** `narrow` below 1,400 pixels (laptops: side panes become drawers), `wide` from 1,800, where pictures grow and panes do not. */
export function useWindowWidth(): WindowWidth {
  const isNarrow = useMediaQuery('(width < 1400px)')
  const isWide = useMediaQuery('(width >= 1800px)')
  if (isNarrow) return 'narrow'
  return isWide ? 'wide' : 'middle'
}

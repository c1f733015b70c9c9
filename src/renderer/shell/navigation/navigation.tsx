import { createContext, use, useCallback, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import type { Screen, ScreenId } from '../screen.ts'
import { asString, readStored, StoredStateScope, writeStored } from '../stored-state.ts'
import { formatPlace, parsePlace, type Place } from './place.ts'

interface Target {
  readonly screen: ScreenId
  readonly path?: readonly string[]
  readonly query?: Readonly<Record<string, string>>
}

interface Navigation {
  readonly place: Place
  /** Goes to a place; `replace` leaves no step back, as for what follows a pointer or a key that repeats. */
  readonly go: (target: Target, options?: { readonly replace?: boolean }) => void
  /** Opens a screen where it was left; the screen that is open goes to its first view. */
  readonly open: (screen: ScreenId) => void
}

const NavigationContext = createContext<Navigation | undefined>(undefined)

/** The place and how to go elsewhere. */
export function useNavigation(): Navigation {
  const navigation = use(NavigationContext)
  if (!navigation) throw new Error('useNavigation is used outside of the shell')
  return navigation
}

const lastPlace = 'place'
const lastPlaceIn = (screen: ScreenId): string => `place/${screen}`

const gone = new EventTarget()

/** The browser tells of another hash a moment later: until then what is rendered with it would not fit the place before. */
const subscribe = (onChange: () => void): (() => void) => {
  window.addEventListener('hashchange', onChange)
  gone.addEventListener('gone', onChange)
  return () => {
    window.removeEventListener('hashchange', onChange)
    gone.removeEventListener('gone', onChange)
  }
}

/** The place is the hash, so that reload, back and forward work; the last one is remembered for the next start. */
export function NavigationProvider({ screens, children }: { screens: readonly Screen[]; children: ReactNode }) {
  const scope = use(StoredStateScope)
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  const place = useMemo(
    () => known(hash, screens) ?? known(readStored(scope, lastPlace, asString), screens) ?? firstPlace(screens),
    [hash, scope, screens],
  )

  useEffect(() => {
    const shown = formatPlace(place)
    if (window.location.hash !== shown) window.history.replaceState(null, '', shown)
    writeStored(scope, lastPlace, shown)
    writeStored(scope, lastPlaceIn(place.screen), shown)
  }, [scope, place])

  const go = useCallback<Navigation['go']>(({ screen, path = [], query = {} }, { replace = false } = {}) => {
    const target = formatPlace({ screen, path, query })
    if (replace) window.location.replace(target)
    else window.location.hash = target
    gone.dispatchEvent(new Event('gone'))
  }, [])

  const open = useCallback<Navigation['open']>(
    (screen) => {
      const left = known(readStored(scope, lastPlaceIn(screen), asString), screens)
      go(screen === place.screen || !left ? { screen } : left)
    },
    [go, place.screen, scope, screens],
  )

  const navigation = useMemo(() => ({ place, go, open }), [place, go, open])
  return <NavigationContext value={navigation}>{children}</NavigationContext>
}

function known(hash: string | undefined, screens: readonly Screen[]): Place | undefined {
  const place = hash === undefined ? undefined : parsePlace(hash)
  return place && screens.some(({ id }) => id === place.screen) ? place : undefined
}

function firstPlace(screens: readonly Screen[]): Place {
  const [first] = screens
  if (!first) throw new Error('No screen is registered')
  return { screen: first.id, path: [], query: {} }
}

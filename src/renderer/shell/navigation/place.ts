import { screenIds, type ScreenId } from '../screen.ts'

/** Where a person is: a screen, a place in it, and what it shows. `#/gallery/loupe?image=17`. */
export interface Place {
  readonly screen: ScreenId
  /** Within the screen: ['loupe']; empty for its first view. */
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

/** The place of a location's hash, or undefined where it names no screen. */
export function parsePlace(hash: string): Place | undefined {
  const [route = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name, ...path] = route.split('/').filter(Boolean).map(decoded)
  const screen = screenIds.find((id) => id === name)
  return screen && { screen, path, query: Object.fromEntries(new URLSearchParams(query)) }
}

/** The hash of a place: `#/gallery/loupe?image=17`. */
export function formatPlace({ screen, path, query }: Place): string {
  const route = [screen, ...path].map(encodeURIComponent).join('/')
  const parameters = new URLSearchParams(query).toString()
  return `#/${route}${parameters && `?${parameters}`}`
}

/** A hash can be typed by hand: `%zz` stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

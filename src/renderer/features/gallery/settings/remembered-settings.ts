import type { Api } from '../../../api.ts'
import { parseSettings, type GallerySettings, type RememberedPlace } from './gallery-settings.ts'

const KEY = 'gallery'
/** A slider or a scroll bar that moves is stored once it rests. */
const REST_MILLISECONDS = 400

type Preferences = Pick<Api['application'], 'preference' | 'storePreference'>

/** The gallery's settings, kept with the workspace. An external store for `useSyncExternalStore`. */
export class RememberedSettings {
  readonly #preferences: Preferences
  readonly #listeners = new Set<() => void>()
  #settings: GallerySettings | null = null
  #timeout: ReturnType<typeof setTimeout> | undefined

  constructor(preferences: Preferences) {
    this.#preferences = preferences
  }

  /** Null until they are loaded. */
  readonly current = (): GallerySettings | null => this.#settings

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Settings that cannot be had are those of the beginning: they are a convenience. */
  async load(): Promise<void> {
    const stored = await this.#preferences.preference({ key: KEY }).catch(() => null)
    this.#settings ??= parseSettings(stored)
    this.#tell()
  }

  /** Changes what is given; the rest stays. A list of another filter or order is seen from its beginning. */
  change(part: Partial<Omit<GallerySettings, 'place'>>): void {
    if (!this.#settings) return
    const isOtherList = part.filter !== undefined || part.sort !== undefined
    this.#settings = { ...this.#settings, ...part, ...(isOtherList && { place: null }) }
    this.#tell()
    this.#storeSoon()
  }

  /** Nothing is drawn anew for it. */
  rememberPlace(place: RememberedPlace | null): void {
    if (!this.#settings) return
    this.#settings = { ...this.#settings, place }
    this.#storeSoon()
  }

  /** Stores what is not stored yet: the screen is left. */
  flush(): void {
    if (this.#timeout === undefined || !this.#settings) return
    clearTimeout(this.#timeout)
    this.#timeout = undefined
    const value = JSON.parse(JSON.stringify(this.#settings)) as Record<string, never>
    this.#preferences.storePreference({ key: KEY, value }).catch(() => undefined)
  }

  #storeSoon(): void {
    clearTimeout(this.#timeout)
    this.#timeout = setTimeout(() => this.flush(), REST_MILLISECONDS)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

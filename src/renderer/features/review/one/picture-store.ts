import type { Size } from '../../loupe/zoom.ts'

export interface StoredPicture {
  /** `absent`: there is no such file, or it is no picture. */
  readonly state: 'loading' | 'ready' | 'absent'
  /** Null before it is there. */
  readonly size: Size | null
}

/** What loads pictures: `new Image()` and its `decode()`. */
export type LoadPicture = (url: string) => Promise<{ readonly size: Size; readonly image: unknown }>

/** Three pictures for each of a dozen results: about 200 MB when all are of 1,024 x 512 pixels and decoded. */
const KEPT = 36

export const loadImage: LoadPicture = async (url) => {
  const image = new Image()
  image.src = url
  await image.decode()
  return { size: { width: image.naturalWidth, height: image.naturalHeight }, image }
}

/**
 * Pictures that are shown or come next, loaded and decoded: a picture that is held here is shown in the frame that asks for it. An
 * external store for `useSyncExternalStore`.
 */
export class PictureStore {
  readonly #load: LoadPicture
  readonly #listeners = new Set<() => void>()
  /** Least recently wanted first. The image is held so that the browser keeps it. */
  readonly #pictures = new Map<string, { readonly shown: StoredPicture; readonly image: unknown }>()

  constructor(load: LoadPicture = loadImage) {
    this.#load = load
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  readonly get = (url: string | null): StoredPicture | undefined =>
    url === null ? undefined : this.#pictures.get(url)?.shown

  /** Loads what is not here, the most urgent first; drops what nobody wanted for long. */
  want(urls: readonly string[]): void {
    const missing = urls.filter((url) => !this.#pictures.has(url))
    for (const url of urls.toReversed()) {
      const held = this.#pictures.get(url)
      this.#pictures.delete(url)
      this.#pictures.set(url, held ?? { shown: { state: 'loading', size: null }, image: null })
    }
    for (const url of new Set(missing)) void this.#fetch(url)
    for (const url of this.#pictures.keys()) {
      if (this.#pictures.size <= Math.max(KEPT, urls.length)) break
      this.#pictures.delete(url)
    }
  }

  async #fetch(url: string): Promise<void> {
    const loaded = await this.#load(url).catch(() => null)
    if (!this.#pictures.has(url)) return
    this.#pictures.set(url, {
      shown: loaded ? { state: 'ready', size: loaded.size } : { state: 'absent', size: null },
      image: loaded?.image ?? null,
    })
    for (const listener of this.#listeners) listener()
  }
}

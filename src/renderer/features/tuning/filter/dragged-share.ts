import { startTransition, useEffect, useState } from 'react'

type Hearer = (share: number | null) => void

/** The share while it is dragged: what repaints itself hears of it once a frame, without a render, and null at its end. */
export class DraggedShare {
  #share: number | null = null
  #frame: number | null = null
  readonly #hearers = new Set<Hearer>()

  /** 0 to 1; null while nothing is dragged. */
  get share(): number | null {
    return this.#share
  }

  /** @returns ends it */
  hear(hearer: Hearer): () => void {
    this.#hearers.add(hearer)
    return () => void this.#hearers.delete(hearer)
  }

  follow(share: number): void {
    this.#share = share
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#tell()
    })
  }

  end(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
    this.#share = null
    this.#tell()
  }

  #tell(): void {
    for (const hear of this.#hearers) hear(this.#share)
  }
}

/** What is rendered from the share, numbers and tables, follows it so often; milliseconds. */
const FOLLOWS_EVERY = 100

/** The share that is dragged, and as a state that follows it slowly enough to be rendered; null while nothing is dragged. */
export function useDraggedShare(): { readonly dragged: DraggedShare; readonly draft: number | null } {
  const [dragged] = useState(() => new DraggedShare())
  const [draft, setDraft] = useState<number | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = () => {
      clearTimeout(timer)
      timer = undefined
    }
    const follow = () => {
      timer = undefined
      startTransition(() => setDraft(dragged.share))
    }
    const unhear = dragged.hear((share) => {
      if (share !== null) return void (timer ??= setTimeout(follow, FOLLOWS_EVERY))
      stop()
      setDraft(null)
    })
    return () => {
      unhear()
      stop()
    }
  }, [dragged])
  return { dragged, draft }
}

import type { ClientContext, ClientLink } from '@orpc/client'

/**
 * `opening`: for the first time. `lost`: it is being opened again. `signed-out`: the server was started anew and knows this browser
 * no more; its new link has to be opened.
 */
export type LineState = 'opening' | 'open' | 'lost' | 'signed-out'

export type Link = ClientLink<ClientContext>

/** A line to the application, opened again whenever it breaks. */
export interface Line {
  readonly state: LineState
  /** The open line; waits where there is none just now. */
  link(): Promise<Link>
  /** Calls `listener` after each change of the state. @returns how to stop that */
  subscribe(listener: () => void): () => void
}

/** Holds the state of a line for those who open it. */
export class LineHolder implements Line {
  state: LineState = 'opening'
  #link = Promise.withResolvers<Link>()
  readonly #listeners = new Set<() => void>()

  link(): Promise<Link> {
    return this.#link.promise
  }

  opened(link: Link): void {
    this.#link.resolve(link)
    this.#enter('open')
  }

  lost(state: 'lost' | 'signed-out'): void {
    if (this.state === 'open') this.#link = Promise.withResolvers()
    this.#enter(state)
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #enter(state: LineState): void {
    if (this.state === state) return
    this.state = state
    for (const listener of this.#listeners) listener()
  }
}

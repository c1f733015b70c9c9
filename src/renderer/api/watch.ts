import { isLineBroken } from './failures.ts'

/** A stream of the contract: `(signal) => api.indexing.watch(undefined, { signal })`. */
export type Subscribe<State> = (signal: AbortSignal) => Promise<AsyncIterable<State>>

/** After a stream that failed, as one does where no workspace is open, and after a line that broke. */
const WAIT_MILLISECONDS = 1_000

/**
 * Hears every new state of a stream, and subscribes again when it ends: the line broke, or another workspace was opened.
 *
 * @returns how to stop that
 * @example
 * useEffect(() => watch((signal) => api.indexing.watch(undefined, { signal }), setProgress), [])
 */
export function watch<State>(subscribe: Subscribe<State>, onState: (state: State) => void): () => void {
  const stopping = new AbortController()
  void hear(subscribe, onState, stopping.signal)
  return () => stopping.abort()
}

async function hear<State>(
  subscribe: Subscribe<State>,
  onState: (state: State) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const state of await subscribe(signal)) {
        if (signal.aborted) return
        onState(state)
      }
    } catch {
      // whoever needs to know asks `line.state`; here it is tried again
    }
    await waited()
  }
}

/**
 * Hears every state of something that ends: where the line breaks it goes on meanwhile, and is heard again over the next line.
 *
 * @throws what the application answers
 */
export async function hearToEnd<State>(
  subscribe: Subscribe<State>,
  onState: (state: State) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      for await (const state of await subscribe(signal)) {
        if (signal.aborted) return
        onState(state)
      }
      return
    } catch (error) {
      if (signal.aborted || !isLineBroken(error)) throw error
    }
    await waited()
  }
}

/**
 * Makes a call that may be made twice: where the line breaks before the answer, over the next line.
 *
 * @throws what the application answers
 */
export async function answered<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!isLineBroken(error)) throw error
    }
    await waited()
  }
}

const waited = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WAIT_MILLISECONDS))

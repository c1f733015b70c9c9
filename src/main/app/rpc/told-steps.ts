/**
 * The states of a task as a stream: a reader gets the newest one, and those that came while it was busy are left out. Ends when the task
 * does, with what it throws; a reader that goes away cancels the task.
 */
export async function* toldSteps<State>(
  signal: AbortSignal,
  task: (tell: (state: State) => void, signal: AbortSignal) => Promise<unknown>,
): AsyncGenerator<State, void> {
  const leaving = new AbortController()
  let newest: { readonly state: State } | null = null
  let wake = Promise.withResolvers<void>()
  let running = true
  const tell = (state: State): void => {
    newest = { state }
    wake.resolve()
  }
  const done = task(tell, AbortSignal.any([signal, leaving.signal])).finally(() => {
    running = false
    wake.resolve()
  })
  // a reader that is busy hears of a failure later, from `done`
  done.catch(() => undefined)
  try {
    for (;;) {
      await wake.promise
      wake = Promise.withResolvers()
      const told = takeNewest()
      if (told) yield told.state
      if (!running) break
    }
    const told = takeNewest()
    if (told) yield told.state
    await done
  } finally {
    leaving.abort()
  }

  function takeNewest(): typeof newest {
    const told = newest
    newest = null
    return told
  }
}

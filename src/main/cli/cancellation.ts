/**
 * Runs a task that Ctrl-C (or a termination signal) cancels: the first one asks the task to stop at its next step, a second one ends the
 * process at once. Results are written under temporary names, so that neither leaves half a file.
 */
export async function cancellable<Result>(task: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(1)
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  try {
    return await task(controller.signal)
  } finally {
    for (const signal of signals) process.removeListener(signal, stop)
  }
}

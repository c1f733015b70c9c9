import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

const sampleMilliseconds = 5

export interface Blocked<Result> {
  readonly what: string
  /** The longest time between two turns of the event loop, in milliseconds; where cores are scarce it is mostly waiting for one. */
  readonly longestTurn: number
  /** The most processor time of the thread between two samples, in milliseconds: what blocks however many cores there are. */
  readonly longestWork: number
  readonly result: Result
}

/** How long the event loop of this thread was blocked while the task ran. */
export async function watchBlocking<Result>(what: string, task: () => Promise<Result>): Promise<Blocked<Result>> {
  const turns = monitorEventLoopDelay({ resolution: sampleMilliseconds })
  let longestWork = 0
  let used = process.threadCpuUsage()
  const sampler = setInterval(() => {
    const { user, system } = process.threadCpuUsage(used)
    longestWork = Math.max(longestWork, (user + system) / 1000)
    used = process.threadCpuUsage()
  }, sampleMilliseconds)
  turns.enable()
  try {
    const result = await task()
    await delay(2 * sampleMilliseconds)
    return { what, longestTurn: turns.max / 1e6 - sampleMilliseconds, longestWork, result }
  } finally {
    turns.disable()
    clearInterval(sampler)
  }
}

import { setTimeout } from 'node:timers/promises'

/** Waits, or less where the signal says so. @returns whether to go on */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(milliseconds, undefined, { signal })
    return true
  } catch {
    return false // the signal is all that ends it
  }
}

import { stat, statSync, type Stats } from 'node:fs'
import type { FileStamp } from '../layout.ts'

/** What came of asking for a file: its stamp, `gone` since its folder was listed, or the system's error code. */
export type StampResult = FileStamp | 'gone' | { readonly failure: string }

const RUN = 32
/** A call of 3 microseconds means that the names are in memory; far above it a disk or a network is waited for. */
const SLOW_MILLISECONDS = 0.2
const IN_FLIGHT = 16

/**
 * Size and time of change of each file, links followed, in the order of the paths. One after the other where the system
 * answers from memory; once it has to wait for a disk or a network, several at a time.
 */
export async function stampFiles(files: readonly string[]): Promise<StampResult[]> {
  const results: StampResult[] = []
  while (results.length < files.length) {
    const run = files.slice(results.length, results.length + RUN)
    const start = performance.now()
    for (const file of run) results.push(stampNow(file))
    if (performance.now() - start > run.length * SLOW_MILLISECONDS) break
  }
  return results.length === files.length ? results : [...results, ...(await stampTogether(files.slice(results.length)))]
}

function stampNow(file: string): StampResult {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    return found ? stampOf(found) : 'gone'
  } catch (error) {
    return failureOf(error)
  }
}

function stampTogether(files: readonly string[]): Promise<StampResult[]> {
  const results = new Array<StampResult>(files.length)
  let next = 0
  let left = files.length
  return new Promise((resolve) => {
    const askNext = (): void => {
      const index = next++
      if (index >= files.length) return
      stat(files[index]!, (error, found) => {
        results[index] = error ? failureOf(error) : stampOf(found)
        if (--left === 0) resolve(results)
        else askNext()
      })
    }
    for (let i = 0; i < IN_FLIGHT; i++) askNext()
  })
}

const stampOf = (found: Stats): StampResult =>
  found.isFile() ? { bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) } : 'gone'

function failureOf(error: unknown): StampResult {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : { failure: code }
}

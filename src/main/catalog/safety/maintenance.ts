import { Worker } from 'node:worker_threads'
import { errorFromDescription, type ErrorDescription } from '../../../shared/errors.ts'
import { catalogDamaged } from '../database-errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import type { CheckDepth } from './integrity.ts'

/** What reads a whole catalog and therefore has a thread of its own. */
export type MaintenanceTask =
  | { readonly task: 'check'; readonly file: string; readonly depth: CheckDepth }
  /** Writes a copy of the catalog, synced, to `target` and checks it in full. */
  | { readonly task: 'copy'; readonly file: string; readonly target: string }

/** What the thread answers: what it found wrong, in words, or why it failed. */
export type MaintenanceAnswer = { readonly findings: readonly string[] } | { readonly error: ErrorDescription }

/**
 * Runs one task in a thread of its own.
 *
 * @returns what is wrong with the file; empty where it is whole
 * @throws what `connect` throws
 */
export async function inMaintenanceThread(task: MaintenanceTask): Promise<readonly string[]> {
  const thread = new Worker(entryBeside(import.meta.url, 'catalog-maintenance.js', 'maintenance-thread.ts'), {
    workerData: task,
  })
  const answer = await new Promise<MaintenanceAnswer>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`The catalog's maintenance thread ended with ${code}`)))
  })
  if ('error' in answer) throw errorFromDescription(answer.error)
  return answer.findings
}

/**
 * Checks every page, row, index and reference of an open catalog, while others go on working.
 *
 * @throws CatalogDamagedError with the first thing that was found, and the way back
 */
export async function checkCatalog({ file }: { readonly file: string }): Promise<void> {
  const [finding] = await inMaintenanceThread({ task: 'check', file, depth: 'full' })
  if (finding !== undefined) throw catalogDamaged(file, finding)
}

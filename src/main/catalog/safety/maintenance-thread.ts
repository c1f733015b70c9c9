import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { CatalogDamagedError, WeatherglassError } from '../../../shared/errors.ts'
import { connect, type CatalogDatabase } from '../database.ts'
import { catalogDamaged, explained } from '../database-errors.ts'
import { findingsIn, type CheckDepth } from './integrity.ts'
import type { MaintenanceAnswer, MaintenanceTask } from './maintenance.ts'

function answer(task: MaintenanceTask): MaintenanceAnswer {
  try {
    const findings = task.task === 'check' ? check(task.file, task.depth) : copy(task.file, task.target)
    return { findings }
  } catch (error) {
    if (error instanceof WeatherglassError) return { error: error.describe() }
    throw error
  }
}

function check(file: string, depth: CheckDepth): string[] {
  return connected(file, false, (database) => explained(file, () => findingsIn(database, depth)))
}

/** One snapshot of the catalog, however much is written meanwhile, page by page; what is damaged in it is damaged in the copy. */
function copy(file: string, target: string): string[] {
  try {
    connected(file, false, (database) => explained(target, () => database.prepare('VACUUM INTO ?').run(target)))
    sync(target)
    return connected(target, true, (database) => findingsIn(database, 'full'))
  } catch (error) {
    rmSync(target, { force: true })
    throw error instanceof CatalogDamagedError ? catalogDamaged(file, 'it cannot be copied', error) : error
  }
}

function connected<T>(file: string, readonly: boolean, body: (database: CatalogDatabase) => T): T {
  const database = connect(file, { durability: 'crash', readonly })
  try {
    return body(database)
  } finally {
    database.close()
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

parentPort!.postMessage(answer(workerData as MaintenanceTask))

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { connect, type CatalogDatabase } from '../../../src/main/catalog/database.ts'
import { openCatalog, type Catalog } from '../../../src/main/catalog/opening.ts'
import type { Workspace } from '../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace } from '../../../src/main/catalog/workspace/workspace.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-catalog-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const newWorkspace = async (): Promise<Workspace> => await createWorkspace(path.join(temporaryFolder(), 'ws'))

/** An open catalog in a new workspace, closed after the test. */
export async function newCatalog(): Promise<Catalog> {
  return await opened(await newWorkspace())
}

export async function opened(workspace: Workspace): Promise<Catalog> {
  const catalog = await openCatalog(workspace)
  onTestFinished(() => {
    if (catalog.database.open) catalog.close()
  })
  return catalog
}

/** A connection as a walk's thread has one, closed after the test. */
export function connected(catalog: Catalog): CatalogDatabase {
  const database = connect(catalog.file, { durability: 'crash' })
  onTestFinished(() => void database.close())
  return database
}

/** A folder with files of the sizes given, by their paths. */
export function folderWith(files: Readonly<Record<string, number>>, folder = temporaryFolder()): string {
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, Buffer.alloc(bytes, name))
  }
  return folder
}

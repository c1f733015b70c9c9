import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Condition } from '../../../shared/conditions.ts'
import { FileMissingError, SourceError } from '../../../shared/errors.ts'
import type { LayoutName } from '../../datasets/layout.ts'
import { decide, type CatalogDatabase } from '../database.ts'
import type { Catalog } from '../opening.ts'
import { refuseNested, refuseWorkspace } from './source-roots.ts'
import { getSource } from './sources.ts'

/** Which of a source's columns a person decides. */
export interface NewSource {
  readonly root: string
  readonly layout: LayoutName
  /** A person named the layout: no look at the folder changes it. */
  readonly layoutGiven?: boolean
  /** Of all images of a plain folder. */
  readonly condition?: Condition | null
  /** Without one the folder's, numbered where another source has it. */
  readonly name?: string
}

type Opened = Pick<Catalog, 'database' | 'workspace'>

/**
 * Adds a folder as a source; nothing in it is read but its name. It is walked and read by others.
 *
 * @returns its id
 * @throws SourceError where it, a folder in it or one around it is a source already, the workspace lies in it or it in the workspace, or the name
 *   is taken; FileMissingError
 */
export async function addSource({ database, workspace }: Opened, source: NewSource): Promise<number> {
  const root = await realFolder(source.root)
  refuseWorkspace(root, workspace)
  return decide(database, () => {
    refuseNested(database, root)
    const name = source.name === undefined ? freeName(database, root) : givenName(database, source.name)
    const added = database
      .prepare('INSERT INTO source (root, name, layout, layout_given, condition, added_utc) VALUES (?, ?, ?, ?, ?, ?)')
      .run(root, name, source.layout, source.layoutGiven ? 1 : 0, source.condition ?? null, new Date().toISOString())
    return Number(added.lastInsertRowid)
  })
}

/** @throws SourceError where the name is empty or taken */
export function renameSource(database: CatalogDatabase, id: number, name: string): void {
  decide(database, () => {
    getSource(database, id)
    database.prepare('UPDATE source SET name = ? WHERE id = ?').run(givenName(database, name, id), id)
  })
}

/** Overrides what a look at the folder said. Holds from the next walk on. `condition` is that of all images of a plain folder. */
export function overrideLayout(
  database: CatalogDatabase,
  id: number,
  { layout, condition }: { readonly layout: LayoutName; readonly condition: Condition | null },
): void {
  decide(database, () => {
    getSource(database, id)
    database
      .prepare('UPDATE source SET layout = ?, layout_given = 1, condition = ? WHERE id = ?')
      .run(layout, condition, id)
  })
}

/** What a source took with it. */
export interface RemovedSource {
  readonly images: number
  /** Ids of the images that had a thumbnail, to be deleted now that no row names them. */
  readonly thumbnails: readonly number[]
}

/**
 * Removes a source and all rows of its images from the catalog; nothing on its disk is touched. 100,000 images take about a second: not for the thread
 * that answers a window.
 */
export function removeSource(database: CatalogDatabase, id: number): RemovedSource {
  return decide(database, () => {
    getSource(database, id)
    const images = database.prepare('SELECT count(*) FROM image WHERE source_id = ?').pluck().get(id) as number
    const withThumbnail = 'SELECT id FROM image WHERE source_id = ? AND thumbnail = 1'
    const thumbnails = database.prepare(withThumbnail).pluck().all(id) as number[]
    database.prepare('DELETE FROM source WHERE id = ?').run(id)
    return { images, thumbnails }
  })
}

/** @throws FileMissingError, SourceError where it is no folder */
export async function realFolder(folder: string): Promise<string> {
  let root: string
  try {
    root = await realpath(folder)
    if ((await stat(root)).isDirectory()) return root
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new FileMissingError(
      `${folder} cannot be read (${code}); check the path, and that its disk is mounted`,
      folder,
      { cause: error },
    )
  }
  throw new SourceError(`${folder} is a file; give the folder of the images`, folder)
}

const nameTakenSql = 'SELECT id FROM source WHERE name = ? COLLATE NOCASE'

function givenName(database: CatalogDatabase, given: string, own?: number): string {
  const name = given.trim()
  if (name === '') throw new SourceError('A source needs a name of at least one character')
  const taken = database.prepare(nameTakenSql).pluck().get(name)
  if (taken !== undefined && taken !== own)
    throw new SourceError(`Another source has the name ${name}; choose one that tells them apart`)
  return name
}

/** `GTA5`, or `GTA5 (2)` where there is one. */
function freeName(database: CatalogDatabase, root: string): string {
  const base = path.basename(root) || root
  const isTaken = database.prepare(nameTakenSql).pluck()
  let name = base
  for (let number = 2; isTaken.get(name) !== undefined; number++) name = `${base} (${number})`
  return name
}

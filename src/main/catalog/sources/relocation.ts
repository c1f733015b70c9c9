import { stat } from 'node:fs/promises'
import path from 'node:path'
import { SourceError } from '../../../shared/errors.ts'
import { decide, type CatalogDatabase } from '../database.ts'
import type { Catalog } from '../opening.ts'
import { realFolder } from './source-changes.ts'
import { refuseNested, refuseWorkspace } from './source-roots.ts'
import { getSource } from './sources.ts'

/** How many files are looked for at a new root. */
const SAMPLE = 200
/** Of the sample; a copy may lack some, which the next walk tells. */
const SHARE_NEEDED = 0.9

/**
 * Tells where a source's folder is now, its images keep their rows. Of up to 200 of its files, spread over all, nine in ten must be there with the
 * size that is known.
 *
 * @throws SourceError where they are not, or as in `addSource`; FileMissingError
 */
export async function relocateSource(
  { database, workspace }: Pick<Catalog, 'database' | 'workspace'>,
  id: number,
  newRoot: string,
): Promise<void> {
  const { name } = getSource(database, id)
  const root = await realFolder(newRoot)
  refuseWorkspace(root, workspace)
  const sample = sampleOf(database, id)
  const absent: string[] = []
  for (const { path: file, bytes } of sample) {
    const found = await stat(path.join(root, file)).catch(() => undefined)
    if (found?.size !== bytes) absent.push(file)
  }
  if (absent.length > (1 - SHARE_NEEDED) * sample.length)
    throw new SourceError(
      `${root} is not the folder of ${name}: of ${sample.length} of its images ${absent.length} are not there with the same size, the first ${absent[0]}; give the folder that holds the same tree`,
      root,
    )
  decide(database, () => {
    refuseNested(database, root, id)
    database.prepare('UPDATE source SET root = ?, missing = 0 WHERE id = ?').run(root, id)
    database.prepare(`DELETE FROM problem WHERE source_id = ? AND path = '' AND problem = 'source-missing'`).run(id)
  })
}

interface SampledFile {
  readonly path: string
  readonly bytes: number
}

function sampleOf(database: CatalogDatabase, id: number): SampledFile[] {
  const ids = database.prepare(sourceImageIdsSql).pluck().all(id) as number[]
  const file = database.prepare<[number], SampledFile>('SELECT path, bytes FROM image WHERE id = ?')
  const count = Math.min(SAMPLE, ids.length)
  return Array.from({ length: count }, (_, index) => file.get(ids[Math.floor((index * ids.length) / count)]!)!)
}

/** Images that were there at the last walk, in the order of their conditions. */
export const sourceImageIdsSql = 'SELECT id FROM image WHERE source_id = ? AND missing = 0'

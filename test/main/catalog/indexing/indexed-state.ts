import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { thumbnailFile } from '../../../../src/main/catalog/indexing/thumbnails/thumbnail-files.ts'
import { thumbnailsFolder, type Workspace } from '../../../../src/main/catalog/workspace/folders.ts'

/** All that the indexing of sources leaves in a workspace, but ids, times and revisions: rows, and the bytes of thumbnails. */
export function indexedState(database: CatalogDatabase, workspace: Pick<Workspace, 'folder'>): unknown {
  const images = database
    .prepare<[], { id: number; partial_hash: Buffer | null; thumbnail: number }>(
      `SELECT image.*, source.name AS source FROM image JOIN source ON source.id = source_id ORDER BY source.name, path`,
    )
    .all()
  return {
    images: images.map(({ id, ...image }) => ({
      ...image,
      ...{ source_id: 0, revision: 0, walk: 0 },
      thumbnail: image.thumbnail === 1 ? hashOfThumbnail(workspace, id, image.partial_hash) : null,
    })),
    problems: database
      .prepare(
        `SELECT source.name AS source, problem.path, problem, message, found_by, image.path AS image FROM problem
         JOIN source ON source.id = problem.source_id LEFT JOIN image ON image.id = image_id
         ORDER BY source.name, problem.path, problem`,
      )
      .all(),
  }
}

function hashOfThumbnail(workspace: Pick<Workspace, 'folder'>, imageId: number, partialHash: Buffer | null): string {
  const file = thumbnailFile(thumbnailsFolder(workspace), { imageId, partialHash: partialHash! })
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'its file is not there'
}

/** A checksum over names, kinds, contents, permissions and times of change of all that is in a folder; reading it changes nothing but access times. */
export function treeChecksum(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name)
    const found = lstatSync(file)
    hash.update(`${name} ${found.mode} ${found.mtimeMs} ${found.ctimeMs} ${found.size}\n`)
    if (found.isFile()) hash.update(readFileSync(file))
    if (found.isSymbolicLink()) hash.update(readlinkSync(file))
  }
  return hash.digest('hex')
}

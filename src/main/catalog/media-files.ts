import path from 'node:path'
import type { LabelEncoding } from '../imaging/labels.ts'
import type { CatalogDatabase } from './database.ts'
import { thumbnailFile } from './indexing/thumbnails/thumbnail-files.ts'
import { thumbnailsFolder, type Workspace } from './workspace/folders.ts'

/** A thumbnail that was written; it is another file as soon as the picture is another. */
export interface StoredThumbnail {
  readonly file: string
  /** Names the content and the image. */
  readonly name: string
}

/** A file of a source, to be looked for under its root. */
export interface MediaFile {
  /** Real path of the source. */
  readonly root: string
  readonly path: string
}

export interface LabelFile extends MediaFile {
  /** As its name says; null where its pixels tell. */
  readonly encoding: LabelEncoding | null
}

export const thumbnailSql = 'SELECT partial_hash AS partialHash FROM image WHERE id = ? AND thumbnail = 1'
export const imageFileSql = 'SELECT root, path FROM image JOIN source ON source.id = image.source_id WHERE image.id = ?'
export const labelFileSql = `
SELECT root, label_path AS path, label_encoding AS encoding FROM image JOIN source ON source.id = image.source_id
WHERE image.id = ? AND label_path IS NOT NULL`

/** A label that a network predicted for an image that has none; it lies in the workspace. */
export interface PredictedLabelFile extends LabelFile {
  /** sha256 of the network's file, in hex. */
  readonly network: string
}

export const predictedLabelFileSql = `
SELECT file, lower(hex(network_sha256)) AS network FROM predicted_label JOIN image ON image.id = image_id
WHERE image_id = ? AND label_path IS NULL`

export const resultFileSql = 'SELECT output FROM transfer WHERE id = ? AND output IS NOT NULL'

/** Where the pictures of images are, by id; undefined where there is no such picture. One row by its key each: some microseconds. */
export class MediaFiles {
  readonly #database: CatalogDatabase
  readonly #thumbnails: string
  readonly #folder: string

  constructor(database: CatalogDatabase, workspace: Pick<Workspace, 'folder'>) {
    this.#database = database
    this.#folder = workspace.folder
    this.#thumbnails = thumbnailsFolder(workspace)
  }

  thumbnail(imageId: number): StoredThumbnail | undefined {
    const hash = this.#database.prepare<[number], Buffer | null>(thumbnailSql).pluck().get(imageId)
    if (!hash) return undefined
    const file = thumbnailFile(this.#thumbnails, { imageId, partialHash: hash })
    return { file, name: path.basename(file, '.webp') }
  }

  /** The picture that a transfer made. */
  result(transferId: number): MediaFile | undefined {
    const output = this.#database.prepare<[number], string>(resultFileSql).pluck().get(transferId)
    return output === undefined ? undefined : { root: this.#folder, path: output }
  }

  image(imageId: number): MediaFile | undefined {
    return this.#database.prepare<[number], MediaFile>(imageFileSql).get(imageId)
  }

  label(imageId: number): LabelFile | undefined {
    return this.#database.prepare<[number], LabelFile>(labelFileSql).get(imageId)
  }

  /** Of an image without a label of its own. */
  predictedLabel(imageId: number): PredictedLabelFile | undefined {
    const row = this.#database
      .prepare<[number], { readonly file: string; readonly network: string }>(predictedLabelFileSql)
      .get(imageId)
    return row && { root: this.#folder, path: row.file, encoding: 'labelTrainIds', network: row.network }
  }
}

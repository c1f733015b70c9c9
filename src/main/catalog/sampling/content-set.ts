import type { CatalogDatabase } from '../database.ts'
import { COUNTS_PER_IMAGE, type ClassPixelTable } from './class-pixels.ts'
import {
  CLASSES_BY_ID,
  CLASSES_OF_SOURCE,
  LABELS_BY_ID,
  LABELS_OF_SOURCE,
  LEFT_OUT_BY_ID,
  LEFT_OUT_OF_SOURCE,
} from './class-pixel-queries.ts'

/** What can be computed from an image: `waiting` ones were not read yet, `defective` ones have a problem that a transfer stops at. */
export type ImageState = 'usable' | 'unlabelled' | 'waiting' | 'defective'

/** Which contents: single images, or all labelled ones of some sources. */
export type ContentSelection = { readonly imageIds: readonly number[] } | { readonly sourceIds: readonly number[] }

/** Images that nothing can be computed from. */
export interface LeftOut {
  readonly unlabelled: number
  /** Labelled, but the background pass has not read the label yet. */
  readonly waiting: number
  /** With a problem that a transfer would stop at. */
  readonly defective: number
}

export interface ContentSet {
  /** The usable images, by source and path. */
  readonly table: ClassPixelTable
  readonly leftOut: LeftOut
}

/** Class pixels as the catalog stores them: the bytes of twenty uint32, little-endian. */
type StoredCounts = Uint8Array

/** Reads the classes of a content set. Images that the catalog lacks, or whose file is missing, are not in it. */
export function readContents(database: CatalogDatabase, selection: ContentSelection): ContentSet {
  const [classes, leftOut] =
    'imageIds' in selection ? [CLASSES_BY_ID, LEFT_OUT_BY_ID] : [CLASSES_OF_SOURCE, LEFT_OUT_OF_SOURCE]
  const rows = rowsOf<[imageId: number, counts: StoredCounts]>(database, classes, selection)
  const counted = rowsOf<[state: ImageState, images: number]>(database, leftOut, selection)
  return { table: tableOf(rows), leftOut: countLeftOut(counted) }
}

/** The labels of the usable images, relative to their sources, and their class pixels. */
export function readLabels(database: CatalogDatabase, selection: ContentSelection): [path: string, StoredCounts][] {
  return rowsOf(database, 'imageIds' in selection ? LABELS_BY_ID : LABELS_OF_SOURCE, selection)
}

/** One after the other for each source, or all chosen images at once. */
function rowsOf<Row>(database: CatalogDatabase, sql: string, selection: ContentSelection): Row[] {
  const statement = database.prepare(sql).raw()
  const keys =
    'imageIds' in selection
      ? [JSON.stringify([...new Set(selection.imageIds)])]
      : [...new Set(selection.sourceIds)].sort((a, b) => a - b)
  return keys.flatMap((key) => statement.all(key) as Row[])
}

/** The table of rows of the catalog. */
export function tableOf(rows: readonly (readonly [imageId: number, counts: StoredCounts])[]): ClassPixelTable {
  const classPixels = new Uint32Array(rows.length * COUNTS_PER_IMAGE)
  const bytes = new Uint8Array(classPixels.buffer)
  rows.forEach(([, counts], row) => bytes.set(counts, row * COUNTS_PER_IMAGE * classPixels.BYTES_PER_ELEMENT))
  return { imageIds: rows.map(([imageId]) => imageId), classPixels }
}

/** Sums up numbers of images by their state. */
export function countLeftOut(counted: readonly (readonly [state: ImageState, images: number])[]): LeftOut {
  const count = (state: ImageState): number =>
    counted.reduce((total, [other, images]) => total + (other === state ? images : 0), 0)
  return { unlabelled: count('unlabelled'), waiting: count('waiting'), defective: count('defective') }
}

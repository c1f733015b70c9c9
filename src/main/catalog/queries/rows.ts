import type Database from 'better-sqlite3'
import type { BoardPick, GalleryRow, ImageDetail } from '../../../shared/gallery.ts'
import { problemCodes, type Problem, type ProblemCode } from '../../../shared/problems.ts'
import type { CatalogDatabase } from '../database.ts'
import { problemBit, type ImageColumns } from './columns/image-columns.ts'
import { traitSets } from './columns/traits.ts'
import { IMAGE_BY_ID, NAMED_PICKS_OF_IMAGE, PICKS_OF_IMAGES, PROBLEMS_OF_IMAGE, ROW_BY_ID } from './statements.ts'

type StoredRow = Pick<GalleryRow, 'path' | 'frame' | 'width' | 'height' | 'bytes' | 'modifiedMs'> & {
  readonly thumbnail: number
  readonly predicted: number
}

type NamedPick = BoardPick & { readonly name: string }

/** A row of the table image and its source, as `IMAGE_BY_ID` reads it. */
interface StoredImage extends Pick<
  ImageDetail,
  'id' | 'path' | 'condition' | 'split' | 'sequence' | 'frame' | 'bytes'
> {
  readonly source_id: number
  readonly source_name: string
  readonly source_root: string
  readonly source_missing: number
  readonly label_path: string | null
  readonly label_encoding: ImageDetail['labelEncoding']
  readonly modified_ms: number
  readonly missing: number
  readonly thumbnail: number
  readonly reading: ImageDetail['reading']
  readonly width: number | null
  readonly height: number | null
  readonly luminance: number | null
  readonly luminance_spread: number | null
  readonly colour: Buffer | null
  readonly sharpness: number | null
  readonly class_pixels: Buffer | null
  /** Of the predicted label; empty and null where there is none. */
  readonly network: string
  readonly made_utc: string | null
  readonly predicted_pixels: Buffer | null
}

/** Reads what the columns don't hold, by primary key. */
export class RowReader {
  readonly #row: Database.Statement<[number], StoredRow>
  readonly #image: Database.Statement<[number], StoredImage>
  readonly #picks: Database.Statement<[string], BoardPick & { readonly image: number }>
  readonly #namedPicks: Database.Statement<[number], NamedPick>
  readonly #problems: Database.Statement<[number], Problem>

  constructor(database: CatalogDatabase) {
    this.#row = database.prepare(ROW_BY_ID.sql)
    this.#image = database.prepare(IMAGE_BY_ID.sql)
    this.#picks = database.prepare(PICKS_OF_IMAGES.sql)
    this.#namedPicks = database.prepare(NAMED_PICKS_OF_IMAGE.sql)
    this.#problems = database.prepare(PROBLEMS_OF_IMAGE.sql)
  }

  /** Rows of the grid, in the order of the slots; `sortValue` is asked for each. */
  galleryRows(
    columns: ImageColumns,
    slots: readonly number[],
    sortValue: (slot: number) => number | null,
  ): GalleryRow[] {
    const picks = this.#picksOf(columns, slots)
    return slots.map((slot) => {
      const id = columns.ids[slot]!
      const { path, frame, width, height, bytes, modifiedMs, thumbnail, predicted } = this.#row.get(id)!
      const { condition, split, reading, labelled, missing } = traitSets[columns.traits[slot]!]!
      return {
        ...{ id, source: columns.sources.values[columns.source[slot]!]!, path, frame, condition, split },
        sequence: columns.sequences.all[columns.sequence[slot]!]?.sequence ?? null,
        ...{ width, height, bytes, modifiedMs, labelled, predicted: predicted === 1 },
        ...{ missing, thumbnail: thumbnail === 1, reading },
        problems: problemsIn(columns.problems[slot]!),
        picks: picks.get(id) ?? [],
        sortValue: sortValue(slot),
      }
    })
  }

  #picksOf(columns: ImageColumns, slots: readonly number[]): ReadonlyMap<number, readonly BoardPick[]> {
    const picked = slots.filter((slot) => traitSets[columns.traits[slot]!]!.picked)
    const picks = new Map(picked.map((slot) => [columns.ids[slot]!, [] as BoardPick[]]))
    if (picks.size === 0) return picks
    for (const { image, board, condition } of this.#picks.all(JSON.stringify([...picks.keys()])))
      picks.get(image)!.push({ board, condition })
    return picks
  }

  /** Null where there is no such image. */
  image(id: number): ImageDetail | null {
    const stored = this.#image.get(id)
    if (!stored) return null
    const { path, condition, split, sequence, frame, bytes, reading, width, height, luminance, sharpness } = stored
    const { source_id, source_name, source_root, source_missing, network, made_utc } = stored
    const pixels = stored.predicted_pixels ?? stored.class_pixels
    return {
      ...{ id, path, condition, split, sequence, frame, bytes, reading, width, height, luminance, sharpness },
      source: { id: source_id, name: source_name, root: source_root, missing: source_missing === 1 },
      labelPath: stored.label_path,
      labelEncoding: stored.label_encoding,
      predictedLabel: made_utc === null ? null : { network, madeUtc: made_utc },
      modifiedMs: stored.modified_ms,
      missing: stored.missing === 1,
      thumbnail: stored.thumbnail === 1,
      luminanceSpread: stored.luminance_spread,
      colour: stored.colour && colourOf(stored.colour),
      classPixels: pixels && classPixelsOf(pixels),
      problems: this.#problems.all(id),
      picks: this.#namedPicks.all(id),
    }
  }
}

const problemsIn = (set: number): ProblemCode[] =>
  set === 0 ? [] : problemCodes.filter((code) => (set & problemBit(code)) !== 0)

function colourOf(bytes: Buffer): ImageDetail['colour'] {
  const values = Array.from({ length: 6 }, (_, place) => bytes.readFloatLE(4 * place))
  return { mean: values.slice(0, 3), spread: values.slice(3) }
}

const classPixelsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readUInt32LE(4 * place))

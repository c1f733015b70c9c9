import { trainIds } from '../../../shared/labels.ts'
import { withoutExtension } from '../../datasets/names/file-names.ts'
import { labelStem } from '../../datasets/names/label-names.ts'
import type { RcsSample } from '../../datasets/rcs-files.ts'
import { nextRevision, type CatalogDatabase } from '../database.ts'
import { countsAt, COUNTS_PER_IMAGE, sumOf } from './class-pixels.ts'
import { LABELLED_OF_SOURCE, RECORD_CLASS_PIXELS } from './class-pixel-queries.ts'
import { readLabels, tableOf, type ContentSelection } from './content-set.ts'

/** What came of the class statistics that lay beside a dataset. */
export interface RecordedStatistics {
  /** Images that have class counts now and had none. */
  readonly recorded: number
  /** Images whose labels had been counted before: their own counts stay. */
  readonly alreadyCounted: number
  /** Statistics for a label that the source does not have. */
  readonly unknown: number
  /** Statistics whose name several labels of the source have. */
  readonly ambiguous: number
  /** Statistics of more pixels than the image has. */
  readonly tooLarge: number
}

interface LabelledRow {
  readonly id: number
  readonly label_path: string
  readonly width: number | null
  readonly height: number | null
  readonly counted: 0 | 1
}

/**
 * Gives images of a source that were not read yet the class counts of its RCS files, so that suggestions and sampling need
 * not wait. The rows stay waiting: the background pass still reads the labels, and its counts replace these. Void is what is
 * left of the image where its size is known, and 0 where it is not.
 */
export function recordRcsStatistics(
  database: CatalogDatabase,
  sourceId: number,
  samples: readonly RcsSample[],
): RecordedStatistics {
  return database
    .transaction((): RecordedStatistics => {
      const labelled = byLabelName(database.prepare(LABELLED_OF_SOURCE).all(sourceId) as LabelledRow[])
      const record = database.prepare(RECORD_CLASS_PIXELS)
      const revision = nextRevision(database)
      const outcome = { recorded: 0, alreadyCounted: 0, unknown: 0, ambiguous: 0, tooLarge: 0 }
      for (const { file, classPixels } of samples) {
        const [row, ...others] = labelled.get(nameOfLabel(file)) ?? []
        const counts = row && withVoid(classPixels, row)
        if (!row) outcome.unknown++
        else if (others.length > 0) outcome.ambiguous++
        else if (row.counted === 1) outcome.alreadyCounted++
        else if (!counts) outcome.tooLarge++
        else outcome.recorded += record.run(Buffer.from(counts.buffer), revision, row.id).changes
      }
      return outcome
    })
    .immediate()
}

function byLabelName(rows: readonly LabelledRow[]): ReadonlyMap<string, readonly LabelledRow[]> {
  return Map.groupBy(rows, (row) => nameOfLabel(row.label_path))
}

/** What labels of one image in several encodings have in common: `x_gtFine_labelIds.png` is x_gtFine, `00001.png` is 00001. */
function nameOfLabel(file: string): string {
  const name = withoutExtension(file.slice(file.lastIndexOf('/') + 1))
  return labelStem(name) ? name.slice(0, name.lastIndexOf('_')) : name
}

/** The 20 counts of a row; null where the image has fewer pixels. */
function withVoid(classPixels: Uint32Array, { width, height }: LabelledRow): Uint32Array | null {
  const labelled = sumOf(classPixels)
  const rest = width === null || height === null ? 0 : width * height - labelled
  if (rest < 0) return null
  const counts = new Uint32Array(COUNTS_PER_IMAGE)
  counts.set(classPixels)
  counts[trainIds.length] = rest
  return counts
}

/**
 * The class statistics of a content set for `writeRcsFiles`, under the names that DAFormer's converters give the labels:
 * `labels/00001.png` is `labels/00001_labelTrainIds.png`.
 */
export function rcsSamples(database: CatalogDatabase, selection: ContentSelection): RcsSample[] {
  const labels = readLabels(database, selection)
  const table = tableOf(labels.map(([, counts], row) => [row, counts]))
  return labels.map(([labelPath], row) => ({
    file: trainIdsPath(labelPath),
    classPixels: countsAt(table, row).slice(0, trainIds.length),
  }))
}

const trainIdsPath = (labelPath: string): string =>
  `${labelPath.slice(0, labelPath.lastIndexOf('/') + 1)}${nameOfLabel(labelPath)}_labelTrainIds.png`

/** All SQL of sampling and suggestions. Each statement finds images by an index: the test explains every one. */

/** What can be computed from an image. A name that occurs twice is a problem that leaves the picture usable. */
const STATE = `
  CASE
    WHEN image.label_path IS NULL THEN 'unlabelled'
    WHEN image.has_problem = 1 AND EXISTS (
      SELECT 1 FROM problem WHERE problem.image_id = image.id AND problem.problem <> 'duplicate-name'
    ) THEN 'defective'
    WHEN image.class_pixels IS NULL THEN 'waiting'
    ELSE 'usable'
  END`

/** The images of a set; what follows is AND or GROUP BY. */
interface ImageSet {
  readonly from: string
  /** Sources come one after the other, so the index on source and path gives this order; chosen images are sorted. */
  readonly order: string
}

/** Parameter: a source id. */
const ofSource: ImageSet = {
  from: 'FROM image WHERE image.source_id = ? AND image.missing = 0',
  order: 'ORDER BY image.path',
}

/** Parameter: a JSON array of image ids. */
const byId: ImageSet = {
  from: 'FROM json_each(?) AS chosen CROSS JOIN image ON image.id = chosen.value WHERE image.missing = 0',
  order: 'ORDER BY image.source_id, image.path',
}

// The state is left to SQLite: a string for each row would cost as much as the row.
const usable = (columns: string, { from, order }: ImageSet): string =>
  `SELECT ${columns} ${from} AND ${STATE} = 'usable' ${order}`

const leftOut = ({ from }: ImageSet): string =>
  `SELECT ${STATE} AS state, count(*) ${from} AND ${STATE} <> 'usable' GROUP BY state`

const CLASSES = 'image.id, image.class_pixels'
const LABELS = 'image.label_path, image.class_pixels'

export const CLASSES_OF_SOURCE = usable(CLASSES, ofSource)
export const CLASSES_BY_ID = usable(CLASSES, byId)
export const LABELS_OF_SOURCE = usable(LABELS, ofSource)
export const LABELS_BY_ID = usable(LABELS, byId)
export const LEFT_OUT_OF_SOURCE = leftOut(ofSource)
export const LEFT_OUT_BY_ID = leftOut(byId)

/** Of a reference: a predicted label stands in for one that is missing, and the lack of it is no defect then. */
const REFERENCE_STATE = `
  CASE
    WHEN predicted.image_id IS NULL THEN ${STATE}
    WHEN image.has_problem = 1 AND EXISTS (
      SELECT 1 FROM problem WHERE problem.image_id = image.id AND problem.problem NOT IN ('duplicate-name', 'label-missing')
    ) THEN 'defective'
    ELSE 'usable'
  END`

/** Columns of ReferenceRow. */
const REFERENCE = `image.id, ${REFERENCE_STATE} AS state, coalesce(predicted.class_pixels, image.class_pixels), image.condition,
  image.source_id, image.path, image.sequence, image.sharpness, image.luminance_spread, predicted.image_id IS NOT NULL`

/** With what a network predicted for images without a label. */
const withPredicted = (from: string): string =>
  from.replace(
    'WHERE',
    'LEFT JOIN predicted_label AS predicted ON predicted.image_id = image.id AND image.label_path IS NULL WHERE',
  )

/** Parameters: a JSON array of image ids. Whatever their condition. */
export const REFERENCES_BY_ID = `SELECT ${REFERENCE} ${withPredicted(byId.from)}`

/** Parameters: a source id, a JSON array of conditions. */
export const REFERENCES_OF_SOURCE = `
SELECT ${REFERENCE}
${withPredicted(ofSource.from)} AND image.condition IN (SELECT value FROM json_each(?))
${ofSource.order}`

/** All sources: there are few. */
export const ALL_SOURCES = `SELECT id FROM source ORDER BY id`

/** Parameter: source id. Labelled images for the names of RCS files. */
export const LABELLED_OF_SOURCE = `
SELECT id, label_path, width, height, class_pixels IS NOT NULL AS counted
FROM image
WHERE source_id = ? AND label_path IS NOT NULL AND missing = 0`

/** Parameters: class pixels, revision, image id. What the background pass has counted stays. */
export const RECORD_CLASS_PIXELS = `
UPDATE image SET class_pixels = ?, revision = ? WHERE id = ? AND class_pixels IS NULL`

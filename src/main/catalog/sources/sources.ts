import { conditions, type Condition } from '../../../shared/conditions.ts'
import { SourceError } from '../../../shared/errors.ts'
import type { LayoutName } from '../../datasets/layout.ts'
import type { CatalogDatabase } from '../database.ts'

/** A row of the table source. */
export interface SourceRecord {
  readonly id: number
  /** Real path. */
  readonly root: string
  readonly name: string
  readonly layout: LayoutName
  readonly layoutGiven: boolean
  readonly condition: Condition | null
  readonly addedUtc: string
  /** When the last whole walk ended; null before the first. */
  readonly walkedUtc: string | null
  readonly walkSeconds: number | null
  readonly missing: boolean
}

/**
 * `missing`: its folder was not there when last looked for. `listing`: its files are being listed, or were when that was
 * interrupted. `reading`: images wait to be decoded. Derived from the rows.
 */
export type SourceState = 'missing' | 'listing' | 'reading' | 'ready'

/** A source with what its images are. All counts but `gone` are of images that were there at the last walk. */
export interface Source extends SourceRecord {
  readonly state: SourceState
  readonly images: number
  readonly labelled: number
  /** Images without a label for which a network predicted one. */
  readonly predicted: number
  readonly read: number
  readonly waiting: number
  readonly failed: number
  /** Images that were not there at the last walk; their rows stay. */
  readonly gone: number
  readonly problems: number
  readonly conditions: Readonly<Record<Condition, number>>
}

export const sourceColumns = `source.id, root, name, layout, layout_given = 1 AS layoutGiven, condition, added_utc AS addedUtc,
  walked_utc AS walkedUtc, walk_seconds AS walkSeconds, missing = 1 AS missing`

/** @throws SourceError where there is none */
export function getSource(database: CatalogDatabase, id: number): SourceRecord {
  const row = database.prepare(`SELECT ${sourceColumns} FROM source WHERE id = ?`).get(id) as SourceRow | undefined
  if (!row) throw new SourceError(`There is no source ${id}; it was removed, or never added`)
  return asRecord(row)
}

interface SourceRow extends Omit<SourceRecord, 'layoutGiven' | 'missing'> {
  readonly layoutGiven: number
  readonly missing: number
}

const asRecord = (row: SourceRow): SourceRecord => ({
  ...row,
  layoutGiven: row.layoutGiven === 1,
  missing: row.missing === 1,
})

export const listSourcesSql = `SELECT ${sourceColumns}, walk > whole_walk AS listing FROM source ORDER BY name COLLATE NOCASE`
export const countImagesSql = `
SELECT source_id AS sourceId, missing, condition, reading, label_path IS NOT NULL AS labelled, count(*) AS images
FROM image GROUP BY source_id, missing, condition, reading, labelled`
export const countProblemsSql = 'SELECT source_id AS sourceId, count(*) AS problems FROM problem GROUP BY source_id'

export const countPredictedOfSourcesSql = `
SELECT source_id AS sourceId, count(*) AS predicted FROM predicted_label CROSS JOIN image ON image.id = image_id
WHERE label_path IS NULL AND missing = 0 GROUP BY source_id`

interface CountedImages {
  readonly sourceId: number
  readonly missing: number
  readonly condition: Condition
  readonly reading: 'waiting' | 'done' | 'failed'
  readonly labelled: number
  readonly images: number
}

/**
 * All sources by name, with their counts. Reads all rows: for a terminal; a window counts in memory.
 */
export function listSources(database: CatalogDatabase): Source[] {
  return database
    .transaction(() => {
      const rows = database.prepare(listSourcesSql).all() as (SourceRow & { listing: number })[]
      const images = Map.groupBy(database.prepare(countImagesSql).all() as CountedImages[], ({ sourceId }) => sourceId)
      const problems = database.prepare(countProblemsSql).raw().all() as [number, number][]
      const problemsBySource = new Map(problems)
      const predicted = new Map(database.prepare(countPredictedOfSourcesSql).raw().all() as [number, number][])
      return rows.map(({ listing, ...row }) => {
        const counts = countsOf(images.get(row.id) ?? [])
        const record = asRecord(row)
        return {
          ...record,
          state: stateOf(record, listing === 1, counts.waiting),
          ...counts,
          predicted: predicted.get(row.id) ?? 0,
          problems: problemsBySource.get(row.id) ?? 0,
        }
      })
    })
    .deferred()
}

export const interruptedWalksSql = 'SELECT id FROM source WHERE walk > whole_walk AND missing = 0'

/** Ids of sources whose listing is going on, or was interrupted: by a cancel, a kill or a power cut. */
export const interruptedWalks = (database: CatalogDatabase): readonly number[] =>
  database.prepare<[], number>(interruptedWalksSql).pluck().all()

function countsOf(groups: readonly CountedImages[]) {
  const sum = (isCounted: (group: CountedImages) => boolean): number =>
    groups.reduce((total, group) => total + (isCounted(group) ? group.images : 0), 0)
  const there = (isCounted: (group: CountedImages) => boolean): number =>
    sum((group) => group.missing === 0 && isCounted(group))
  return {
    images: there(() => true),
    labelled: there(({ labelled }) => labelled === 1),
    read: there(({ reading }) => reading === 'done'),
    waiting: there(({ reading }) => reading === 'waiting'),
    failed: there(({ reading }) => reading === 'failed'),
    gone: sum(({ missing }) => missing === 1),
    conditions: Object.fromEntries(
      conditions.map((condition) => [condition, there((group) => group.condition === condition)]),
    ) as Record<Condition, number>,
  }
}

function stateOf({ missing, walkedUtc }: SourceRecord, listing: boolean, waiting: number): SourceState {
  if (missing) return 'missing'
  if (listing || walkedUtc === null) return 'listing'
  return waiting > 0 ? 'reading' : 'ready'
}

import type { PickCondition } from '../../../shared/gallery.ts'
import type { TransferState } from '../../../shared/runs.ts'
import { transact, type CatalogDatabase } from '../database.ts'
import { asSettings } from './queue.ts'
import { hasAny, touch, utcNow, type PresetSettings } from './runs.ts'
import { END_RUN } from './statements.ts'

/** A result as another workspace takes it over. */
export interface StoredResult {
  readonly position: number
  readonly block: number
  readonly condition: PickCondition
  readonly settings: PresetSettings
  readonly content: number
  readonly contentSource: number
  readonly contentPath: string
  readonly reference: number
  readonly referenceSource: number
  readonly referencePath: string
  readonly output: string
  /** In hex. */
  readonly sha256: string
  readonly row: Readonly<Record<string, string | number | null>>
  readonly provenance: string
  readonly measures: string | null
}

const ADOPTED = ['started_utc', 'ended_utc', 'seconds', 'bytes', 'width', 'height', 'structure', 'style', 'leakage']

const RESULTS = `
SELECT transfer.position, block, transfer.condition, settings, preset, preset_version AS presetVersion,
  content.id AS content, content.source_id AS contentSource, content.path AS contentPath,
  reference.id AS reference, reference.source_id AS referenceSource, reference.path AS referencePath,
  output, lower(hex(sha256)) AS sha256, provenance, measures, ${ADOPTED.map((name) => `transfer.${name}`).join(', ')}
FROM transfer JOIN transfer_settings ON transfer_settings.id = transfer.settings_id
JOIN transfer_provenance ON transfer_id = transfer.id
JOIN image AS content ON content.id = transfer.content_id JOIN image AS reference ON reference.id = transfer.reference_id
WHERE run_id = ? AND state = 'done' ORDER BY transfer.position`

/** The results of a run whose images are in the catalog, in their order. */
export const resultsOfRun = (database: CatalogDatabase, run: number): StoredResult[] =>
  (
    database.prepare(RESULTS).all(run) as (Omit<StoredResult, 'settings' | 'row'> &
      Record<string, string | number | null> & { readonly preset: string; readonly presetVersion: number })[]
  ).map((found) => ({
    ...found,
    settings: asSettings({ ...found, settings: String(found['settings']) }),
    row: Object.fromEntries(ADOPTED.map((name) => [name, found[name] ?? null])),
  }))

/** A transfer as a result from elsewhere meets it; its hash is null before it is done. */
export interface TransferHere {
  readonly id: number
  readonly state: TransferState
  readonly sha256: string | null
  readonly condition: PickCondition
  readonly content: number | null
  readonly reference: number | null
}

/** The transfer at a place of a run. */
export const resultAt = (database: CatalogDatabase, run: number, position: number): TransferHere | undefined =>
  database
    .prepare(
      `SELECT id, state, iif(sha256 IS NULL, NULL, lower(hex(sha256))) AS sha256, condition, content_id AS content,
        reference_id AS reference FROM transfer WHERE run_id = ? AND position = ?`,
    )
    .get(run, position) as TransferHere | undefined

/** Records a result whose file was copied. A run with nothing left is done. */
export function adoptResult(
  database: CatalogDatabase,
  {
    run,
    id,
    output,
    result,
  }: {
    readonly run: number
    readonly id: number
    readonly output: string
    readonly result: StoredResult
  },
): void {
  transact(database, () => {
    const columns = ADOPTED.map((name) => `${name} = @${name}`).join(', ')
    database
      .prepare(
        `UPDATE transfer SET state = 'done', error = NULL, output = @output, sha256 = @sha256, ${columns} WHERE id = @id`,
      )
      .run({ ...result.row, id, output, sha256: Buffer.from(result.sha256, 'hex') })
    database
      .prepare('INSERT OR REPLACE INTO transfer_provenance (transfer_id, provenance, measures) VALUES (?, ?, ?)')
      .run(id, result.provenance, result.measures)
    if (!hasAny(database, run, 'queued') && !hasAny(database, run, 'running'))
      database.prepare(END_RUN).run({ id: run, state: 'done', now: utcNow() })
    touch(database)
  })
}

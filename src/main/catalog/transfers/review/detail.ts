import { UsageError } from '../../../../shared/errors.ts'
import { metricNames, type MetricName, type ReviewDetail, type VerdictRecord } from '../../../../shared/review.ts'
import type { CatalogDatabase } from '../../database.ts'
import { ROW_COLUMNS, ROW_JOINS } from '../run-reader.ts'
import { asReviewRow, badSide, VERDICT_COLUMNS } from './list.ts'

const DETAIL = `
SELECT ${ROW_COLUMNS}, ${VERDICT_COLUMNS}, transfer.width, transfer.height, transfer.bytes, lower(hex(transfer.sha256)) AS sha256,
  transfer.output, verdict.judged_by AS judgedBy, verdict.judged_utc AS judgedUtc, provenance, measures
FROM transfer LEFT JOIN verdict ON verdict.transfer_id = transfer.id
LEFT JOIN transfer_provenance ON transfer_provenance.transfer_id = transfer.id ${ROW_JOINS}
WHERE transfer.id = ?`

/** All tries of the same: up to the first, and down from there. */
const VERSIONS = `
WITH RECURSIVE up (id, parent) AS (
  SELECT id, parent_id FROM transfer WHERE id = ?
  UNION SELECT transfer.id, transfer.parent_id FROM up JOIN transfer ON transfer.id = up.parent
), family (id) AS (
  SELECT id FROM up WHERE parent IS NULL
  UNION SELECT transfer.id FROM family JOIN transfer ON transfer.parent_id = family.id
)
SELECT transfer.id, state, coalesce(verdict, 'undecided') AS verdict FROM family JOIN transfer ON transfer.id = family.id
LEFT JOIN verdict ON verdict.transfer_id = transfer.id ORDER BY transfer.id`

/** Everything that the catalog knows of a transfer. @throws UsageError where there is none */
export function reviewDetail(database: CatalogDatabase, id: number): ReviewDetail {
  const found = database.prepare(DETAIL).get(id)
  if (found === undefined) throw new UsageError(`There is no transfer ${id}; its run was removed`)
  const { width, height, bytes, sha256, output, judgedBy, judgedUtc, provenance, measures, ...rest } = found as {
    readonly [Key in 'width' | 'height' | 'bytes']: number | null
  } & { readonly [Key in 'sha256' | 'output' | 'judgedBy' | 'judgedUtc' | 'provenance' | 'measures']: string | null }
  const row = asReviewRow(rest)
  const { verdict, tags, note } = row
  const judged: VerdictRecord | null =
    judgedBy === null || judgedUtc === null ? null : { verdict, tags, note, judgedBy, judgedUtc }
  return {
    ...row,
    ...{ width, height, bytes, output, judged },
    sha256: sha256 === '' ? null : sha256,
    provenance: provenance === null ? null : (JSON.parse(provenance) as unknown),
    measures: measures === null ? null : (JSON.parse(measures) as unknown),
    versions: database.prepare(VERSIONS).all(id) as ReviewDetail['versions'],
    ranks: Object.fromEntries(
      metricNames.map((metric) => [metric, rank(database, row.condition, metric, row[metric])]),
    ) as ReviewDetail['ranks'],
  }
}

function rank(database: CatalogDatabase, condition: string, metric: MetricName, value: number | null): number | null {
  if (value === null) return null
  const worse = badSide[metric] === 'low' ? '<' : '>'
  const { all, below } = database
    .prepare(
      `SELECT count(*) AS "all", coalesce(sum(${metric} ${worse} ?), 0) AS below FROM transfer
       WHERE state = 'done' AND condition = ? AND ${metric} IS NOT NULL`,
    )
    .get(value, condition) as { readonly all: number; readonly below: number }
  return all === 0 ? null : below / all
}

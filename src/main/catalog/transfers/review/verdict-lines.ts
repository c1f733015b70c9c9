import { UsageError } from '../../../../shared/errors.ts'
import {
  verdictLineSchema,
  type ImportVerdictsRequest,
  type ReviewFilter,
  type VerdictConflict,
  type VerdictImport,
  type VerdictLine,
  type VerdictRecord,
} from '../../../../shared/review.ts'
import type { CatalogDatabase } from '../../database.ts'
import { whereOf } from './list.ts'
import { putVerdicts } from './verdicts.ts'

interface JudgedRow {
  readonly id: number
  readonly sha256: string
  readonly content: string | null
  readonly reference: string | null
  readonly condition: VerdictLine['condition']
  readonly verdict: VerdictLine['verdict'] | null
  readonly tags: string
  readonly note: string
  readonly judgedBy: string
  readonly judgedUtc: string
}

const JUDGED_COLUMNS = `
SELECT transfer.id, lower(hex(sha256)) AS sha256, content.path AS content, reference.path AS reference, transfer.condition, verdict,
  tags, note, judged_by AS judgedBy, judged_utc AS judgedUtc
FROM transfer LEFT JOIN verdict ON verdict.transfer_id = transfer.id
LEFT JOIN image AS content ON content.id = transfer.content_id
LEFT JOIN image AS reference ON reference.id = transfer.reference_id`

/** Verdicts as JSON lines, one for each result that was judged; results are known by the hash of their file. */
export function verdictLines(database: CatalogDatabase, filter: ReviewFilter): string {
  const { sql, values } = whereOf(database, filter)
  const rows = database
    .prepare(`${JUDGED_COLUMNS} WHERE ${sql} AND verdict IS NOT NULL ORDER BY transfer.id`)
    .all(values) as JudgedRow[]
  const lines = rows.map(({ sha256, content, reference, condition, verdict, tags, note, judgedBy, judgedUtc }) =>
    JSON.stringify({
      ...{ sha256, content: content ?? '', reference: reference ?? '', condition, verdict },
      ...{ tags: JSON.parse(tags) as string[], note, by: judgedBy, at: judgedUtc },
    } satisfies Record<keyof VerdictLine, unknown>),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * Takes over verdicts of another workspace, as one step of undo. Where both judged differently nothing is imported before a person
 * says whose verdict holds (`show`).
 *
 * @throws UsageError where a line cannot be read; nothing is imported then
 */
export function importVerdicts(
  database: CatalogDatabase,
  { lines, conflicts: how }: ImportVerdictsRequest,
): VerdictImport {
  const theirs = lines
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parsed(line.trim(), index + 1)]))
  const results = new Map(
    (database.prepare(`${JUDGED_COLUMNS} WHERE transfer.state = 'done'`).all() as JudgedRow[]).map((row) => [
      row.sha256,
      row,
    ]),
  )
  const conflicts: VerdictConflict[] = []
  const taken = new Map<number, VerdictRecord>()
  let same = 0
  let unknown = 0
  for (const line of theirs) {
    const row = results.get(line.sha256)
    const there = recordOf(line)
    const here = row && hereOf(row)
    if (!row) unknown++
    else if (here && isSame(here, there)) same++
    else if (here && here.verdict !== 'undecided') {
      const [contentName, referenceName] = [row.content ?? '', row.reference ?? '']
      conflicts.push({ transfer: row.id, contentName, referenceName, condition: row.condition, here, there })
      if (how === 'take') taken.set(row.id, there)
    } else taken.set(row.id, there)
  }
  if (how === 'show' && conflicts.length > 0) return { imported: 0, same, unknown, conflicts }
  const { changed } = putVerdicts(
    database,
    [...taken.keys()],
    (_, transfer) => taken.get(transfer)!,
    (count) => `imported ${count} verdict${count === 1 ? '' : 's'}`,
  )
  return { imported: changed, same, unknown, conflicts }
}

function parsed(line: string, number: number): VerdictLine {
  let json: unknown = null
  try {
    json = JSON.parse(line)
  } catch {
    // said below
  }
  const result = verdictLineSchema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new UsageError(
    `Line ${number} is no verdict (${issue!.path.join('.') || 'the line'}: ${issue!.message}); give a file that Weatherglass exported`,
  )
}

const recordOf = ({ verdict, tags, note, by, at }: VerdictLine): VerdictRecord => ({
  ...{ verdict, tags, note, judgedBy: by, judgedUtc: at },
})

const hereOf = ({ verdict, tags, note, judgedBy, judgedUtc }: JudgedRow): VerdictRecord | null =>
  verdict === null ? null : { verdict, tags: JSON.parse(tags) as string[], note, judgedBy, judgedUtc }

const isSame = (one: VerdictRecord, other: VerdictRecord): boolean =>
  one.verdict === other.verdict && one.note === other.note && JSON.stringify(one.tags) === JSON.stringify(other.tags)

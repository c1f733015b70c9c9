import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import type {
  MetricName,
  ReviewFilter,
  ReviewIdsRequest,
  ReviewPage,
  ReviewPageRequest,
  ReviewRow,
  ReviewSort,
  Rule,
  Verdict,
} from '../../../../shared/review.ts'
import type { CatalogDatabase } from '../../database.ts'
import { asTransferRow, ROW_COLUMNS, ROW_JOINS } from '../run-reader.ts'

/** An outlier is in the worst twentieth of its condition. */
const OUTLIER_SHARE = 0.05

/** On which side of a measure the bad results are. */
export const badSide = { structure: 'low', style: 'high', leakage: 'high' } as const satisfies Record<
  MetricName,
  string
>

/** A condition in SQL, with the values that it names. */
export interface Where {
  readonly sql: string
  readonly values: Readonly<Record<string, string | number | null>>
}

/** The transfers that pass the filter, as a condition on `transfer` and on `verdict`, which is joined. */
export function whereOf(database: CatalogDatabase, filter: ReviewFilter): Where {
  const values: Record<string, string | number | null> = { state: filter.failed ? 'failed' : 'done' }
  const parts = ['transfer.state = @state']
  const among = (name: string, expression: string, list: readonly unknown[] | undefined): void => {
    if (!list || list.length === 0) return
    values[name] = JSON.stringify(list)
    parts.push(`${expression} IN (SELECT value FROM json_each(@${name}))`)
  }
  among('runs', 'transfer.run_id', filter.runs)
  among('conditions', 'transfer.condition', filter.conditions)
  among('references', 'transfer.reference_id', filter.references)
  among('contents', 'transfer.content_id', filter.contents)
  among('verdicts', `coalesce(verdict.verdict, 'undecided')`, filter.verdicts)
  if (filter.tags && filter.tags.length > 0) {
    values['tags'] = JSON.stringify(filter.tags)
    parts.push(
      'EXISTS (SELECT 1 FROM json_each(verdict.tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(@tags)))',
    )
  }
  if (filter.outliers && filter.outliers.length > 0) parts.push(outliers(database, filter.outliers, values))
  return { sql: parts.join(' AND '), values }
}

function outliers(
  database: CatalogDatabase,
  metrics: readonly MetricName[],
  values: Record<string, string | number | null>,
): string {
  const parts = metrics.flatMap((metric) =>
    pickConditions.flatMap((condition) => {
      const bound = outlierBound(database, metric, condition)
      if (bound === null) return []
      const name = `outlier_${metric}_${condition}`
      values[name] = bound
      const comparison = badSide[metric] === 'low' ? '<=' : '>='
      return [`(transfer.condition = '${condition}' AND transfer.${metric} ${comparison} @${name})`]
    }),
  )
  return parts.length === 0 ? '0' : `(${parts.join(' OR ')})`
}

/** The value of the last outlier of a condition; null where it has no results with that measure. */
function outlierBound(database: CatalogDatabase, metric: MetricName, condition: PickCondition): number | null {
  const known = `FROM transfer WHERE state = 'done' AND condition = ? AND ${metric} IS NOT NULL`
  const count = database.prepare(`SELECT count(*) ${known}`).pluck().get(condition) as number
  const place = Math.max(0, Math.ceil(count * OUTLIER_SHARE) - 1)
  const order = badSide[metric] === 'low' ? 'ASC' : 'DESC'
  const sql = `SELECT ${metric} ${known} ORDER BY ${metric} ${order} LIMIT 1 OFFSET ?`
  return (database.prepare(sql).pluck().get(condition, place) as number | undefined) ?? null
}

/** A rule as a further condition; it names its value `@ruleValue`. */
export const ruleSql = ({ metric, is }: Rule): string => `transfer.${metric} ${is === 'below' ? '<' : '>'} @ruleValue`

const JUDGED = 'transfer LEFT JOIN verdict ON verdict.transfer_id = transfer.id'

/** What the order goes by; unknown measures last, equal ones by id. */
function orderOf({ by, descending }: ReviewSort): string {
  const direction = descending ? 'DESC' : 'ASC'
  if (by === 'position') return `transfer.id ${direction}`
  return `transfer.${by} IS NULL, transfer.${by} ${direction}, transfer.id`
}

/** The rows that come after a cursor. */
function afterSql({ by, descending }: ReviewSort, isUnknown: boolean): string {
  if (by === 'position') return descending ? 'transfer.id < @afterId' : 'transfer.id > @afterId'
  const value = `transfer.${by}`
  if (isUnknown) return `${value} IS NULL AND transfer.id > @afterId`
  const further = descending ? '<' : '>'
  return `(${value} ${further} @afterValue OR (${value} = @afterValue AND transfer.id > @afterId) OR ${value} IS NULL)`
}

/** A page of results. Beyond the end of the list it is empty. */
export function reviewPage(database: CatalogDatabase, { filter, sort, from, limit }: ReviewPageRequest): ReviewPage {
  const { sql, values } = whereOf(database, filter)
  const count = (where: string, further: Where['values']): number =>
    database
      .prepare(`SELECT count(*) FROM ${JUDGED} WHERE ${where}`)
      .pluck()
      .get({ ...values, ...further }) as number
  const total = count(sql, {})
  const order = orderOf(sort)
  let where = sql
  let offset = 'offset' in from ? from.offset : 0
  const cursor: Record<string, number | null> = {}
  if ('after' in from) {
    where += ` AND ${afterSql(sort, from.after.value === null)}`
    cursor['afterId'] = from.after.id
    if (sort.by !== 'position' && from.after.value !== null) cursor['afterValue'] = from.after.value
    offset = total - count(where, cursor)
  }
  const rows = database
    .prepare(
      `SELECT ${ROW_COLUMNS}, ${VERDICT_COLUMNS} FROM (
        SELECT transfer.id AS pageId FROM ${JUDGED} WHERE ${where} ORDER BY ${order} LIMIT @limit OFFSET @skip
      ) CROSS JOIN transfer ON transfer.id = pageId LEFT JOIN verdict ON verdict.transfer_id = transfer.id ${ROW_JOINS}
      ORDER BY ${order}`,
    )
    .all({ ...values, ...cursor, limit, skip: 'offset' in from ? offset : 0 })
    .map(asReviewRow)
  const last = offset + rows.length < total ? rows.at(-1) : undefined
  const next = last && { id: last.id, value: sort.by === 'position' ? null : last[sort.by] }
  return { rows, total, offset, next: next ?? null }
}

/** Ids of a stretch of a list, as a selection from one result to another takes them. */
export function reviewIds(database: CatalogDatabase, { filter, sort, from, to }: ReviewIdsRequest): number[] {
  const { sql, values } = whereOf(database, filter)
  return database
    .prepare(`SELECT transfer.id FROM ${JUDGED} WHERE ${sql} ORDER BY ${orderOf(sort)} LIMIT @limit OFFSET @from`)
    .pluck()
    .all({ ...values, from, limit: Math.max(0, to - from) }) as number[]
}

/** Ids of the results that pass the filter and the rule. */
export function idsOfRule(database: CatalogDatabase, filter: ReviewFilter, rule: Rule): number[] {
  const { sql, values } = whereOf(database, filter)
  return database
    .prepare(`SELECT transfer.id FROM ${JUDGED} WHERE ${sql} AND ${ruleSql(rule)} ORDER BY transfer.id`)
    .pluck()
    .all({ ...values, ruleValue: rule.value }) as number[]
}

export const VERDICT_COLUMNS = `coalesce(verdict.verdict, 'undecided') AS verdict, coalesce(verdict.tags, '[]') AS tags,
  coalesce(verdict.note, '') AS note, transfer.parent_id AS parent`

export function asReviewRow(row: unknown): ReviewRow {
  const { verdict, tags, note, parent, ...transfer } = row as {
    readonly verdict: Verdict
    readonly tags: string
    readonly note: string
    readonly parent: number | null
  }
  return { ...asTransferRow(transfer), verdict, tags: JSON.parse(tags) as string[], note, parent }
}

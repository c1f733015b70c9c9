import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { classNames } from '../../../../shared/labels.ts'
import {
  metricNames,
  type MetricHistogram,
  type ReviewFilter,
  type ReviewStatistics,
  type ReviewWarning,
  type Verdict,
} from '../../../../shared/review.ts'
import type { CatalogDatabase } from '../../database.ts'
import { COUNTS_PER_IMAGE } from '../../sampling/class-pixels.ts'
import { whereOf } from './list.ts'

const BINS = 20
/** A reference is named where at least so many of its results were judged, and most of them rejected. */
const JUDGED_TO_NAME = 5
/** A class is named where at least so many results were accepted, and less than this share of them shows it. */
const ACCEPTED_TO_NAME = 20
const FEW = 0.05

interface Row {
  readonly condition: PickCondition
  readonly verdict: Verdict
  readonly reference: number | null
  readonly name: string | null
  readonly structure: number | null
  readonly style: number | null
  readonly leakage: number | null
  readonly pixels: Uint8Array | null
}

/** Counts of what was judged, by condition, class and reference, with what to look at. */
export function reviewStatistics(database: CatalogDatabase, filter: ReviewFilter): ReviewStatistics {
  const { sql, values } = whereOf(database, { ...filter, failed: false })
  const rows = database
    .prepare(
      `SELECT transfer.condition, coalesce(verdict.verdict, 'undecided') AS verdict, transfer.reference_id AS reference,
        reference.frame AS name, structure, style, leakage,
        iif(verdict.verdict = 'accept', content.class_pixels, NULL) AS pixels
      FROM transfer LEFT JOIN verdict ON verdict.transfer_id = transfer.id
      LEFT JOIN image AS content ON content.id = transfer.content_id
      LEFT JOIN image AS reference ON reference.id = transfer.reference_id
      WHERE ${sql}`,
    )
    .all(values) as Row[]
  const failed = whereOf(database, { ...filter, verdicts: [], tags: [], outliers: [], failed: true })
  const conditions = pickConditions
    .map((condition) =>
      statisticsOf(
        condition,
        rows.filter((row) => row.condition === condition),
      ),
    )
    .filter(({ results }) => results > 0)
  const references = referencesOf(rows)
  return {
    results: rows.length,
    verdicts: countVerdicts(rows),
    failed: database
      .prepare(
        `SELECT count(*) FROM transfer LEFT JOIN verdict ON verdict.transfer_id = transfer.id WHERE ${failed.sql}`,
      )
      .pluck()
      .get(failed.values) as number,
    conditions,
    references,
    warnings: [...rejectedReferences(references), ...rareClasses(conditions)],
  }
}

const countVerdicts = (rows: readonly Row[]): Readonly<Record<Verdict, number>> => {
  const counts = { accept: 0, reject: 0, undecided: 0 }
  for (const { verdict } of rows) counts[verdict]++
  return counts
}

function statisticsOf(condition: PickCondition, rows: readonly Row[]): ReviewStatistics['conditions'][number] {
  const acceptedPixels = new Array<number>(classNames.length).fill(0)
  const acceptedPictures = new Array<number>(classNames.length).fill(0)
  for (const { pixels } of rows) {
    if (!pixels) continue
    const counts = new DataView(pixels.buffer, pixels.byteOffset, COUNTS_PER_IMAGE * 4)
    for (let trainId = 0; trainId < classNames.length; trainId++) {
      const count = counts.getUint32(trainId * 4, true)
      acceptedPixels[trainId]! += count
      if (count > 0) acceptedPictures[trainId]!++
    }
  }
  const histograms = metricNames.map((metric) => [metric, histogramOf(rows.map((row) => row[metric]))])
  return {
    condition,
    results: rows.length,
    verdicts: countVerdicts(rows),
    acceptedPixels,
    acceptedPictures,
    histograms: Object.fromEntries(histograms) as ReviewStatistics['conditions'][number]['histograms'],
  }
}

function histogramOf(values: readonly (number | null)[]): MetricHistogram | null {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  const [min, max] = [
    known.reduce((least, value) => Math.min(least, value)),
    known.reduce((most, value) => Math.max(most, value)),
  ]
  const counts = new Array<number>(BINS).fill(0)
  const width = (max - min) / BINS
  for (const value of known) counts[width === 0 ? 0 : Math.min(BINS - 1, Math.floor((value - min) / width))]!++
  return { min, max, counts }
}

function referencesOf(rows: readonly Row[]): ReviewStatistics['references'] {
  const found = new Map<string, { -readonly [Key in keyof Reference]: Reference[Key] }>()
  for (const { reference, name, condition, verdict } of rows) {
    if (reference === null) continue
    const key = `${reference} ${condition}`
    const one = found.get(key) ?? { reference, name: name ?? '', condition, results: 0, accepted: 0, rejected: 0 }
    one.results++
    if (verdict === 'accept') one.accepted++
    if (verdict === 'reject') one.rejected++
    found.set(key, one)
  }
  return [...found.values()].sort((a, b) => b.rejected / b.results - a.rejected / a.results)
}

type Reference = ReviewStatistics['references'][number]

const rejectedReferences = (references: ReviewStatistics['references']): ReviewWarning[] =>
  references
    .filter(({ accepted, rejected }) => accepted + rejected >= JUDGED_TO_NAME && rejected > accepted)
    .map(({ reference, name, accepted, rejected }) => ({
      kind: 'mostly-rejected',
      reference,
      message: `${name}: ${Math.round((100 * rejected) / (accepted + rejected))} % of its results are rejected; take another reference.`,
    }))

function rareClasses(conditions: ReviewStatistics['conditions']): ReviewWarning[] {
  const accepted = conditions.reduce((sum, { verdicts }) => sum + verdicts.accept, 0)
  if (accepted < ACCEPTED_TO_NAME) return []
  return classNames.flatMap((name, trainId): ReviewWarning[] => {
    const pictures = conditions.reduce((sum, { acceptedPictures }) => sum + acceptedPictures[trainId]!, 0)
    if (pictures >= accepted * FEW) return []
    const message = `Only ${pictures} of ${accepted} accepted pictures show a ${name}; run more contents that show one.`
    return [{ kind: 'under-represented', class: name, message }]
  })
}

import { conditions, type Condition } from '../../../shared/conditions.ts'
import type { Settings } from '../../../shared/settings.ts'
import { trainIds } from '../../../shared/labels.ts'
import { UsageError } from '../../../shared/errors.ts'
import type { LabelEncoding } from '../../imaging/labels.ts'
import type { CatalogDatabase } from '../database.ts'
import { COUNTS_PER_IMAGE } from '../sampling/class-pixels.ts'

/** A labelled image as exports need it. */
export interface StoredContent {
  readonly id: number
  readonly source: string
  readonly numbered: boolean
  readonly path: string
  readonly root: string
  readonly sequence: string | null
  readonly frame: string
  readonly label: { readonly path: string; readonly encoding: LabelEncoding } | null
  readonly classPixels: Uint32Array | null
}

export interface StoredTransfer {
  readonly transfer: number
  readonly run: string
  readonly condition: Exclude<Condition, 'clear'>
  readonly done: boolean
  readonly endedUtc: string | null
  readonly content: StoredContent | null
  readonly reference: { readonly id: number; readonly source: string; readonly path: string } | null
  /** `path` is relative to the workspace. */
  readonly result: { readonly path: string; readonly sha256: string; readonly bytes: number } | null
  readonly settings: Settings
  readonly preset: { readonly name: string; readonly version: number } | null
  readonly model: { readonly name: string; readonly fingerprint: string } | null
  readonly labelSha256: string | null
  readonly metrics: Readonly<Record<'structure' | 'style' | 'leakage', number | null>>
  readonly verdict: {
    readonly verdict: 'accept' | 'reject' | 'undecided'
    readonly tags: readonly string[]
    readonly note: string
    readonly judgedBy: string
    readonly judgedUtc: string
  } | null
}

/** Of an image, the encoding that its label has; found when it was read, or told by the layout. */
const CONTENT = `content.id AS contentId, contentSource.name AS contentSource, contentSource.layout AS layout, content.path AS contentPath,
  contentSource.root AS root, content.sequence, content.frame, content.label_path AS labelPath, content.label_encoding AS labelEncoding,
  content.class_pixels AS classPixels`

export const EXPORT_TRANSFERS = `
SELECT transfer.id AS transfer, run.name AS run, transfer.condition, transfer.state = 'done' AS done, transfer.ended_utc AS endedUtc,
  ${CONTENT},
  reference.id AS referenceId, referenceSource.name AS referenceSource, reference.path AS referencePath,
  transfer.output, transfer.bytes, transfer.sha256, transfer.structure, transfer.style, transfer.leakage,
  transfer.settings_id AS settingsId, transfer_settings.settings, transfer_settings.preset, transfer_settings.preset_version AS presetVersion,
  json_extract(transfer_provenance.provenance, '$.model.name') AS modelName,
  json_extract(transfer_provenance.provenance, '$.model.fingerprint') AS modelFingerprint,
  json_extract(transfer_provenance.provenance, '$.inputs.contentLabel.sha256') AS labelSha256,
  verdict.verdict, verdict.tags, verdict.note, verdict.judged_by AS judgedBy, verdict.judged_utc AS judgedUtc
FROM transfer
JOIN run ON run.id = transfer.run_id
JOIN transfer_settings ON transfer_settings.id = transfer.settings_id
LEFT JOIN image AS content ON content.id = transfer.content_id
LEFT JOIN source AS contentSource ON contentSource.id = content.source_id
LEFT JOIN image AS reference ON reference.id = transfer.reference_id
LEFT JOIN source AS referenceSource ON referenceSource.id = reference.source_id
LEFT JOIN transfer_provenance ON transfer_provenance.transfer_id = transfer.id
LEFT JOIN verdict ON verdict.transfer_id = transfer.id
WHERE transfer.run_id = ? AND transfer.state <> 'cancelled'
ORDER BY transfer.id`

/** Labelled clear pictures of the sources whose contents a run has. */
export const EXPORT_ORIGINALS = `
SELECT ${CONTENT}
FROM image AS content
JOIN source AS contentSource ON contentSource.id = content.source_id
WHERE content.source_id IN (SELECT DISTINCT image.source_id FROM transfer JOIN image ON image.id = transfer.content_id WHERE transfer.run_id = ?)
  AND content.condition = 'clear' AND content.label_path IS NOT NULL AND content.missing = 0 AND content.has_problem = 0
ORDER BY content.id`

/** Labelled pictures by condition, of all sources but those of the contents. */
export const REAL_PICTURES = `
SELECT image.condition, image.class_pixels AS classPixels
FROM image
WHERE image.condition <> 'clear' AND image.class_pixels IS NOT NULL AND image.missing = 0`

interface ContentRow {
  readonly contentId: number | null
  readonly contentSource: string
  readonly layout: string
  readonly contentPath: string
  readonly root: string
  readonly sequence: string | null
  readonly frame: string
  readonly labelPath: string | null
  readonly labelEncoding: LabelEncoding | null
  readonly classPixels: Buffer | null
}

interface TransferRow extends ContentRow {
  readonly transfer: number
  readonly run: string
  readonly condition: StoredTransfer['condition']
  readonly done: 0 | 1
  readonly endedUtc: string | null
  readonly referenceId: number | null
  readonly referenceSource: string
  readonly referencePath: string
  readonly output: string | null
  readonly bytes: number | null
  readonly sha256: Buffer | null
  readonly structure: number | null
  readonly style: number | null
  readonly leakage: number | null
  readonly settingsId: number
  readonly settings: string
  readonly preset: string
  readonly presetVersion: number
  readonly modelName: string | null
  readonly modelFingerprint: string | null
  readonly labelSha256: string | null
  readonly verdict: 'accept' | 'reject' | 'undecided' | null
  readonly tags: string
  readonly note: string
  readonly judgedBy: string
  readonly judgedUtc: string
}

/**
 * All transfers of the runs, those that were cancelled aside.
 *
 * @throws UsageError where there is no such run
 */
export function exportTransfers(database: CatalogDatabase, runs: readonly number[]): StoredTransfer[] {
  const names = new Map(database.prepare('SELECT id, name FROM run').raw().all() as [number, string][])
  const strange = runs.find((run) => !names.has(run))
  if (strange !== undefined)
    throw new UsageError(
      `There is no run ${strange} in this workspace, ${names.size === 0 ? 'which has none' : `expected one of ${[...names.keys()].join(', ')}`}.`,
    )
  const settings = new Map<number, Settings>()
  const select = database.prepare(EXPORT_TRANSFERS)
  return [...new Set(runs)].flatMap((run) => (select.all(run) as TransferRow[]).map((row) => transferOf(row, settings)))
}

function transferOf(row: TransferRow, known: Map<number, Settings>): StoredTransfer {
  const settings = known.get(row.settingsId) ?? (JSON.parse(row.settings) as Settings)
  known.set(row.settingsId, settings)
  const { output, bytes, sha256, modelName, modelFingerprint, verdict, tags, note, judgedBy, judgedUtc } = row
  return {
    transfer: row.transfer,
    run: row.run,
    condition: row.condition,
    done: row.done === 1,
    endedUtc: row.endedUtc,
    content: contentOf(row),
    reference:
      row.referenceId === null ? null : { id: row.referenceId, source: row.referenceSource, path: row.referencePath },
    result: output === null || !sha256 ? null : { path: output, sha256: sha256.toString('hex'), bytes: bytes ?? 0 },
    settings,
    preset: row.preset === '' ? null : { name: row.preset, version: row.presetVersion },
    model: modelName === null ? null : { name: modelName, fingerprint: modelFingerprint ?? '' },
    labelSha256: row.labelSha256,
    metrics: { structure: row.structure, style: row.style, leakage: row.leakage },
    verdict: verdict && { verdict, tags: JSON.parse(tags) as string[], note, judgedBy, judgedUtc },
  }
}

function contentOf(row: ContentRow): StoredContent | null {
  const { contentId, labelPath, labelEncoding } = row
  if (contentId === null) return null
  return {
    id: contentId,
    source: row.contentSource,
    numbered: row.layout === 'gta5',
    path: row.contentPath,
    root: row.root,
    sequence: row.sequence,
    frame: row.frame,
    label: labelPath === null ? null : { path: labelPath, encoding: labelEncoding ?? 'labelIds' },
    classPixels: row.classPixels && countsOf(row.classPixels),
  }
}

/** The blob's own bytes may lie at any offset. */
const countsOf = (blob: Buffer): Uint32Array =>
  Uint32Array.from({ length: COUNTS_PER_IMAGE }, (_, index) => blob.readUInt32LE(4 * index))

/** Contents that could be exported as they are, each once. */
export function exportOriginals(database: CatalogDatabase, runs: readonly number[]): StoredContent[] {
  const select = database.prepare(EXPORT_ORIGINALS)
  const byId = new Map<number, StoredContent>()
  for (const run of runs)
    for (const row of select.all(run) as ContentRow[]) {
      const content = contentOf(row)
      if (content) byId.set(content.id, content)
    }
  return [...byId.values()]
}

/** Pixels of the 19 classes over the labelled pictures of one condition. */
export interface RealClasses {
  readonly images: number
  /** [19] by train id. */
  readonly pixels: readonly number[]
}

/** What the labelled pictures of each condition show. */
export function realClasses(database: CatalogDatabase): ReadonlyMap<Condition, RealClasses> {
  const totals = new Map(conditions.map((condition) => [condition, { images: 0, pixels: trainIds.map(() => 0) }]))
  for (const row of database.prepare(REAL_PICTURES).iterate() as Iterable<{
    condition: Condition
    classPixels: Buffer
  }>) {
    const total = totals.get(row.condition)!
    total.images++
    const counts = countsOf(row.classPixels)
    for (const trainId of trainIds) total.pixels[trainId]! += counts[trainId]!
  }
  return totals
}

/** Pictures of each condition, labelled or not. */
export const REAL_FILES = `
SELECT image.condition, source.root, image.path
FROM image JOIN source ON source.id = image.source_id
WHERE image.condition <> 'clear' AND image.missing = 0 AND image.has_problem = 0
ORDER BY image.id`

export interface RealFile {
  readonly condition: Condition
  readonly root: string
  readonly path: string
}

/** Pictures to compare results with: all that the sources have of the conditions. */
export const realFiles = (database: CatalogDatabase): RealFile[] => database.prepare(REAL_FILES).all() as RealFile[]

import { createHash } from 'node:crypto'
import { lstat, realpath, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CancelledError, SourceError, UsageError, WeatherglassError } from '../../../shared/errors.ts'
import type { ExportOptions, ExportPhase, ExportResult } from '../../../shared/exports.ts'
import type { ExportedPair, WrittenPair } from '../dataset.ts'
import { eachOf } from '../each-of.ts'
import { MANIFEST, readManifest } from '../manifest.ts'
import { stemOf } from '../layout/names.ts'
import { targetFolder } from '../layout/target-name.ts'
import type { StoredLikeness } from '../measured-likeness.ts'
import { summarise, type LeftOutPicture } from '../plan/left-out.ts'
import type { PairPlan, PlannedPair } from '../plan/plan-pairs.ts'
import { BuildFolder, refuseLink } from './build-folder.ts'
import { nearestFolder, notWritten } from './make-folder.ts'
import { Journal, pairsOfManifest, readJournal, reuse } from './journal.ts'
import { ContentLabel, PairDefect, pairKey, writePair } from './pair-writer.ts'
import { finishDataset } from './finish-dataset.ts'
import { filesBelow, syncTree } from './tree.ts'

export interface WriteRequest {
  readonly plan: PairPlan
  readonly options: ExportOptions
  readonly out: string
  readonly update: boolean
  readonly link: boolean
  /** Numbers that the card states where they were measured of what is exported. */
  readonly likeness?: readonly StoredLikeness[]
  /** Folders that nothing is written into, with what they are called. */
  readonly readOnly: readonly { readonly name: string; readonly root: string }[]
}

export interface WriteSurroundings {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: {
    readonly phase: ExportPhase
    readonly done: number
    readonly total: number
  }) => void
}

/**
 * Writes the dataset: beside the target first, renamed to it when all is whole. Cancelled or killed, what was written stays beside it, and
 * the same call goes on from there. A target that is there is left alone unless it is to be updated.
 *
 * @throws UsageError, SourceError, WriteError, CatalogBusyError, CancelledError
 */
export async function writeExport(request: WriteRequest, surroundings: WriteSurroundings = {}): Promise<ExportResult> {
  const begin = performance.now()
  const target = targetFolder(request.out)
  await refuseReadOnly(target, request)
  await refuseLink(target)
  if (request.plan.pairs.length === 0) throw nothingToExport(request)
  const build = await BuildFolder.open(target)
  try {
    const key = requestKey(request)
    const finished = (await build.completeExchange()) as { key: string; result: ExportResult } | null
    if (finished?.key === key) return finished.result
    await checkTarget(target, request.update)
    const result = await buildDataset(build, request, surroundings, begin)
    await build.exchange({ key, result })
    return result
  } catch (error) {
    throw asWriteError(error, target)
  } finally {
    await build.close()
  }
}

function nothingToExport({ plan }: WriteRequest): UsageError {
  const reasons = summarise(plan.leftOut).map(({ reason, count }) => `${count} ${reason}`)
  return new UsageError(
    `There is nothing to export${reasons.length === 0 ? '' : ` (left out: ${reasons.join(', ')})`}; accept results in the review, or choose other runs.`,
  )
}

/** @throws SourceError */
async function refuseReadOnly(target: string, { readOnly, out }: WriteRequest): Promise<void> {
  const nearest = await nearestFolder(target)
  const whole = path.join(await realpath(nearest), path.relative(nearest, target))
  const real = await Promise.all(
    readOnly.map(async (one) => ({ ...one, root: await realpath(one.root).catch(() => one.root) })),
  )
  const around = real.find(
    ({ root }) => whole === root || whole.startsWith(root.endsWith(path.sep) ? root : root + path.sep),
  )
  if (around)
    throw new SourceError(
      `${out} lies in ${around.name}, which is never written to; choose a folder outside of it.`,
      out,
    )
}

/** @throws UsageError where what is there would be overwritten, or lost */
async function checkTarget(target: string, update: boolean): Promise<void> {
  const found = await lstat(target).catch(() => null)
  if (!found) return
  if (!found.isDirectory()) throw new UsageError(`${target} is a file; choose a folder that is new or empty.`, target)
  const files = await filesBelow(target)
  if (files.length === 0) return
  if (!update)
    throw new UsageError(
      `${target} is there already and has ${files.length} files; choose a new folder, or have the export that is in it updated (--update in the terminal).`,
      target,
    )
  if (!files.includes(MANIFEST))
    throw new UsageError(
      `${target} has no ${MANIFEST}, so it is no export of Weatherglass; choose a new folder.`,
      target,
    )
  const { files: known } = await readManifest(path.join(target, MANIFEST))
  const strange = files.filter((file) => file !== MANIFEST && !known.has(file))
  if (strange.length > 0)
    throw new UsageError(
      `${target} holds ${strange.length} files that no export wrote, ${strange[0]} first; move them away, an update would lose them.`,
      target,
    )
}

const requestKey = ({ plan, options, link }: WriteRequest): string =>
  createHash('sha256')
    .update(
      JSON.stringify([options, link, plan.pairs.map(({ name, row }) => [name, row?.result.sha256, row?.verdict])]),
    )
    .digest('hex')

async function buildDataset(
  build: BuildFolder,
  request: WriteRequest,
  { signal, onProgress }: WriteSurroundings,
  begin: number,
): Promise<ExportResult> {
  const { plan, options } = request
  const earlier = await earlierPairs(build, request.update)
  const journal = await Journal.open(build.journal)
  const leftOut: LeftOutPicture[] = [...plan.leftOut]
  const pairs: ExportedPair[] = []
  const total = plan.pairs.length
  let settled = 0
  let kept = 0
  const settle = (): void => onProgress?.({ phase: 'write', done: ++settled, total })
  const place = { dataset: build.dataset, options, link: request.link }
  const one = async (planned: PlannedPair, label: ContentLabel): Promise<void> => {
    label.check(planned)
    const key = await pairKey(planned, label.sha256, options)
    const before = await findEarlier(planned, key, earlier, build.dataset)
    const written = before ?? (await writePair(planned, label, place))
    if (before) kept += Object.keys(before.files).length
    await journal.record(written)
    pairs.push({ ...written, planned, labelSha256: label.sha256 })
  }
  try {
    await eachOf(byContent(plan.pairs), os.availableParallelism(), async (group) => {
      let label: ContentLabel | PairDefect | null = null
      for (const planned of group) {
        if (signal?.aborted) throw new CancelledError('The export was cancelled; the same call goes on from here.')
        try {
          label ??= await ContentLabel.open(planned.content).catch(defectOf)
          if (label instanceof PairDefect) throw label
          await one(planned, label)
        } catch (error) {
          leftOut.push(leaveOut(planned, defectOf(error)))
        }
        settle()
      }
    })
  } finally {
    await journal.close()
  }
  if (pairs.length === 0) throw nothingToExport({ ...request, plan: { pairs: [], leftOut } })
  onProgress?.({ phase: 'finish', done: 0, total: 1 })
  pairs.sort((a, b) => (a.pair < b.pair ? -1 : 1))
  const { files, bytes, warnings } = await finishDataset(build.dataset, {
    ...{ pairs, leftOut, options },
    likeness: request.likeness ?? [],
  })
  const expected = new Set(files)
  for (const stray of (await filesBelow(build.dataset)).filter((file) => !expected.has(file)))
    await rm(path.join(build.dataset, stray))
  await syncTree(build.dataset)
  const gone = request.update ? (await filesBelow(build.target)).filter((file) => !expected.has(file)).length : 0
  return {
    out: build.target,
    pairs: pairs.length,
    leftOut: leftOut.length,
    bytes,
    seconds: (performance.now() - begin) / 1000,
    written: files.length - kept,
    kept,
    removed: gone,
    warnings,
  }
}

interface Earlier {
  readonly from: string
  readonly pairs: ReadonlyMap<string, WrittenPair>
}

/** What this export wrote before it was cut off, and what the export that is there has. */
async function earlierPairs(build: BuildFolder, update: boolean): Promise<Earlier[]> {
  const mine = { from: build.dataset, pairs: await readJournal(build.journal) }
  const manifest = path.join(build.target, MANIFEST)
  if (!update || !(await stat(manifest).catch(() => null))) return [mine]
  return [mine, { from: build.target, pairs: await pairsOfManifest(manifest) }]
}

async function findEarlier(
  { name }: PlannedPair,
  key: string,
  earlier: readonly Earlier[],
  dataset: string,
): Promise<WrittenPair | null> {
  for (const { from, pairs } of earlier) {
    const found = pairs.get(stemOf(name))
    if (found?.key === key && found.split === name.split && (await reuse(found, from, dataset))) return found
  }
  return null
}

/** Pairs of one content follow each other: its label is read once. */
function byContent(pairs: readonly PlannedPair[]): PlannedPair[][] {
  const groups = Map.groupBy(pairs, ({ content }) => content.id)
  return [...groups.values()]
}

/** @throws whatever is not about this pair alone */
function defectOf(error: unknown): PairDefect {
  if (error instanceof PairDefect) return error
  throw error
}

const leaveOut = ({ row, content }: PlannedPair, { reason, message }: PairDefect): LeftOutPicture => ({
  reason,
  transfer: row?.transfer ?? null,
  content: content.path,
  sentence: message,
})

function asWriteError(error: unknown, target: string): unknown {
  if (error instanceof WeatherglassError || !(error instanceof Error) || !('syscall' in error)) return error
  return notWritten(target, error)
}

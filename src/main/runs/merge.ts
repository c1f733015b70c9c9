import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../../shared/errors.ts'
import type { Catalog } from '../catalog/opening.ts'
import { imageIds } from '../catalog/transfers/plan-images.ts'
import { listSources, type Source } from '../catalog/sources/sources.ts'
import { outputPath } from '../catalog/transfers/queue.ts'
import { addRun, addTransfersAt, findRun, listRuns } from '../catalog/transfers/runs.ts'
import { adoptResult, resultAt, resultsOfRun, type StoredResult } from '../catalog/transfers/merging.ts'

/** What joining parts came to. */
export interface MergeReport {
  readonly runs: number
  readonly taken: number
  /** Results that were here already, byte for byte. */
  readonly same: number
  /** Sentences: results that differ, files that are damaged or gone. Nothing of them was taken. */
  readonly conflicts: readonly string[]
}

/**
 * Takes the results of another workspace's runs into this one: parts of a plan that several machines shared become parts of one workspace.
 * Each file is checked against its hash before it is taken, and what is here stays. It can be called again where it was interrupted.
 *
 * @throws UsageError where the other workspace is this one or takes images that this one lacks
 */
export function mergeWorkspace(into: Catalog, from: Catalog): MergeReport {
  if (into.workspace.folder === from.workspace.folder)
    throw new UsageError(`${from.workspace.folder} is the workspace itself; name the folders of the others`)
  const report = { runs: 0, taken: 0, same: 0, conflicts: [] as string[] }
  for (const run of listRuns(from.database)) {
    const results = resultsOfRun(from.database, run.id)
    if (results.length === 0) continue
    report.runs++
    const images = matchedImages(into, from, results)
    const known = findRun(into.database, run.uid, run.shard, run.shards)
    const added = known ? results.filter(({ position }) => !resultAt(into.database, known.id, position)) : results
    const content = {
      settings: added.map(({ settings }) => settings),
      transfers: added.map((result, index) => ({
        ...{ position: result.position, block: result.block, condition: result.condition, settings: index },
        content: images.get(result.content)!,
        reference: images.get(result.reference)!,
      })),
    }
    // a part that was merged before it was done brings what it did since
    if (known && added.length > 0) addTransfersAt(into.database, known.id, content)
    const id = known?.id ?? addRun(into.database, { ...run, ...content, start: 'paused' })
    for (const result of results) take(into, from, { run: id, result, images, report })
  }
  return report
}

interface Taking {
  readonly run: number
  readonly result: StoredResult
  /** Images of the other catalog by those of this one. */
  readonly images: ReadonlyMap<number, number>
  readonly report: { taken: number; same: number; readonly conflicts: string[] }
}

function take(into: Catalog, from: Catalog, { run, result, images, report }: Taking): void {
  const source = path.join(from.workspace.folder, ...result.output.split('/'))
  const here = resultAt(into.database, run, result.position)
  const isSame =
    here?.condition === result.condition &&
    here.content === images.get(result.content) &&
    here.reference === images.get(result.reference)
  if (!here || !isSame)
    return void report.conflicts.push(
      `${source}: the run here has another transfer ${result.position}, or none; its plan differs.`,
    )
  if (here.sha256 !== null) {
    if (here.sha256 === result.sha256) report.same++
    else report.conflicts.push(`${source} differs from the result that is here already; it was not taken.`)
    return
  }
  if (here.state === 'running')
    return void report.conflicts.push(
      `${source}: the same is computed here just now; merge again when the run is done.`,
    )
  const problem = damage(source, result.sha256)
  if (problem) return void report.conflicts.push(problem)
  const output = outputPath(run, result.condition, result.position)
  const target = path.join(into.workspace.folder, ...output.split('/'))
  const temporary = path.join(path.dirname(target), `.weatherglass-merge-${process.pid}.tmp`)
  mkdirSync(path.dirname(target), { recursive: true })
  try {
    copyFileSync(source, temporary)
    renameSync(temporary, target)
  } finally {
    rmSync(temporary, { force: true })
  }
  adoptResult(into.database, { run, id: here.id, output, result })
  report.taken++
}

function damage(file: string, sha256: string): string | null {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    return `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it was not taken.`
  }
  const found = createHash('sha256').update(content).digest('hex')
  return found === sha256 ? null : `${file} is not what was recorded of it; it was not taken.`
}

/** Sources of the other catalog that its results were made of and that this one lacks, by folder and by name. */
export function lackedSources(into: Catalog, from: Catalog): Source[] {
  const results = listRuns(from.database).flatMap(({ id }) => resultsOfRun(from.database, id))
  const used = new Set(results.flatMap(({ contentSource, referenceSource }) => [contentSource, referenceSource]))
  const matched = matchedSources(into, from)
  return listSources(from.database).filter(({ id }) => used.has(id) && !matched.get(id))
}

/** Sources of this catalog by those of the other: of the same root, else of the same name. */
function matchedSources(into: Catalog, from: Catalog): Map<number, Source | undefined> {
  const here = listSources(into.database)
  return new Map(
    listSources(from.database).map(({ id, root, name }) => [
      id,
      here.find((source) => source.root === root) ?? here.find((source) => source.name === name),
    ]),
  )
}

/** Images of the other catalog by those of this one: the same path of a source of the same root or name. */
function matchedImages(into: Catalog, from: Catalog, results: readonly StoredResult[]): Map<number, number> {
  const matched = matchedSources(into, from)
  const images = results.flatMap((result) => [
    { id: result.content, source: result.contentSource, path: result.contentPath },
    { id: result.reference, source: result.referenceSource, path: result.referencePath },
  ])
  const unique = [...new Map(images.map((image) => [image.id, image])).values()]
  const ids = imageIds(
    into.database,
    unique.map(({ source, path: name }) => ({ source: matched.get(source)?.id ?? 0, path: name })),
  )
  return new Map(
    unique.map(({ id, path: name }, index) => {
      const found = ids[index]
      if (found === undefined)
        throw new UsageError(
          `${into.workspace.folder} has no image ${name}, which results of ${from.workspace.folder} were made of; index its source there first, under the same name`,
        )
      return [id, found]
    }),
  )
}

import { statfs } from 'node:fs/promises'
import { availableMemory } from 'node:process'
import { pickConditions } from '../../../shared/conditions.ts'
import { WeatherglassError } from '../../../shared/errors.ts'
import { classNames } from '../../../shared/labels.ts'
import type { PlanRequest, RunEstimate } from '../../../shared/runs.ts'
import type { Settings } from '../../../shared/settings.ts'
import { memoryNeed } from '../../cactif/memory-need.ts'
import { trainIdMap } from '../../cactif/adain/adain.ts'
import { coverageOf } from '../../catalog/boards/column-cover.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { COUNTS_PER_IMAGE } from '../../catalog/sampling/class-pixels.ts'
import { countExisting, measuredWork, type MeasuredWork } from '../../catalog/transfers/speed.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { openModel } from '../../diffusion/model-source.ts'
import { embeddedModel } from '../../diffusion/resource-path.ts'
import { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../../diffusion/weights-cache.ts'
import { longestColumn, withBlockShape } from './block-shape.ts'
import { durationOf, pixelsOf } from './duration.ts'
import { planRun, type PlannedRun } from './plan-run.ts'

/** What a plan needs and what it lacks. */
export async function estimateRun(
  database: CatalogDatabase,
  workspace: Pick<Workspace, 'folder'>,
  request: PlanRequest,
  calibrated: MeasuredWork | null = null,
): Promise<RunEstimate> {
  const planned = planRun(database, await withBlockShape(database, request, longestColumn(database, request)))
  const { transfers, settings, plan } = planned.run
  const largest = settings.reduce((max, one) => (pixelsOf(one.settings) > pixelsOf(max.settings) ? one : max)).settings
  const { bavail, bsize } = await statfs(workspace.folder)
  const results = measuredWork(database, plan)
  const measured = calibrated ?? results
  const seconds = measured && durationOf(transfers, settings, measured)
  const diskBytes = transfers.reduce((sum, { settings: index }) => sum + resultBytes(settings[index]!.settings), 0)
  const freeDiskBytes = bavail * bsize
  const memory = await memoryOf(planned, largest)
  const obstacles = [...memory.obstacles]
  if (diskBytes > freeDiskBytes)
    obstacles.push(
      `The results need about ${gigabytes(diskBytes)} and ${gigabytes(freeDiskBytes)} are free in ${workspace.folder}: free some space, or plan fewer transfers.`,
    )
  return {
    transfers: transfers.length,
    perCondition: Object.fromEntries(
      pickConditions.map((one) => [one, transfers.filter(({ condition }) => condition === one).length]),
    ) as RunEstimate['perCondition'],
    contents: new Set(transfers.map(({ content }) => content)).size,
    references: new Set(transfers.map(({ reference }) => reference)).size,
    seconds,
    imagesPerHour: seconds === null || seconds === 0 ? null : (transfers.length / seconds) * 3600,
    measuredBy: calibrated ? 'calibration' : results ? 'results' : null,
    diskBytes,
    freeDiskBytes,
    memoryBytes: memory.bytes,
    freeMemoryBytes: availableMemory(),
    blockShape: plan.blockShape,
    uncovered: uncoveredClasses(database, planned, largest),
    leftOut: planned.leftOut,
    classesLeftOut: planned.classesLeftOut,
    existing: countExisting(database, planned.run),
    obstacles,
  }
}

/** A restyled street as a PNG, with its provenance: measured at 1.3 to 1.7 bytes a pixel. */
const resultBytes = (settings: Settings): number => pixelsOf(settings) * 1.6 + 6000

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** On a GPU the provider knows its own memory and nobody else does. */
async function memoryOf(
  { run: { plan } }: PlannedRun,
  { size }: Settings,
): Promise<{ readonly bytes: number | null; readonly obstacles: readonly string[] }> {
  try {
    const source = await openModel(plan.model ?? embeddedModel())
    const model = new StableDiffusion(source, {
      device: { provider: 'cpu', precision: 'fp32' },
      cache: { folder: defaultCacheFolder(), maxBytes: 0 },
    })
    const { contents, references: styles } = plan.blockShape
    const { peak } = memoryNeed(model, size, { contents, styles, stylesCached: false })
    const single = memoryNeed(model, size, { contents: 1, styles: 1, stylesCached: false }).peak
    const free = availableMemory()
    const isOnCpu = plan.provider === 'cpu'
    const obstacles =
      isOnCpu && single > free
        ? [
            `A transfer at ${size.join('x')} pixels needs about ${gigabytes(single)} of memory and ${gigabytes(free)} are free: choose a smaller size.`,
          ]
        : []
    return { bytes: peak, obstacles }
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    return { bytes: null, obstacles: [error.message] }
  }
}

/** Classes of the picked contents that no reference of their condition covers. */
function uncoveredClasses(
  database: CatalogDatabase,
  { run, columns, contents }: PlannedRun,
  settings: Settings,
): RunEstimate['uncovered'] {
  const picked = new Set(run.transfers.map(({ content }) => content))
  if (picked.size === 0) return []
  const showing = new Array<number>(classNames.length).fill(0)
  contents.imageIds.forEach((id, row) => {
    if (!picked.has(id)) return
    classNames.forEach((_, trainId) => {
      if (contents.classPixels[row * COUNTS_PER_IMAGE + trainId]! > 0) showing[trainId]!++
    })
  })
  const counterparts = trainIdMap(settings.classMap)
  const cover = coverageOf(database, { contents: { images: [...picked] }, columns, settings, counterparts })
  return cover.columns.flatMap(({ condition, classes }) =>
    classes
      .filter(({ state }) => state === 'missing')
      .map((one) => ({ condition, class: one.class, contents: showing[classNames.indexOf(one.class)]! })),
  )
}

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import type { Condition } from '../../../shared/conditions.ts'
import { CancelledError, FileMissingError, ImageError, LabelError, WriteError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import {
  predictedFiles,
  recordPredicted,
  unlabelledImages,
  type PredictedWith,
  type UnlabelledImage,
} from '../../catalog/predicted-labels.ts'
import { labelsFolder, type Workspace } from '../../catalog/workspace/folders.ts'
import { makeInnerFolder } from '../../catalog/workspace/inner-folder.ts'
import { fileInside } from '../../export/layout/inside.ts'
import { labelHistogram } from '../../imaging/digest/label-histogram.ts'
import { readImage } from '../../imaging/image.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'
import {
  SegmentationNetwork,
  type NetworkIdentity,
  type SegmentationChoice,
} from '../../metrics/agreement/segmentation.ts'

export interface PredictLabelsRequest {
  readonly network: SegmentationChoice
  readonly sources: readonly number[]
  readonly conditions: readonly Condition[]
}

export interface PredictLabelsSurroundings {
  readonly signal: AbortSignal
  /** Of the images that have no label by this network yet. */
  readonly onStep: (step: { readonly done: number; readonly total: number }) => void
}

export interface PredictedLabels {
  /** Labels that were predicted now. */
  readonly predicted: number
  /** That this network had predicted before. */
  readonly kept: number
  /** Why others could not be, in sentences. */
  readonly failed: readonly string[]
  /** sha256 of the network, in hex. */
  readonly network: string
  readonly seconds: number
}

/**
 * Predicts labels for the images of sources that have none, and keeps them in the workspace: style references take them. Each is kept as soon
 * as it is made, so that the next call goes on from there. Sources are only read.
 *
 * @throws what the network throws for a person; CancelledError between two images; WriteError
 */
export async function predictLabels(
  { database, workspace }: { readonly database: CatalogDatabase; readonly workspace: Pick<Workspace, 'folder'> },
  { network: choice, ...wanted }: PredictLabelsRequest,
  { signal, onStep }: PredictLabelsSurroundings,
): Promise<PredictedLabels> {
  const begin = performance.now()
  await sweepUnknown(database, workspace)
  const network = await SegmentationNetwork.open(choice)
  try {
    const made = madeWith(network.identity)
    const images = unlabelledImages(database, wanted, made)
    const waiting = images.filter(({ file }) => file === null || !existsSync(path.join(workspace.folder, file)))
    const failed: string[] = []
    const step = (done: number): void => onStep({ done, total: waiting.length })
    step(0)
    for (const [index, image] of waiting.entries()) {
      if (signal.aborted) throw stopped(index - failed.length, waiting.length)
      await predictOne({ database, workspace, network, made }, image).catch((error: unknown) => {
        if (!isOfImage(error)) throw error
        failed.push(error.message)
      })
      step(index + 1)
    }
    const [predicted, kept] = [waiting.length - failed.length, images.length - waiting.length]
    return { predicted, kept, failed, network: made.network, seconds: (performance.now() - begin) / 1000 }
  } finally {
    await network.release()
  }
}

const madeWith = ({ sha256, ...options }: NetworkIdentity): PredictedWith => ({
  network: sha256,
  options: JSON.stringify(options),
})

const stopped = (done: number, of: number): CancelledError =>
  new CancelledError(
    `Predicting was stopped: ${done} of ${of} labels are made and kept; the same command goes on from there.`,
  )

/** What concerns one image and leaves the others as they are. */
const isOfImage = (error: unknown): error is Error =>
  error instanceof ImageError || error instanceof LabelError || error instanceof FileMissingError

interface Prediction {
  readonly database: CatalogDatabase
  readonly workspace: Pick<Workspace, 'folder'>
  readonly network: SegmentationNetwork
  readonly made: PredictedWith
}

/** The file first, then its row. */
async function predictOne({ database, workspace, network, made }: Prediction, image: UnlabelledImage): Promise<void> {
  const source = await fileInside(image.root, image.path)
  await checkUnchanged(image, source)
  const picture = await readImage(source)
  const trainIds = await network.predict(picture)
  const png = await encodeTrainIds(trainIds, picture)
  const { classPixels } = labelHistogram(png, `What the network found in ${source}`, 'labelTrainIds')
  const file = fileOf(image.id, made)
  await writeInWorkspace(workspace, file, png)
  const { recorded, replaced } = recordPredicted(database, { image, file, classPixels, ...made })
  if (!recorded) throw changed(source)
  if (replaced !== null) await rm(path.join(workspace.folder, replaced), { force: true })
}

async function checkUnchanged({ bytes, modifiedMs }: UnlabelledImage, file: string): Promise<void> {
  const found = await stat(file)
  if (found.size !== bytes || Math.floor(found.mtimeMs) !== modifiedMs) throw changed(file)
}

const changed = (file: string): ImageError =>
  new ImageError(
    `${file} is another than when its source was indexed, so no label was predicted; index it again.`,
    file,
  )

/** A PNG of train ids, [height, width] uint8, as one channel of 8 bits. */
const encodeTrainIds = (
  trainIds: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Buffer> =>
  sharp(trainIds, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toBuffer()

/** By network and options, so that what one network made is not taken for another's while it is replaced. */
function fileOf(image: number, { network, options }: PredictedWith): string {
  const name = createHash('sha256').update(`${network} ${options}`).digest('hex').slice(0, 16)
  return `labels/${name}/${image}_labelTrainIds.png`
}

async function writeInWorkspace({ folder }: Pick<Workspace, 'folder'>, file: string, png: Buffer): Promise<void> {
  const target = path.join(folder, file)
  try {
    makeInnerFolder(folder, path.dirname(target))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${path.dirname(target)} cannot be made (${code}); check the disk and its permissions.`,
      target,
      {
        cause: error,
      },
    )
  }
  await writeFileAtomically(target, png)
}

/** A label that another process has just written is recorded a moment later; nothing is under way for a day. */
const SETTLED_MILLISECONDS = 24 * 3_600_000

/** Removes labels that no row names: of images that changed or went, and of processes that were killed. */
async function sweepUnknown(database: CatalogDatabase, workspace: Pick<Workspace, 'folder'>): Promise<void> {
  const folder = labelsFolder(workspace)
  if (!existsSync(folder)) return
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const known = predictedFiles(database)
  for (const entry of names.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name)
    if (known.has(path.relative(workspace.folder, file).replaceAll(path.sep, '/'))) continue
    if (Date.now() - (await stat(file)).mtimeMs > SETTLED_MILLISECONDS) await rm(file, { force: true })
  }
}

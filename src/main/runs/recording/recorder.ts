import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { WeatherglassError, WriteError, type ErrorDescription } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import {
  claimBlock,
  endTransfers,
  finishTransfers,
  interruptedTransfers,
  nextRun,
  outputPath,
  requeueInterrupted,
  requeueTransfers,
  type BlockWork,
  type ClaimedBlock,
  type EndedTransfer,
  type FinishedTransfer,
  type TransferMeasures,
} from '../../catalog/transfers/queue.ts'
import { getRun, holdRun, type RunRecord } from '../../catalog/transfers/runs.ts'
import { rememberSpeed, type BlockSpeed, type SpeedKey } from '../../catalog/transfers/speed.ts'
import { isTemporaryName, type Workspace } from '../../catalog/workspace/folders.ts'
import { makeInnerFolder } from '../../catalog/workspace/inner-folder.ts'
import type { Provenance } from '../../engine/provenance.ts'
import { writePng } from '../../imaging/write-image.ts'
import type { ImageMeasures } from '../../metrics/image-measures.ts'
import { keepReserve, withReserve } from './reserve.ts'

/** A computed picture that is to be written and recorded. */
export interface ComputedTransfer {
  readonly id: number
  readonly position: number
  readonly condition: PickCondition
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
  /** Null where a label is missing. */
  readonly measures: ImageMeasures | null
  readonly seconds: number
}

export interface FinishRequest {
  readonly run: number
  readonly computed: readonly ComputedTransfer[]
  readonly failed: readonly EndedTransfer[]
  readonly work: BlockWork
  /** How fast it was; null where nothing tells. */
  readonly speed: { readonly key: SpeedKey; readonly measured: BlockSpeed } | null
}

/** Whose workspace it is and how it is written to. */
export interface RecorderPlace {
  readonly database: CatalogDatabase
  readonly workspace: Pick<Workspace, 'folder'>
}

/**
 * All that the runner does with disk and catalog, for a thread of its own. Only the holder of the engine lease may use it. Each is
 * safe to be called again where it failed.
 */
export const recorder = {
  /** What a process that is gone had in hand is swept and queued again. */
  recover: ({ database, workspace }: RecorderPlace): number => {
    const interrupted = interruptedTransfers(database)
    sweep(
      workspace,
      interrupted.map(({ output }) => output),
    )
    withReserve(workspace, () => requeueInterrupted(database, interrupted))
    keepReserve(workspace)
    return interrupted.length
  },
  nextRun: ({ database }: RecorderPlace, { only }: { readonly only?: number | undefined }): RunRecord | undefined =>
    nextRun(database, only),
  run: ({ database }: RecorderPlace, { run }: { readonly run: number }): RunRecord => getRun(database, run),
  claim: ({ database }: RecorderPlace, { run }: { readonly run: RunRecord }): ClaimedBlock | undefined =>
    claimBlock(database, run),
  /** Files first, all of them; then the rows, in one transaction. */
  finish: async (
    { database, workspace }: RecorderPlace,
    { run, computed, failed, work, speed }: FinishRequest,
  ): Promise<void> => {
    const finished: FinishedTransfer[] = []
    for (const one of computed) {
      const output = outputPath(run, one.condition, one.position)
      const written = await write(workspace, output, one)
      const { id, width, height, seconds, provenance, measures } = one
      finished.push({
        id,
        output,
        ...written,
        width,
        height,
        seconds,
        provenance,
        measures: measures && shown(measures),
      })
    }
    // first, for what is finished cannot be finished again where this is asked for once more
    if (speed) rememberSpeed(database, speed.key, speed.measured)
    finishTransfers(database, run, { finished, failed, work })
  },
  end: (
    { database }: RecorderPlace,
    {
      run,
      ended,
      seconds,
    }: { readonly run: number; readonly ended: readonly EndedTransfer[]; readonly seconds: number },
  ): void => endTransfers(database, run, ended, seconds),
  requeue: (
    { database, workspace }: RecorderPlace,
    { run, transfers }: { readonly run: RunRecord; readonly transfers: readonly Placed[] },
  ): void => {
    sweep(
      workspace,
      transfers.map(({ condition, position }) => outputPath(run.id, condition, position)),
    )
    const ids = transfers.map(({ id }) => id)
    withReserve(workspace, () => requeueTransfers(database, run, ids))
  },
  hold: (
    { database, workspace }: RecorderPlace,
    { run, reason }: { readonly run: number; readonly reason: ErrorDescription },
  ): void => withReserve(workspace, () => holdRun(database, run, reason)),
} satisfies Record<string, (place: RecorderPlace, request: never) => unknown>

interface Placed {
  readonly id: number
  readonly position: number
  readonly condition: PickCondition
}

export type Recorder = typeof recorder
export type RecordingName = keyof Recorder
export type RecordingRequest<Name extends RecordingName> = Parameters<Recorder[Name]>[1]
export type RecordingResult<Name extends RecordingName> = Awaited<ReturnType<Recorder[Name]>>

const shown = (all: ImageMeasures): TransferMeasures => ({
  structure: all.structure.overall,
  style: all.style.frechet,
  leakage: all.leakage.overall,
  all,
})

async function write(
  { folder }: Pick<Workspace, 'folder'>,
  output: string,
  { width, height, rgb, provenance }: ComputedTransfer,
): Promise<{ readonly bytes: number; readonly sha256: Uint8Array }> {
  const file = path.join(folder, ...output.split('/'))
  makeFolder(folder, path.dirname(file))
  await writePng(file, { width, height, data: rgb }, { weatherglass: JSON.stringify(provenance) })
  const content = await readFile(file)
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest() }
}

function makeFolder(workspace: string, folder: string): void {
  try {
    makeInnerFolder(workspace, folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${folder} cannot be made (${code}); check the disk and its permissions, then resume`,
      folder,
      {
        cause: error,
      },
    )
  }
}

/** Removes files that were written and never recorded, whole or half. */
function sweep({ folder }: Pick<Workspace, 'folder'>, outputs: readonly string[]): void {
  const files = outputs.map((output) => path.join(folder, ...output.split('/')))
  try {
    for (const file of files) if (existsSync(file)) rmSync(file)
    for (const parent of new Set(files.map((file) => path.dirname(file)))) sweepTemporary(parent)
  } catch (error) {
    if (error instanceof WeatherglassError) throw error
    const { code, path: file } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new WriteError(`${file} cannot be removed (${code}); check the permissions of ${folder}`, file, {
      cause: error,
    })
  }
}

function sweepTemporary(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    // no such folder: nothing was written there
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return
    throw error
  }
  for (const name of names) if (isTemporaryName(name)) rmSync(path.join(folder, name), { force: true })
}

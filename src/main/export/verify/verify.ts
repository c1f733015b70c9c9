import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CancelledError, LabelError } from '../../../shared/errors.ts'
import type { VerifyReport } from '../../../shared/exports.ts'
import { eachOf } from '../each-of.ts'
import { MANIFEST, readManifest, type FileFacts, type Manifest } from '../manifest.ts'
import { listDataset } from './listing.ts'
import { checkPair } from './pair-check.ts'

const MOST_ERRORS = 1000

export interface VerifySurroundings {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/**
 * Checks a dataset of Cityscapes' layout: names and pairing, sizes and ids of every pair, and where there is a manifest that all files are
 * those that it lists, byte by byte, and no others.
 *
 * @throws UsageError, FileMissingError where there is no such dataset; CancelledError
 */
export async function verifyDataset(
  folder: string,
  { signal, onProgress }: VerifySurroundings = {},
): Promise<VerifyReport> {
  const top = path.resolve(folder)
  const { pairs, files, errors: found } = await listDataset(top)
  const errors = [...found]
  const manifest = files.includes(MANIFEST) ? await manifestOf(top, errors) : null
  const listed = [...(manifest?.files ?? [])]
  const total = pairs.length + listed.length
  let done = 0
  const step = (more: readonly string[]): void => {
    errors.push(...more)
    onProgress?.({ done: ++done, total })
  }
  const goOn = (): void => {
    if (signal?.aborted) throw new CancelledError('The check was cancelled; nothing was changed.')
  }
  if (manifest) errors.push(...strangers(files, manifest))
  await eachOf(listed, os.availableParallelism(), async ([file, facts]) => {
    goOn()
    step(await hashErrors(top, file, facts))
  })
  await eachOf(pairs, os.availableParallelism(), async (pair) => {
    goOn()
    step(await checkPair(top, pair, !manifest?.files.has(pair.image)))
  })
  return {
    ok: errors.length === 0,
    folder: top,
    files: files.length,
    pairs: pairs.length,
    manifest: files.includes(MANIFEST),
    errors: errors.slice(0, MOST_ERRORS),
    errorCount: errors.length,
  }
}

async function manifestOf(top: string, errors: string[]): Promise<Manifest | null> {
  try {
    return await readManifest(path.join(top, MANIFEST))
  } catch (error) {
    if (!(error instanceof LabelError)) throw error
    errors.push(error.message)
    return null
  }
}

const strangers = (files: readonly string[], manifest: Manifest): string[] =>
  files
    .filter((file) => file !== MANIFEST && !manifest.files.has(file))
    .map((file) => `${file} is not in ${MANIFEST}: it was added after the export.`)

async function hashErrors(top: string, file: string, { sha256, bytes }: FileFacts): Promise<string[]> {
  try {
    const found = await lstat(path.join(top, file))
    if (!found.isFile()) return [`${file} is no regular file, expected one by ${MANIFEST}.`]
    const { size } = found
    if (size !== bytes) return [`${file} has ${size} bytes, expected ${bytes} by ${MANIFEST}.`]
    const hash = createHash('sha256')
    await pipeline(createReadStream(path.join(top, file)), hash)
    const digest = hash.digest('hex')
    return digest === sha256
      ? []
      : [`${file} was changed: its SHA-256 is ${digest.slice(0, 12)}..., expected ${sha256.slice(0, 12)}...`]
  } catch (error) {
    return [`${file} can't be read (${(error as NodeJS.ErrnoException).code}), expected it by ${MANIFEST}.`]
  }
}

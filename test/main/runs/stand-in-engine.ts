/**
 * A stand-in for the inference process: a picture follows from the bytes of its files and the seed, after a few steps. Faults come
 * by the environment: `STAND_IN_FAULT` is a kind, `STAND_IN_ONCE` a file that is made when it strikes, and then it strikes no more; its
 * pid goes to the file `STAND_IN_PIDS`.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { serveJobs, type JobHandlers } from '../../../src/main/engine/job-server.ts'
import type { BlockJobResult, BlockPicture, BlockRequest } from '../../../src/main/engine/protocol.ts'
import type { Provenance } from '../../../src/main/engine/provenance.ts'
import { FileMissingError, ImageError, MemoryError, WeatherglassError } from '../../../src/shared/errors.ts'

const fault = process.env['STAND_IN_FAULT']
const once = process.env['STAND_IN_ONCE']
const stepMilliseconds = Number(process.env['STAND_IN_STEP'] ?? 1)
const steps = 3

function strikes(kind: string): boolean {
  if (fault !== kind || (once !== undefined && existsSync(once))) return false
  if (once !== undefined) writeFileSync(once, '')
  return true
}

const block: JobHandlers['block'] = async (request, { onProgress, onEvent, isCancelled, signal }) => {
  const pairs = request.pairs!
  if (fault === 'memory' || (fault === 'memory-above-1' && pairs.length > 1))
    throw new MemoryError('A transfer needs more memory than there is: a smaller size would fit')
  for (let step = 0; step < steps; step++) {
    if (await isCancelled()) signal.throwIfAborted()
    onProgress({ phase: 'denoise', step, steps })
    if (step === 1 && strikes('killed')) process.kill(process.pid, 'SIGKILL')
    if (step === 1 && strikes('hung')) await setTimeout(1_000_000)
    await setTimeout(stepMilliseconds)
  }
  let done = 0
  pairs.forEach((pair, index) => {
    try {
      onEvent({ type: 'picture', pair: index, picture: pictureOf(request, pair) })
      onEvent({ type: 'measured', pair: index, measures: null })
      done++
    } catch (error) {
      if (!(error instanceof WeatherglassError)) throw error
      onEvent({ type: 'failed', pair: index, error: error.describe() })
    }
  })
  const result = { done, pairs: pairs.length, evaluations: 9 * pairs.length, seconds: 0.1, peakBytes: 1000 }
  return { ...result, timings: {}, warnings: [] } satisfies BlockJobResult
}

function pictureOf(
  { contents, styles, settings }: BlockRequest,
  { content, style }: NonNullable<BlockRequest['pairs']>[number],
): BlockPicture {
  const files = [contents[content]!.image, styles[style]!.image] as const
  const hash = createHash('sha256').update(`${settings.seed}`)
  for (const file of files) hash.update(read(file))
  const bytes = hash.digest()
  const [height, width] = settings.size
  const rgb = Uint8Array.from({ length: height * width * 3 }, (_, index) => bytes[(index >> 6) % bytes.length]!)
  const [contentInput, styleInput] = files.map((file) => ({
    ...{ file, imageHash: '' },
    sha256: createHash('sha256').update(read(file)).digest('hex'),
  }))
  const provenance = {
    ...{ method: settings.method, fidelity: settings.fidelity, settings, evaluations: 9, peakBytes: 1000 },
    inputs: { content: contentInput, style: styleInput },
    ...{ provider: 'cpu', precision: 'fp32', seconds: 0.003, created: new Date().toISOString(), warnings: [] },
  }
  return { width, height, rgb, provenance: provenance as unknown as Provenance, watched: null }
}

function read(file: string): Buffer {
  if (!existsSync(file)) throw new FileMissingError(`${file} does not exist: check the path of the content.`, file)
  const bytes = readFileSync(file)
  if (bytes.toString('latin1').includes('broken')) throw new ImageError(`${file} is damaged; copy it again`, file)
  return bytes
}

const absent = (): never => {
  throw new Error('the stand-in computes blocks alone')
}

const pids = process.env['STAND_IN_PIDS']
if (pids !== undefined) appendFileSync(pids, `${process.pid}\n`)
serveJobs({ transfer: absent, block, verify: absent })

import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { LabelError, UsageError } from '../../shared/errors.ts'
import { classNames, isTrainId, trainIds, type TrainId } from '../../shared/labels.ts'
import { readInputFile } from '../imaging/read-file.ts'
import { writeFileAtomically } from '../imaging/write-image.ts'
import { shown } from './names/file-names.ts'
import { isWithin } from './tree/source-root.ts'

/** The two files of DAFormer's rare class sampling (`tools/convert_datasets`), in the folder of a dataset. */
const STATS_FILE = 'sample_class_stats.json'
const SAMPLES_FILE = 'samples_with_class.json'

/** The pixels of each class in one label. */
export interface RcsSample {
  /** The label's path with forward slashes, or its name alone. DAFormer tells labels apart by the name. */
  readonly file: string
  /** [19] pixels by train id. */
  readonly classPixels: Uint32Array
}

/** What was not understood and left out. */
export interface IgnoredRcsEntries {
  /** Entries without a name, or with a count that is no number of pixels. */
  readonly malformed: number
  /** Names that occur more than once, with other counts. */
  readonly ambiguous: number
  /** Counts of what is no train id from 0 to 18. */
  readonly unknownClasses: number
}

export interface RcsStatistics {
  /** The file that was read. */
  readonly path: string
  /** One for each name; `file` is the name without its folders, whatever machine they were on. */
  readonly samples: readonly RcsSample[]
  readonly ignored: IgnoredRcsEntries
}

/** 100,000 labels take about 100 MB. */
const MAX_BYTES = 256 * 2 ** 20
const LARGEST_COUNT = 2 ** 32 - 1

/**
 * Reads the class statistics of a dataset: `sample_class_stats.json`, or `samples_with_class.json` where that is all there is.
 * Null where there is neither. Nothing is opened by a name that stands in the files.
 *
 * @throws LabelError where the file can't be used as a whole
 */
export async function readRcsStatistics(root: string): Promise<RcsStatistics | null> {
  for (const [name, collect] of [
    [STATS_FILE, collectStats],
    [SAMPLES_FILE, collectSamplesWithClass],
  ] as const) {
    const file = path.join(root, name)
    const content = await readJson(file, root)
    if (content === undefined) continue
    const collected = collect(content)
    if (!collected) throw unusable(file, `holds no ${name === STATS_FILE ? 'list' : 'object'}`)
    return { path: file, samples: samplesOf(collected), ignored: ignoredOf(collected) }
  }
  return null
}

async function readJson(file: string, root: string): Promise<unknown> {
  const found = await statOf(file)
  if (!found) return undefined
  if (!isWithin(await realpath(root), await realpath(file))) throw unusable(file, 'is a link to outside of its source')
  if (!found.isFile()) throw unusable(file, 'is no regular file')
  if (found.size > MAX_BYTES) throw unusable(file, `has ${found.size} bytes, more than the 256 MiB that are read`)
  const bytes = await readInputFile(file, 'class statistics', LabelError)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw unusable(file, 'is no JSON, or is cut off')
  }
}

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unusable(file, `can't be reached (${code})`)
  }
}

const unusable = (file: string, reason: string): LabelError =>
  new LabelError(`${shown(file)} ${reason}; write it again or remove it, the labels themselves are read anyway.`, file)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_COUNT

/** The train id that a key names, as DAFormer writes it. */
function trainIdOfKey(key: string): TrainId | undefined {
  const value = Number(key)
  return isTrainId(value) && String(value) === key ? value : undefined
}

/** A path's last part; paths of Windows have backslashes alone. */
const nameOf = (file: string): string => file.slice(file.lastIndexOf(file.includes('/') ? '/' : '\\') + 1)

interface Collected {
  readonly byName: Map<string, Uint32Array>
  readonly ambiguous: Set<string>
  malformed: number
  unknownClasses: number
}

function samplesOf({ byName, ambiguous }: Collected): RcsSample[] {
  return [...byName]
    .filter(([name, counts]) => !ambiguous.has(name) && counts.some((count) => count > 0))
    .map(([file, classPixels]) => ({ file, classPixels }))
}

const ignoredOf = ({ malformed, ambiguous, unknownClasses }: Collected): IgnoredRcsEntries => ({
  malformed,
  ambiguous: ambiguous.size,
  unknownClasses,
})

const noEntries = (): Collected => ({ byName: new Map(), ambiguous: new Set(), malformed: 0, unknownClasses: 0 })

/** `[{"0": 812345, "13": 4021, "file": "..."}]`; null for anything but a list. */
function collectStats(content: unknown): Collected | null {
  if (!Array.isArray(content)) return null
  const collected = noEntries()
  for (const entry of content as unknown[]) {
    const file = isRecord(entry) && typeof entry.file === 'string' ? nameOf(entry.file) : ''
    const counts = isRecord(entry) ? countsOfEntry(entry, collected) : null
    if (file === '' || counts === null) {
      collected.malformed++
      continue
    }
    const before = collected.byName.get(file)
    if (before?.some((count, trainId) => count !== counts[trainId])) collected.ambiguous.add(file)
    collected.byName.set(file, counts)
  }
  return collected
}

/** The counts of one entry by train id; null where one is no number of pixels. */
function countsOfEntry(entry: Record<string, unknown>, collected: Collected): Uint32Array | null {
  const counts = new Uint32Array(trainIds.length)
  for (const [key, value] of Object.entries(entry)) {
    if (key === 'file') continue
    const trainId = trainIdOfKey(key)
    if (trainId === undefined) collected.unknownClasses++
    else if (isCount(value)) counts[trainId] = value
    else return null
  }
  return counts
}

/** `{"13": [["...", 4021]]}`; null for anything but an object. */
function collectSamplesWithClass(content: unknown): Collected | null {
  if (!isRecord(content)) return null
  const collected = noEntries()
  for (const [key, samples] of Object.entries(content)) {
    const trainId = trainIdOfKey(key)
    if (trainId === undefined) collected.unknownClasses++
    else if (Array.isArray(samples)) for (const sample of samples as unknown[]) addSample(sample, trainId, collected)
    else collected.malformed++
  }
  return collected
}

function addSample(sample: unknown, trainId: TrainId, collected: Collected): void {
  const [file, count] = Array.isArray(sample) ? (sample as unknown[]) : []
  const name = typeof file === 'string' ? nameOf(file) : ''
  if (name === '' || !isCount(count)) {
    collected.malformed++
    return
  }
  const counts = collected.byName.get(name) ?? new Uint32Array(trainIds.length)
  if (counts[trainId] !== 0 && counts[trainId] !== count) collected.ambiguous.add(name)
  counts[trainId] = count
  collected.byName.set(name, counts)
}

/** What `readRcsStatistics` left out, as a sentence; null where nothing was. */
export function ignoredSentence({ path: file, ignored }: RcsStatistics): string | null {
  const parts = [
    [ignored.malformed, 'without a name or with a count that is no number of pixels'],
    [ignored.ambiguous, 'with a name that occurs again with other counts'],
    [ignored.unknownClasses, 'for a class that is no train id from 0 to 18'],
  ] as const
  const found = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return found.length === 0 ? null : `${shown(file)}: entries were ignored: ${found.join(', ')}.`
}

/** DAFormer's minimum at the size of GTA5 and Cityscapes; labels of 1024x512 want about 860. */
export const DEFAULT_MIN_PIXELS = 3000

export interface WrittenRcsFiles {
  readonly files: readonly string[]
  readonly samples: number
  /** Where DAFormer would refuse the files at this minimum: for which classes, and what to do. */
  readonly warning: string | null
}

/**
 * Writes both files into a folder, each whole or not at all, sorted by file: the classes that a label shows, and the labels
 * that show a class. The same samples give the same bytes.
 *
 * @param minPixels the minimum that rare class sampling will be used with, for the warning
 * @throws UsageError where two labels have one name or a name has a backslash; WriteError
 */
export async function writeRcsFiles(
  folder: string,
  samples: readonly RcsSample[],
  minPixels: number = DEFAULT_MIN_PIXELS,
): Promise<WrittenRcsFiles> {
  const sorted = samples.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)))
  checkNames(sorted)
  const stats = path.join(folder, STATS_FILE)
  const withClass = path.join(folder, SAMPLES_FILE)
  await writeFileAtomically(stats, `[${sorted.map(statsLine).join(',')}\n]\n`)
  await writeFileAtomically(withClass, `{${samplesWithClass(sorted).join(',')}\n}\n`)
  return { files: [stats, withClass], samples: sorted.length, warning: shortfall(sorted, minPixels) }
}

function checkNames(samples: readonly RcsSample[]): void {
  const byName = new Map<string, string>()
  for (const { file } of samples) {
    if (file.includes('\\')) {
      throw new UsageError(
        `${shown(file)} has a backslash, which DAFormer reads otherwise on Windows; rename the label.`,
        file,
      )
    }
    const name = nameOf(file)
    const other = byName.get(name)
    if (other !== undefined) {
      throw new UsageError(
        `${shown(other)} and ${shown(file)} have one name, by which DAFormer tells labels apart; write the files of one dataset at a time.`,
        file,
      )
    }
    byName.set(name, file)
  }
}

const presentIn = ({ classPixels }: RcsSample): TrainId[] => trainIds.filter((trainId) => classPixels[trainId]! > 0)

function statsLine(sample: RcsSample): string {
  const counts = presentIn(sample).map((trainId) => `"${trainId}": ${sample.classPixels[trainId]}`)
  return `\n{${[...counts, `"file": ${JSON.stringify(sample.file)}`].join(', ')}}`
}

function samplesWithClass(samples: readonly RcsSample[]): string[] {
  return trainIds.flatMap((trainId) => {
    const lines = samples
      .filter(({ classPixels }) => classPixels[trainId]! > 0)
      .map(({ file, classPixels }) => `\n  [${JSON.stringify(file)}, ${classPixels[trainId]}]`)
    return lines.length === 0 ? [] : [`\n"${trainId}": [${lines.join(',')}\n]`]
  })
}

/** DAFormer's rule: every class that is present needs one label with more pixels of it than the minimum. */
function shortfall(samples: readonly RcsSample[], minPixels: number): string | null {
  const most = trainIds.map((trainId) =>
    samples.reduce((found, { classPixels }) => Math.max(found, classPixels[trainId]!), 0),
  )
  const short = trainIds.filter((trainId) => most[trainId]! > 0 && most[trainId]! <= minPixels)
  if (short.length === 0) return null
  const names = short.map((trainId) => `${classNames[trainId]} (at most ${most[trainId]})`)
  return (
    `DAFormer needs a label with more than ${minPixels} pixels for every class that is present, but none has that many of ` +
    `${names.join(', ')}; use min_pixels of ${Math.min(...short.map((trainId) => most[trainId]!)) - 1}, or add images that show more.`
  )
}

import { createHash } from 'node:crypto'
import { link, lstat, mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { WrittenPair } from '../dataset.ts'
import { isPlainPath, readManifest } from '../manifest.ts'

/** The pairs that an interrupted export has written; a line that was cut off is none. */
export async function readJournal(file: string): Promise<Map<string, WrittenPair>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const pairs = new Map<string, WrittenPair>()
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const pair = JSON.parse(line) as WrittenPair
      if (Object.keys(pair.files).every(isPlainPath)) pairs.set(pair.pair, pair)
    } catch {
      // a line that was cut off by the end of its process: its pair is written again
    }
  }
  return pairs
}

export async function pairsOfManifest(file: string): Promise<Map<string, WrittenPair>> {
  const { pairs } = await readManifest(file)
  return new Map(pairs.map((pair) => [pair.pair, pair]))
}

/** Says which pairs are whole, one line each. */
export class Journal {
  readonly #file: FileHandle
  #written: Promise<void> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(file: string): Promise<Journal> {
    return new Journal(await open(file, 'a'))
  }

  /** One after the other, whoever asks. @throws where the disk takes no more */
  record(pair: WrittenPair): Promise<void> {
    const line = `${JSON.stringify(pair)}\n`
    const written = this.#written.then(() => this.#file.appendFile(line))
    // whoever waits for this line hears of its failure; the next one is tried all the same
    this.#written = written.catch(() => undefined)
    return written
  }

  async close(): Promise<void> {
    await this.#written
    await this.#file.close()
  }
}

/**
 * Brings the files of a pair that was written before into the dataset, where they still are what they were: those that are there already
 * stay, others become hard links (or are missed, where the disk has none).
 */
export async function reuse(pair: WrittenPair, from: string, dataset: string): Promise<boolean> {
  for (const [relative, { sha256, bytes }] of Object.entries(pair.files)) {
    const file = path.join(from, relative)
    const isFile = await lstat(file).then(
      (found) => found.isFile(),
      () => false,
    )
    const content = isFile ? await readFile(file).catch(() => null) : null
    if (content?.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256) return false
  }
  if (from === dataset) return true
  for (const relative of Object.keys(pair.files)) {
    const to = path.join(dataset, relative)
    await mkdir(path.dirname(to), { recursive: true })
    try {
      await link(path.join(from, relative), to)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

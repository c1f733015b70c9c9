import { createHash } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { link, mkdir, readFile } from 'node:fs/promises'
import { once } from 'node:events'
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
  readonly #stream: WriteStream

  constructor(file: string) {
    this.#stream = createWriteStream(file, { flags: 'a' })
    // an error comes again at the end
    this.#stream.on('error', () => undefined)
  }

  async record(pair: WrittenPair): Promise<void> {
    if (!this.#stream.write(`${JSON.stringify(pair)}\n`)) await once(this.#stream, 'drain')
  }

  async close(): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored
    this.#stream.end()
    await once(this.#stream, 'close')
  }
}

/**
 * Brings the files of a pair that was written before into the dataset, where they still are what they were: those that are there already
 * stay, others become hard links (or are missed, where the disk has none).
 */
export async function reuse(pair: WrittenPair, from: string, dataset: string): Promise<boolean> {
  for (const [relative, { sha256, bytes }] of Object.entries(pair.files)) {
    const content = await readFile(path.join(from, relative)).catch(() => null)
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

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { LabelError } from '../../shared/errors.ts'

/** One line for the export, then one for each pair and for each other file: `manifest.jsonl` at the top of a dataset. */
export const MANIFEST = 'manifest.jsonl'
const FORMAT = 1

const fileFacts = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) }).readonly()
export type FileFacts = z.infer<typeof fileFacts>

const headLine = z.object({ kind: z.literal('export'), format: z.literal(FORMAT) })
const pairLine = z.object({
  kind: z.literal('pair'),
  pair: z.string().max(300),
  split: z.enum(['train', 'val']),
  /** Of what the bytes of its files depend on. */
  key: z.string().max(100),
  width: z.int().min(1),
  height: z.int().min(1),
  /** By path relative to the dataset, with forward slashes. */
  files: z.record(z.string(), fileFacts),
  /** [20] pixels of train ids 0 to 18 and of void. */
  classPixels: z.array(z.int().min(0)).length(20),
})
const fileLine = z.object({ kind: z.literal('file'), path: z.string(), ...fileFacts.unwrap().shape })
const line = z.discriminatedUnion('kind', [headLine, pairLine, fileLine])

export type ManifestPair = z.infer<typeof pairLine>

/** What an export says of a pair beside what is checked. */
export type PairOrigin = Readonly<Record<string, unknown>>

export interface Manifest {
  readonly pairs: readonly ManifestPair[]
  /** All files but the manifest itself, by path. */
  readonly files: ReadonlyMap<string, FileFacts>
}

export const headOf = (facts: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ kind: 'export', format: FORMAT, ...facts })
export const pairLineOf = (pair: Omit<ManifestPair, 'kind'>, origin: PairOrigin): string =>
  JSON.stringify({ kind: 'pair', ...pair, ...origin })
export const fileLineOf = (path: string, facts: FileFacts): string => JSON.stringify({ kind: 'file', path, ...facts })

/** `TREE/SPLIT/CITY/PAIR_...` */
function isOfPair(path: string, pair: string, split: string): boolean {
  const [, ofSplit, city, name = '', ...deeper] = path.split('/')
  return ofSplit === split && name.startsWith(`${pair}_`) && pair.startsWith(`${city}_`) && deeper.length === 0
}

/** Whether a path of a manifest names a file of the dataset: no folder upwards, no drive, no empty part. */
export const isPlainPath = (path: string): boolean =>
  !/[\\:\u0000-\u001f]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/**
 * Reads a manifest.
 *
 * @throws LabelError where a line is none of a manifest, or names a file outside of the dataset
 */
export async function readManifest(file: string): Promise<Manifest> {
  const pairs: ManifestPair[] = []
  const files = new Map<string, FileFacts>()
  let number = 0
  const refuse = (reason: string): LabelError =>
    new LabelError(
      `${file}, line ${number}: ${reason}; export again, or remove the manifest to check the files alone.`,
      file,
    )
  const add = (path: string, facts: FileFacts): void => {
    if (!isPlainPath(path)) throw refuse(`${JSON.stringify(path)} leads out of the dataset`)
    if (files.has(path)) throw refuse(`${path} is listed twice`)
    files.set(path, facts)
  }
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number++
    const read = line.safeParse(jsonOf(text))
    if (!read.success) throw refuse('no line of a manifest')
    if (number === 1 && read.data.kind !== 'export') throw refuse('expected the line of the export first')
    if (number > 1 && read.data.kind === 'export') throw refuse('the line of an export stands there again')
    if (read.data.kind === 'file') add(read.data.path, { sha256: read.data.sha256, bytes: read.data.bytes })
    if (read.data.kind !== 'pair') continue
    pairs.push(read.data)
    const { pair, split } = read.data
    for (const [path, facts] of Object.entries(read.data.files)) {
      add(path, facts)
      if (!isOfPair(path, pair, split)) throw refuse(`${path} is no file of the pair ${pair} in ${split}`)
    }
  }
  if (number === 0) throw refuse('it is empty')
  return { pairs, files }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { closeSync, cpSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import path from 'node:path'

interface Node {
  readonly files?: Readonly<Record<string, Node>>
  readonly size?: number
  readonly offset?: string
  readonly unpacked?: boolean
}

interface ArchivedFile {
  readonly size: number
  /** From the start of the archive; null where the file lies beside it. */
  readonly offset: number | null
}

/** The files of an asar archive by their path in it. */
export function archivedFiles(archive: string): ReadonlyMap<string, ArchivedFile> {
  const file = openSync(archive, 'r')
  // two pickles: how long the second is, and the second, a JSON with its own length before it
  const lengths = Buffer.alloc(16)
  readSync(file, lengths, 0, 16, 0)
  const json = Buffer.alloc(lengths.readUInt32LE(12))
  readSync(file, json, 0, json.length, 16)
  closeSync(file)
  const start = 8 + lengths.readUInt32LE(4)
  return new Map(filesOf(JSON.parse(json.toString()) as Node, '', start))
}

function* filesOf({ files = {} }: Node, folder: string, start: number): Generator<[string, ArchivedFile]> {
  for (const [name, node] of Object.entries(files)) {
    if (node.files) yield* filesOf(node, `${folder}${name}/`, start)
    else yield [`${folder}${name}`, { size: node.size!, offset: node.unpacked ? null : start + Number(node.offset) }]
  }
}

/** Writes what is in the archive, and what lies beside it, to one folder: what a program in Electron sees under the archive's name. */
export function extractArchive(archive: string, to: string): void {
  const content = readFileSync(archive)
  for (const [name, { size, offset }] of archivedFiles(archive)) {
    const target = path.join(to, name)
    mkdirSync(path.dirname(target), { recursive: true })
    if (offset === null) cpSync(path.join(`${archive}.unpacked`, name), target)
    else writeFileSync(target, content.subarray(offset, offset + size))
  }
}

import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { folderWith } from '../temporary-workspace.ts'
import { drawnImages } from '../walks/drawn-tree.ts'

const PAGE = 4096

/** Adds a source of so many images. */
export async function addImages(catalog: Catalog, count: number, name: string): Promise<void> {
  const sourceId = await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5', name })
  const walk = beginWalk(catalog.database, sourceId)
  recordBatch(walk, { images: drawnImages(count), problems: [] })
  endWalk(walk)
}

function overwrite(file: string, offset: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+')
  try {
    writeSync(descriptor, bytes, 0, bytes.length, offset)
  } finally {
    closeSync(descriptor)
  }
}

/** Zeros the last page of a table or index; a log beside the file stays as it is, for a copy is looked into. */
function zeroPageOf(file: string, name: string): void {
  const copy = `${file}.copy`
  copyFileSync(file, copy)
  const database = new Database(copy)
  const page = database.prepare('SELECT max(pageno) FROM dbstat WHERE name = ?').pluck().get(name) as number
  database.close()
  rmSync(copy)
  overwrite(file, (page - 1) * PAGE, Buffer.alloc(PAGE))
}

/** Damages an index alone: the rows themselves are whole. */
export const damageIndex = (file: string, index: string): void => zeroPageOf(file, index)

/** Ways in which disks and people damage a file; each is found when it is opened or checked. */
export const damages: Readonly<Record<string, (file: string) => void>> = {
  'cut off in the middle': (file) => truncateSync(file, Math.floor(statSync(file).size / 2 / PAGE) * PAGE),
  'cut off within a page': (file) => truncateSync(file, statSync(file).size - 1_000),
  empty: (file) => truncateSync(file, 0),
  'with a page of zeros': (file) => zeroPageOf(file, 'image'),
  'with its schema gone': (file) => overwrite(file, 100, Buffer.alloc(PAGE - 100)),
  'with a garbage header': (file) => overwrite(file, 0, Buffer.alloc(100, 0xa5)),
  'overwritten by text': (file) => writeFileSync(file, 'not a database\n'.repeat(10_000)),
  'shuffled pages': (file) => {
    const bytes = readFileSync(file)
    const [one, two] = [bytes.subarray(3 * PAGE, 4 * PAGE), bytes.subarray(8 * PAGE, 9 * PAGE)]
    writeFileSync(
      file,
      Buffer.concat([
        bytes.subarray(0, 3 * PAGE),
        two,
        bytes.subarray(4 * PAGE, 8 * PAGE),
        one,
        bytes.subarray(9 * PAGE),
      ]),
    )
  },
}

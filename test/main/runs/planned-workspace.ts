import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { CatalogDatabase } from '../../../src/main/catalog/database.ts'
import type { Catalog } from '../../../src/main/catalog/opening.ts'
import { addSource } from '../../../src/main/catalog/sources/source-changes.ts'
import { addRun, type NewRun } from '../../../src/main/catalog/transfers/runs.ts'
import { layInBlocks } from '../../../src/main/runs/plan/blocks.ts'
import { resolveSettings } from '../../../src/shared/settings-schema.ts'
import { beginWalk, endWalk, recordBatch } from '../../../src/main/catalog/walks/walk-records.ts'
import type { FoundImage } from '../../../src/main/datasets/layout.ts'
import type { EngineOptions } from '../../../src/main/engine/client.ts'
import { readPngText } from '../../../src/main/imaging/write-image.ts'
import { startBlockEngine, type BlockEngine } from '../../../src/main/runs/runner/block-engine.ts'

/** Files with bytes of their own; for the stand-in engine they need be no pictures. */
function drawSource(folder: string, name: string, count: number): FoundImage[] {
  mkdirSync(path.join(folder, name), { recursive: true })
  return Array.from({ length: count }, (_, index) => {
    const frame = String(index).padStart(5, '0')
    writeFileSync(path.join(folder, name, `${frame}.png`), `${name} ${frame}`)
    return {
      ...{
        path: `${name}/${frame}.png`,
        bytes: name.length + 6,
        modifiedMs: 1,
        label: null,
        condition: 'clear' as const,
      },
      ...{ split: null, sequence: null, frame },
    }
  })
}

export interface TwoSources {
  readonly contents: readonly number[]
  readonly references: readonly number[]
  readonly contentRoot: string
  readonly referenceRoot: string
}

/** Sources of contents and of references in a folder beside the workspace. */
export async function addSources(
  catalog: Catalog,
  folder: string,
  { contents, references }: { readonly contents: number; readonly references: number },
): Promise<TwoSources> {
  const add = async (name: string, count: number): Promise<{ ids: number[]; root: string }> => {
    const root = path.join(folder, `${name}-source`)
    const images = drawSource(root, name, count)
    const source = await addSource(catalog, { root, layout: 'folder' })
    const walk = beginWalk(catalog.database, source)
    recordBatch(walk, { images, problems: [] })
    endWalk(walk)
    const ids = catalog.database.prepare('SELECT id FROM image WHERE source_id = ? ORDER BY path').pluck().all(source)
    return { ids: ids as number[], root }
  }
  const content = await add('content', contents)
  const reference = await add('reference', references)
  return { contents: content.ids, references: reference.ids, contentRoot: content.root, referenceRoot: reference.root }
}

const settings = resolveSettings({ size: [64, 64], steps: 4, skip: 1 })

/** All contents with all references, in blocks of 2 x 2. */
export function newRun({ contents, references }: TwoSources, over: Partial<NewRun> = {}): NewRun {
  const pairs = contents.flatMap((content) =>
    references.map((reference) => ({ condition: 'fog' as const, content, reference, settings: 0 })),
  )
  const blockShape = { contents: 2, references: 2 }
  return {
    uid: createHash('md5')
      .update(JSON.stringify(over.name ?? 'run'))
      .digest('hex'),
    name: 'A run',
    plan: { model: null, provider: 'cpu', precision: 'fp32', blockShape, board: null, sampling: null },
    afterCrash: 'go-on',
    settings: [{ settings, preset: null, presetVersion: null }],
    transfers: layInBlocks(pairs, blockShape),
    start: 'now',
    ...over,
  }
}

export const queueRun = (catalog: Catalog, sources: TwoSources, over: Partial<NewRun> = {}): number =>
  addRun(catalog.database, newRun(sources, over))

export const standIn = (options: EngineOptions = {}): BlockEngine =>
  startBlockEngine({
    entry: fileURLToPath(new URL('stand-in-engine.ts', import.meta.url)),
    graceMilliseconds: 200,
    ...options,
  })

interface StoredTransfer {
  readonly id: number
  readonly position: number
  readonly state: string
  readonly attempts: number
  readonly error: string | null
  readonly output: string | null
  readonly sha256: Buffer | null
}

export const transfersOf = (database: CatalogDatabase, run: number): StoredTransfer[] =>
  database
    .prepare(
      'SELECT id, position, state, attempts, error, output, sha256 FROM transfer WHERE run_id = ? ORDER BY position',
    )
    .all(run) as StoredTransfer[]

/** Pictures by their position: the compressed pixels, without what tells of time. Every file is checked against its row. */
export async function picturesOf({ database, workspace }: Catalog, run: number): Promise<Map<number, string>> {
  const pictures = new Map<number, string>()
  for (const { position, output, sha256 } of transfersOf(database, run)) {
    if (output === null) continue
    const file = path.join(workspace.folder, output)
    const bytes = readFileSync(file)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256!.toString('hex'))
    assert.ok('inputs' in (JSON.parse((await readPngText(file))['weatherglass']!) as object))
    const pixels = bytes.subarray(bytes.indexOf('IDAT'))
    pictures.set(position, createHash('sha256').update(pixels).digest('hex'))
  }
  return pictures
}

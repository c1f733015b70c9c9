import { copyFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startIndexing } from '../../../../../src/main/catalog/indexing/indexer.ts'
import { openCatalog, type Catalog } from '../../../../../src/main/catalog/opening.ts'
import { checkCatalog } from '../../../../../src/main/catalog/safety/maintenance.ts'
import { addSource } from '../../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../../src/main/catalog/sources/sources.ts'
import { openWorkspace } from '../../../../../src/main/catalog/workspace/workspace.ts'
import { startChild } from '../../processes/child-process.ts'
import { newCatalog, opened, temporaryFolder } from '../../temporary-workspace.ts'
import { useDemoTrees } from '../demo-trees.ts'
import { indexedState, treeChecksum } from '../indexed-state.ts'

const soak = process.env['WEATHERGLASS_SOAK'] !== undefined
const rounds = soak ? 50 : 10
const program = new URL('index-until-killed.ts', import.meta.url)
const demo = useDemoTrees()

/** Enough small frames that they are recorded in several batches of a hundred, however fast the machine. */
const FRAMES = 300

/** The drawn GTA5 tree, its eight frames over and over under new names, in a folder of its own. */
function manyFrames(): string {
  const root = path.join(temporaryFolder(), 'gta5')
  for (const folder of ['images', 'labels']) {
    const from = path.join(demo().gta5, folder)
    mkdirSync(path.join(root, folder), { recursive: true })
    const names = readdirSync(from).sort()
    for (let frame = 0; frame < FRAMES; frame++)
      copyFileSync(
        path.join(from, names[frame % names.length]!),
        path.join(root, folder, `${String(frame + 1).padStart(5, '0')}.png`),
      )
  }
  return root
}

async function workspaceWith(gta5: string, acdc: string): Promise<string> {
  const catalog = await newCatalog()
  await addSource(catalog, { root: gta5, layout: 'gta5' })
  await addSource(catalog, { root: acdc, layout: 'acdc' })
  catalog.close()
  return catalog.workspace.folder
}

function copyOf(workspace: string): string {
  const copy = path.join(temporaryFolder(), 'ws')
  cpSync(workspace, copy, { recursive: true })
  return copy
}

/** Indexes in a process of its own until `moment` comes; how many milliseconds it took, or undefined where it was killed. */
async function killed(workspace: string, moment: () => Promise<unknown>): Promise<number | undefined> {
  const child = startChild(program, [workspace])
  await child.said('begun')
  const start = performance.now()
  await Promise.race([moment(), child.ended])
  child.process.kill('SIGKILL')
  const { lines, errors } = await child.ended
  expect(errors).toBe('')
  return lines.includes('done') ? performance.now() - start : undefined
}

/** Resolves when at least so many images are recorded as read, seen from this process. */
async function untilRead(workspace: string, images: number): Promise<void> {
  const catalog = await openCatalog(await openWorkspace(workspace))
  while (countRead(catalog) < images) await sleep(2)
  catalog.close()
}

const idsOf = ({ database }: Catalog) =>
  listSources(database)
    .map(({ id }) => id)
    .sort()
const countRead = ({ database }: Catalog) => listSources(database).reduce((sum, { read }) => sum + read, 0)

it(
  'kill -9 at any moment of indexing leaves a sound catalog, and the next run comes to what an undisturbed one does',
  { timeout: soak ? 1_800_000 : 600_000 },
  async () => {
    const sources = [manyFrames(), demo().acdc] as const
    const workspace = await workspaceWith(...sources)
    const before = sources.map(treeChecksum)
    const undisturbed = copyOf(workspace)
    const whole = await killed(undisturbed, () => new Promise(() => {}))
    const reference = await opened(await openWorkspace(undisturbed))
    const expected = indexedState(reference.database, reference.workspace)
    for (let round = 0; round < rounds; round++) {
      const folder = copyOf(workspace)
      if (round === 0) await killed(folder, () => Promise.resolve())
      else if (round % 2 === 1) await killed(folder, () => untilRead(folder, 1 + Math.floor(Math.random() * FRAMES)))
      else await killed(folder, () => sleep(Math.random() * whole!))
      const catalog = await openCatalog(await openWorkspace(folder))
      await checkCatalog(catalog)
      const revisions = revisionsOfRead(catalog)
      await startIndexing(catalog, idsOf(catalog), { readers: 2 })
      expect(indexedState(catalog.database, catalog.workspace)).toEqual(expected)
      expect(revisionsOfRead(catalog)).toEqual(expect.objectContaining(revisions))
      catalog.close()
    }
    expect(sources.map(treeChecksum)).toEqual(before)
  },
)

/** Images that are read, by id: a revision that stays says that an image wasn't read again. */
function revisionsOfRead({ database }: Catalog): Record<string, number> {
  const rows = database.prepare(`SELECT id, revision FROM image WHERE reading <> 'waiting'`).raw().all()
  return Object.fromEntries(rows as [number, number][])
}

it('a process that is killed frees the sources that it indexed', async () => {
  const folder = await workspaceWith(demo().gta5, demo().acdc)
  const child = startChild(program, [folder])
  await child.said('begun')
  const catalog = await opened(await openWorkspace(folder))
  while (listSources(catalog.database).every(({ images }) => images === 0)) await sleep(5)
  child.process.kill('SIGSTOP')
  await expect(startIndexing(catalog, idsOf(catalog), { readers: 1 })).rejects.toThrow('is being indexed by another')
  child.process.kill('SIGKILL')
  await child.ended
  await startIndexing(catalog, idsOf(catalog), { readers: 2 })
  expect(listSources(catalog.database)).toMatchObject([{ waiting: 0 }, { waiting: 0 }])
})

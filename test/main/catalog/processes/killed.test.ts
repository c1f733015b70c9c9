import { cpSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCatalog, type Catalog } from '../../../../src/main/catalog/opening.ts'
import { listBackups } from '../../../../src/main/catalog/safety/backup-files.ts'
import { backUp } from '../../../../src/main/catalog/safety/backups.ts'
import { checkCatalog, inMaintenanceThread } from '../../../../src/main/catalog/safety/maintenance.ts'
import { restoreNewestBackup } from '../../../../src/main/catalog/safety/recovery.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { backupsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace, openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { damages } from '../safety/damage.ts'
import { folderWith, newCatalog, opened, temporaryFolder } from '../temporary-workspace.ts'
import { treeAfter, treeBefore, walkTree } from '../walks/changed-tree.ts'
import { startChild } from './child-process.ts'

const soak = process.env['WEATHERGLASS_SOAK'] !== undefined
const program = new URL('work-until-killed.ts', import.meta.url)

/** Runs a piece of work and kills it after so many milliseconds; how many it took, or undefined where it was not done by then. */
async function killed(work: string, folder: string, milliseconds: number): Promise<number | undefined> {
  const child = startChild(program, [work, folder])
  await child.said('begun')
  const start = performance.now()
  const timer = setTimeout(() => child.process.kill('SIGKILL'), milliseconds)
  const { lines, errors } = await child.ended
  clearTimeout(timer)
  expect(errors).toBe('')
  return lines.includes('done') ? performance.now() - start : undefined
}

/** Kills a piece of work at moments spread over the time that it takes, each time in a copy of the workspace. */
async function killedAtMoments(
  { work, rounds, folder }: { readonly work: string; readonly rounds: number; readonly folder: string },
  afterwards: (folder: string) => Promise<void>,
): Promise<void> {
  const copy = (): string => {
    const copied = path.join(temporaryFolder(), 'ws')
    cpSync(folder, copied, { recursive: true })
    return copied
  }
  const whole = await killed(work, copy(), 600_000)
  for (let round = 0; round < rounds; round++) {
    const copied = copy()
    await killed(work, copied, round === 0 ? 0 : (Math.random() + round) * (whole! / rounds))
    await afterwards(copied)
  }
}

/** All that a walk writes, without the numbers that tell how often it was begun. Images that were there before by their ids. */
function contents({ database }: Catalog, idsBefore: number): unknown {
  return {
    images: database
      .prepare(
        `SELECT iif(id <= ?, id, 0) AS id, path, label_path, label_encoding, condition, bytes, modified_ms, label_bytes,
          label_modified_ms, missing, reading, hex(partial_hash) AS hash, luminance, has_problem FROM image ORDER BY path, id`,
      )
      .all(idsBefore),
    problems: database
      .prepare(
        `SELECT problem.path, problem, message, found_by, image.path AS image FROM problem
        LEFT JOIN image ON image.id = image_id ORDER BY problem.path, problem`,
      )
      .all(),
    sources: database
      .prepare('SELECT missing, walk = whole_walk AS whole, walked_utc IS NULL AS never FROM source')
      .all(),
  }
}

async function walkedAndRead(): Promise<Catalog> {
  const catalog = await newCatalog()
  await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5', name: 'GTA5' })
  await walkTree(catalog.database, 1, treeBefore)
  catalog.database.exec(`UPDATE image SET reading = 'done', partial_hash = zeroblob(32), luminance = id`)
  catalog.close()
  return catalog
}

describe('a process that is killed', { timeout: soak ? 1_800_000 : 300_000 }, () => {
  it('while it records a walk leaves a sound catalog, and the next walk comes to what an undisturbed one does', async () => {
    const { workspace } = await walkedAndRead()
    const undisturbed = path.join(temporaryFolder(), 'ws')
    cpSync(workspace.folder, undisturbed, { recursive: true })
    const expected = await opened(await openWorkspace(undisturbed))
    const idsBefore = treeBefore.images.length
    expect(await walkTree(expected.database, 1, treeAfter)).toMatchObject({
      images: 1_950,
      changed: 300,
      described: 300,
      unchanged: 600,
      moved: 300,
      vanished: 300,
      added: 450,
    })
    await killedAtMoments({ work: 'walk', rounds: soak ? 50 : 10, folder: workspace.folder }, async (folder) => {
      const catalog = await openCatalog(await openWorkspace(folder))
      await checkCatalog(catalog)
      await walkTree(catalog.database, 1, treeAfter)
      expect(contents(catalog, idsBefore)).toEqual(contents(expected, idsBefore))
      catalog.close()
    })
  })

  it('while it makes a workspace leaves one that can be made', async () => {
    await killedAtMoments({ work: 'create', rounds: soak ? 20 : 4, folder: temporaryFolder() }, async (folder) => {
      const catalog = await openCatalog(await createWorkspace(folder))
      await checkCatalog(catalog)
      catalog.close()
    })
  })

  it('while it takes a backup leaves a whole one or none', async () => {
    const { workspace } = await walkedAndRead()
    await killedAtMoments({ work: 'backup', rounds: soak ? 20 : 4, folder: workspace.folder }, async (folder) => {
      const catalog = await openCatalog(await openWorkspace(folder))
      catalog.close()
      const backups = listBackups(backupsFolder({ folder }))
      expect(readdirSync(backupsFolder({ folder }))).toEqual(backups.map(({ file }) => path.basename(file)))
      for (const { file } of backups)
        expect(await inMaintenanceThread({ task: 'check', file, depth: 'full' })).toEqual([])
    })
  })

  it('while it restores a backup can be called again, and loses neither the backup nor the damaged file', async () => {
    const { workspace, file } = await walkedAndRead()
    await backUp(workspace, 'daily')
    damages['with a page of zeros']!(file)
    await killedAtMoments({ work: 'restore', rounds: soak ? 20 : 4, folder: workspace.folder }, async (folder) => {
      const there = { folder }
      await restoreNewestBackup(there).catch((error: Error) => expect(error.message).toContain('nothing was restored'))
      const catalog = await openCatalog(await openWorkspace(folder))
      expect(listSources(catalog.database)).toMatchObject([{ name: 'GTA5', images: 1_800, problems: 200 }])
      catalog.close()
      const kept = readdirSync(backupsFolder(there), { recursive: true })
      expect(kept.filter((name) => String(name).endsWith('catalog.sqlite'))).toHaveLength(1)
      expect(listBackups(backupsFolder(there))).toHaveLength(1)
    })
  })
})

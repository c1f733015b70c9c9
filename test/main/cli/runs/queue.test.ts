import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { tryLeaseEngine } from '../../../../src/main/catalog/transfers/engine-lease.ts'
import { nextRun } from '../../../../src/main/catalog/transfers/queue.ts'
import { addRun } from '../../../../src/main/catalog/transfers/runs.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { readPlanFile, runOfPlanFile } from '../../../../src/main/runs/plan/plan-file.ts'
import { demoTrees } from '../catalog/demo-trees.ts'

const trees = demoTrees()

it('a run whose process is gone is said to be interrupted, one that is computed elsewhere is not', async () => {
  await trees.json('index', trees.gta5)
  await trees.json('index', trees.acdc)
  const plan = path.join(trees.folder, 'plan.json')
  await trees.json('run', '--dry-run', plan, '--condition', 'fog', '--references', '1', '--per-reference', '1')
  const catalog = await openCatalog(await openWorkspace(trees.workspace))
  try {
    const { database, workspace } = catalog
    addRun(database, { ...runOfPlanFile(database, readPlanFile(readFileSync(plan, 'utf8'))), start: 'queued' })
    expect(await trees.json('queue', 'list')).toMatchObject([{ state: 'queued', interrupted: false }])
    nextRun(database)
    expect(await trees.json('queue', 'list')).toMatchObject([{ state: 'running', interrupted: true }])
    expect((await trees.runPlain('queue', 'list', '--workspace', trees.workspace)).stdout).toContain('interrupted')
    const lease = tryLeaseEngine(workspace)
    expect(await trees.json('queue', 'list')).toMatchObject([{ state: 'running', interrupted: false }])
    lease?.release()
  } finally {
    catalog.close()
  }
})

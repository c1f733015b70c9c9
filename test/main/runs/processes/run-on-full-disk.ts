import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { getRun, resumeRun } from '../../../../src/main/catalog/transfers/runs.ts'
import { createWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { Runner } from '../../../../src/main/runs/runner/runner.ts'
import { addSources, queueRun, standIn, transfersOf } from '../planned-workspace.ts'

/**
 * What a run on a full disk comes to: DISK SOURCES. Mounts 24 MB of memory at DISK, so it runs in a mount namespace of its own
 * (`unshare -rm`). Prints a line for each state.
 */
const [disk = '', sourcesFolder = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', disk])
const ballast = path.join(disk, 'ballast')

function leaveFree(bytes: number): void {
  for (let full = false; !full;)
    try {
      appendFileSync(ballast, Buffer.alloc(65_536))
    } catch (error) {
      full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
      if (!full) throw error
    }
  truncateSync(ballast, statSync(ballast).size - bytes)
}

const catalog = await openCatalog(await createWorkspace(path.join(disk, 'ws')))
const sources = await addSources(catalog, sourcesFolder, { contents: 40, references: 20 })
const run = queueRun(catalog, sources)
const work = () =>
  new Runner({ workspace: catalog.workspace, startEngine: () => standIn() }).work(new AbortController().signal)

leaveFree(600_000)
await work()
const { state, reason } = getRun(catalog.database, run)
console.log(`on a full disk: ${state}, ${reason?.message.includes('disk') ? 'for the disk' : reason?.message}`)
const before = transfersOf(catalog.database, run)
console.log(`running: ${before.filter((one) => one.state === 'running').length}`)
console.log(`failed: ${before.filter((one) => one.state === 'failed').length}`)
rmSync(ballast)
resumeRun(catalog.database, run)
await work()
await checkCatalog(catalog)
const after = transfersOf(catalog.database, run)
console.log(
  `with room: ${getRun(catalog.database, run).state}, ${after.filter((one) => one.state === 'done').length} done`,
)
catalog.close()

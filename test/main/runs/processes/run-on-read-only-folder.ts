import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { getRun, resumeRun } from '../../../../src/main/catalog/transfers/runs.ts'
import { outputsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { Runner } from '../../../../src/main/runs/runner/runner.ts'
import { addSources, queueRun, standIn, transfersOf } from '../planned-workspace.ts'

/**
 * What a run comes to whose output folder becomes read-only once it has begun: FOLDER. Mounts over the folder, so it runs in a mount
 * namespace of its own (`unshare -rm`). Prints a line for each state.
 */
const [folder = ''] = process.argv.slice(2)
const catalog = await openCatalog(await createWorkspace(path.join(folder, 'ws')))
const { database, workspace } = catalog
const run = queueRun(catalog, await addSources(catalog, folder, { contents: 4, references: 2 }))
const outputs = outputsFolder(workspace)
execFileSync('mount', ['--bind', outputs, outputs])
const count = (state: string): number => transfersOf(database, run).filter((one) => one.state === state).length

let isReadOnly = false
const onCurrent = (): void => {
  if (isReadOnly) return
  isReadOnly = true
  execFileSync('mount', ['-o', 'remount,bind,ro', outputs])
}
await new Runner({ workspace, startEngine: () => standIn(), onCurrent }).work(new AbortController().signal)
const { state, reason } = getRun(database, run)
const why = /EROFS/.exec(reason?.message ?? '')?.[0] ?? reason?.message
console.log(`read-only: ${state}, ${why}, ${count('running')} running, ${count('failed')} failed`)

execFileSync('umount', [outputs])
resumeRun(database, run)
await new Runner({ workspace, startEngine: () => standIn() }).work(new AbortController().signal)
console.log(`writable: ${getRun(database, run).state}, ${count('done')} done`)
catalog.close()

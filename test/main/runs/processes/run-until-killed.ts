import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { tryLeaseEngine } from '../../../../src/main/catalog/transfers/engine-lease.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { Runner, type RunnerOptions } from '../../../../src/main/runs/runner/runner.ts'
import { standIn } from '../planned-workspace.ts'

/** Works through the queue of a workspace: FOLDER ENGINE-PIDS STEP-MILLISECONDS. */
const [folder = '', pids = '', step = '5'] = process.argv.slice(2)
const catalog = await openCatalog(await openWorkspace(folder))
const lease = tryLeaseEngine(catalog.workspace)
if (!lease) throw new Error('somebody else runs the queue')
const startEngine = () => standIn({ env: { STAND_IN_PIDS: pids, STAND_IN_STEP: step } })
let isWorking = false
const onCurrent: RunnerOptions['onCurrent'] = (current) => {
  if (isWorking || current?.phase !== 'denoise') return
  isWorking = true
  console.log('working')
}
const runner = new Runner({ workspace: catalog.workspace, startEngine, onCurrent, backoffMilliseconds: 10 })
console.log('begun')
await runner.work(new AbortController().signal)
lease.release()
catalog.close()
console.log('done')

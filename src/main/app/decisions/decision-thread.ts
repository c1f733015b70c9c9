/** The thread in which decisions about a workspace are made: the entry that `startDeciding` starts. */
import { parentPort, workerData } from 'node:worker_threads'
import { WeatherglassError } from '../../../shared/errors.ts'
import { connect } from '../../catalog/database.ts'
import { catalogFile, type Workspace } from '../../catalog/workspace/folders.ts'
import { decisions, type DecisionCatalog } from './decisions.ts'
import type { DecisionAnswer, DecisionCall } from './messages.ts'

const workspace = workerData as Workspace
const database = connect(catalogFile(workspace), { durability: 'power-cut' })
const catalog: DecisionCatalog = { database, workspace }
const port = parentPort!

let previous: Promise<unknown> = Promise.resolve()

async function answer({ call, name, request }: DecisionCall): Promise<void> {
  const say = (message: DecisionAnswer): void => port.postMessage(message)
  try {
    const decision = decisions[name] as (catalog: DecisionCatalog, request: unknown) => unknown
    say({ call, result: await decision(catalog, request) })
  } catch (error) {
    if (error instanceof WeatherglassError) say({ call, error: error.describe() })
    else say({ call, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

port.on('message', (message: DecisionCall | 'close') => {
  previous = previous.then(() => {
    if (message !== 'close') return answer(message)
    database.close()
    port.close()
  })
})

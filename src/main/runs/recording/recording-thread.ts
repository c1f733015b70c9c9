/** The thread in which results are written, measured and recorded: the entry that `Recording` starts. */
import { parentPort, workerData } from 'node:worker_threads'
import { WeatherglassError } from '../../../shared/errors.ts'
import { connect } from '../../catalog/database.ts'
import { catalogFile, type Workspace } from '../../catalog/workspace/folders.ts'
import { asCatalogError } from '../../catalog/database-errors.ts'
import { recorder, type RecorderPlace } from './recorder.ts'
import type { RecordingAnswer, RecordingCall } from './recording.ts'

const workspace = workerData as Pick<Workspace, 'folder'>
const file = catalogFile(workspace)
const database = connect(file, { durability: 'crash' })
const port = parentPort!
let previous: Promise<unknown> = Promise.resolve()

async function answer({ call, name, request }: RecordingCall): Promise<void> {
  const say = (message: RecordingAnswer): void => port.postMessage(message)
  try {
    const method = recorder[name] as (place: RecorderPlace, request: unknown) => unknown
    say({ call, result: await method({ database, workspace }, request) })
  } catch (thrown) {
    const error = asCatalogError(thrown, file)
    if (error instanceof WeatherglassError) say({ call, error: error.describe() })
    else say({ call, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

port.on('message', (message: RecordingCall | 'close') => {
  previous = previous.then(() => {
    if (message !== 'close') return answer(message)
    database.close()
    port.close()
  })
})

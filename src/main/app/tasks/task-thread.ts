import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { WeatherglassError } from '../../../shared/errors.ts'
import { detectLayout } from '../../datasets/detect-layout.ts'
import { conditionOfParts } from '../../datasets/names/condition-words.ts'
import { listProviders } from '../../diffusion/session.ts'
import { writeDemoShare } from '../../scenes/demo-data.ts'
import { verifyDataset } from '../../export/verify/verify.ts'
import { planExport, writePlannedExport } from '../exports/export-tasks.ts'
import { clearCache } from '../machine/caches.ts'
import { machineFacts } from '../machine/machine-facts.ts'
import { inspectModelFiles } from './inspect-model.ts'
import type { TaskEvent, TaskName, TaskOrder, TaskProgress, TaskRequest, TaskResult } from './tasks.ts'

type Run<Name extends TaskName> = (
  request: TaskRequest<Name>,
  surroundings: { readonly signal: AbortSignal; readonly onProgress: (progress: TaskProgress) => void },
) => Promise<TaskResult<Name>>

const runs: { readonly [Name in TaskName]: Run<Name> } = {
  guessSource: async ({ folder, layout: as, skip }) => {
    const { root, layout, why } = await detectLayout(folder, { as, skip })
    // a dataset's folders and names say it for each image
    const condition = layout === 'folder' ? conditionOfParts(root.split(path.sep)) : null
    return { folder: root, layout, reason: why, condition }
  },
  inspectModel: ({ path }) => inspectModelFiles(path),
  listProviders: () => Promise.resolve(listProviders()),
  describeMachine: ({ workspace }) => machineFacts(workspace),
  clearCache: ({ cache, workspace }) => clearCache(cache, workspace),
  drawDemo: async ({ out, plan, share }, { signal, onProgress }) => {
    await writeDemoShare({ out, ...plan, signal, onProgress }, share)
  },
  planExport: (task, { signal }) => planExport(task, signal),
  writeExport: (task, surroundings) => writePlannedExport(task, surroundings),
  verifyDataset: ({ folder }, surroundings) => verifyDataset(folder, surroundings),
}

const port = parentPort!
const say = (event: TaskEvent): void => port.postMessage(event)

async function obey<Name extends TaskName>({ task, request }: TaskOrder<Name>): Promise<void> {
  const cancellation = new AbortController()
  port.once('message', () => cancellation.abort())
  const onProgress = ({ done, total }: TaskProgress): void => say({ type: 'progress', progress: { done, total } })
  try {
    say({ type: 'done', result: await runs[task](request, { signal: cancellation.signal, onProgress }) })
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    say({ type: 'failed', error: error.describe() })
  } finally {
    port.close()
  }
}

await obey(workerData as TaskOrder)

import { expect, it, onTestFinished } from 'vitest'
import { Log } from '../../../../src/main/app/log/log-file.ts'
import { QueueService } from '../../../../src/main/app/runs/queue-service.ts'
import { startCatalogQueries } from '../../../../src/main/catalog/queries/catalog-queries.ts'
import type { RunsState } from '../../../../src/shared/runs.ts'
import { newCatalog, temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { addSources, queueRun, standIn } from '../../runs/planned-workspace.ts'

it('works on a run that comes while the engine of the one before is put away', async () => {
  const catalog = await newCatalog()
  const sources = await addSources(catalog, temporaryFolder(), { contents: 2, references: 1 })
  const queries = startCatalogQueries(catalog.workspace)
  const [asked, stopping] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const queue = new QueueService({
    ...{ catalog, queries, log: new Log({ folder: temporaryFolder() }) },
    startEngine: () => {
      const engine = standIn()
      const stop = async (): Promise<void> => {
        asked.resolve()
        await stopping.promise
        await engine.stop()
      }
      return { compute: (order, computing) => engine.compute(order, computing), stop }
    },
  })
  onTestFinished(async () => {
    stopping.resolve()
    await queue.close()
    await queries.close()
  })
  const told = async (isSo: (state: RunsState) => boolean): Promise<void> => {
    for await (const state of queue.watch(new AbortController().signal)) if (isSo(state)) return
  }
  const first = queueRun(catalog, sources, { name: 'first' })
  await asked.promise
  const second = queueRun(catalog, sources, { name: 'second' })
  await told(({ runs }) => runs.length === 2)
  stopping.resolve()
  for (const run of [first, second])
    await told(({ runs }) => runs.some(({ id, state }) => id === run && state === 'done'))
  expect(catalog.database.prepare("SELECT count(*) FROM transfer WHERE state = 'done'").pluck().get()).toBe(4)
})

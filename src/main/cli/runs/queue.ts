import type { Command } from 'commander'
import { UsageError } from '../../../shared/errors.ts'
import type { RunSummary } from '../../../shared/runs.ts'
import { summariseRun, summariseRuns, transferPage } from '../../catalog/transfers/run-reader.ts'
import { getRun, pauseRun, resumeRun, retryTransfers, stopRun } from '../../catalog/transfers/runs.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { tryLeaseEngine } from '../../catalog/transfers/engine-lease.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import {
  printJson,
  printText,
  withCatalog,
  withCatalogOptions,
  type CatalogOptions,
} from '../catalog/opened-catalog.ts'
import { clockTime } from '../progress-bar.ts'
import { counted } from '../counted.ts'
import { textTable } from '../text-table.ts'
import { runReport, runText, workThrough } from './work-through.ts'

export function addQueue(program: Command): void {
  const queue = program
    .command('queue')
    .description('Looks at the runs of a workspace, and pauses, resumes, retries or stops them.')
  const command = (name: string, description: string): Command =>
    withCatalogOptions(queue.command(name).description(description))
  command('list', 'Lists the runs; with --run what failed in one of them.')
    .option('--run <number>', 'its failed and skipped transfers with their reasons')
    .action(list)
  command('pause', 'Finishes what is computed just now and begins nothing further.')
    .argument('<run>')
    .option('--now', 'gives what is computed just now back instead: it is computed again when the run goes on')
    .action(pause)
  command('stop', 'Cancels what is queued; what is done stays.').argument('<run>').action(changing(stopRun))
  command('resume', 'Goes on with a run, here or in the window that runs the queue.').argument('<run>').action(resume)
  command('retry', 'Queues what failed or was cancelled again; resume does it.')
    .argument('<run>')
    .action(changing(retryTransfers))
}

async function list({ run, json, workspace }: CatalogOptions & { readonly run?: string }): Promise<void> {
  await withCatalog({ workspace }, (catalog) => {
    const { database } = catalog
    if (run !== undefined) return listFailures(database, idOf(run), json)
    const runs = withInterrupted(summariseRuns(database), catalog.workspace)
    const { folder } = catalog.workspace
    if (json)
      printJson(
        runs.map((one) => ({ ...runReport(one, folder), ...{ interrupted: one.interrupted, reason: one.reason } })),
      )
    else if (runs.length === 0) printText('No run was planned yet: weatherglass run plans one.')
    else printText(textTable([['run', 'name', 'state', 'done', 'failed', 'left'], ...runs.map(rowOf)]))
  })
}

/** Where nobody runs the queue, a run that is still said to be running was cut off: its process is gone. */
function withInterrupted(runs: readonly RunSummary[], workspace: Workspace): RunSummary[] {
  if (!runs.some(({ state }) => state === 'running')) return [...runs]
  const lease = tryLeaseEngine(workspace)
  lease?.release()
  return runs.map((run) => ({
    ...run,
    interrupted: run.interrupted || (run.state === 'running' && lease !== undefined),
  }))
}

const rowOf = ({ id, name, state, interrupted, counts, transfers, secondsLeft }: RunSummary): string[] => [
  String(id),
  name,
  interrupted ? 'interrupted' : state,
  `${counts.done} of ${transfers}`,
  String(counts.failed),
  state === 'done' || secondsLeft === null ? '' : clockTime(secondsLeft),
]

const PAGE = 1000

function listFailures(database: CatalogDatabase, run: number, json: true | undefined): void {
  const { rows, total } = transferPage(database, {
    run,
    states: ['failed', 'skipped'],
    from: { offset: 0 },
    limit: PAGE,
  })
  if (json) return printJson(rows)
  const lines = rows.map(({ condition, contentName, referenceName, state, error }) => [
    ...[condition, contentName, referenceName, state],
    error?.message ?? '',
  ])
  printText(lines.length === 0 ? 'Nothing failed.' : textTable(lines))
  if (total > rows.length) printText(`  and ${counted(total - rows.length, 'more', 'more')}`)
}

const changing =
  (change: (database: CatalogDatabase, run: number) => unknown) =>
  async (run: string, { json, workspace }: CatalogOptions): Promise<void> => {
    await withCatalog({ workspace }, (catalog) => {
      const { database } = catalog
      const id = idOf(run)
      change(database, id)
      const summary = summariseRun(database, getRun(database, id))
      if (json) printJson(runReport(summary, catalog.workspace.folder))
      else printText(`${summary.name}: ${summary.state}, ${summary.counts.queued} queued, ${summary.counts.done} done`)
    })
  }

const pause = (run: string, { now, ...options }: CatalogOptions & { readonly now?: true }): Promise<void> =>
  changing((database, id) => pauseRun(database, id, now ? 'now' : 'finish-block'))(run, options)

async function resume(run: string, { json, workspace }: CatalogOptions): Promise<void> {
  await withCatalog({ workspace }, async (catalog) => {
    const id = idOf(run)
    resumeRun(catalog.database, id)
    const summary = await workThrough(catalog, id)
    if (json) printJson(runReport(summary, catalog.workspace.folder))
    else printText(runText(summary))
  })
}

/** @throws UsageError */
function idOf(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new UsageError(`Expected the number of a run but received "${text}"; weatherglass queue list shows them.`)
  return Number(text)
}

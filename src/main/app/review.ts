import { transferRevision } from '../catalog/transfers/run-reader.ts'
import { pause } from './rpc/pause.ts'
import { procedures } from './rpc/procedures.ts'
import type { OpenWorkspace } from './workspace/open-workspace.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { review } = procedures

const LOOK_MILLISECONDS = 400

export const reviewCalls = (workspaces: Workspaces) => ({
  page: review.page.handler(({ input, signal }) => workspaces.current.queries.reviewPage(input, { signal })),
  ids: review.ids.handler(({ input, signal }) => workspaces.current.queries.reviewIds(input, { signal })),
  result: review.result.handler(({ input, signal }) =>
    workspaces.current.queries.reviewResult(input.transfer, { signal }),
  ),
  judge: review.judge.handler(({ input }) => workspaces.current.decisions.decide('judge', input)),
  countRule: review.countRule.handler(async ({ input, signal }) => ({
    count: await workspaces.current.queries.countRule(input, { signal }),
  })),
  judgeRule: review.judgeRule.handler(({ input }) => workspaces.current.decisions.decide('judgeByRule', input)),
  history: review.history.handler(() => workspaces.current.decisions.decide('verdictHistory', undefined)),
  undo: review.undo.handler(() => workspaces.current.decisions.decide('undoVerdict', undefined)),
  redo: review.redo.handler(() => workspaces.current.decisions.decide('redoVerdict', undefined)),
  statistics: review.statistics.handler(({ input, signal }) =>
    workspaces.current.queries.reviewStatistics(input.filter, { signal }),
  ),
  rerun: review.rerun.handler(async ({ input }) => ({
    run: await workspaces.current.decisions.decide('rerun', input),
  })),
  exportVerdicts: review.exportVerdicts.handler(({ input, signal }) =>
    workspaces.current.queries.verdictLines(input.filter, { signal }),
  ),
  importVerdicts: review.importVerdicts.handler(({ input }) =>
    workspaces.current.decisions.decide('importVerdicts', input),
  ),
  watch: review.watch.handler(({ signal }) => watchRevision(workspaces.current, signal!)),
})

async function* watchRevision(
  { catalog, closed }: OpenWorkspace,
  signal: AbortSignal,
): AsyncGenerator<{ readonly revision: number }, void> {
  const ending = AbortSignal.any([closed, signal])
  let seen = -1
  while (!ending.aborted) {
    const revision = transferRevision(catalog.database)
    if (revision !== seen) yield { revision }
    seen = revision
    if (!(await pause(LOOK_MILLISECONDS, ending))) return
  }
}

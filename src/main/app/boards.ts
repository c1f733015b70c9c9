import type { Board } from '../../shared/boards.ts'
import { defaultSettings } from '../../shared/settings.ts'
import { trainIdMap } from '../cactif/adain/adain.ts'
import type { CoverSettings } from '../catalog/boards/column-cover.ts'
import type { BoardDecisions } from './decisions/board-decisions.ts'
import { procedures } from './rpc/procedures.ts'
import type { OpenWorkspace } from './workspace/open-workspace.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { boards } = procedures

/** The published settings: whether a class is covered depends on the size and the quirks of the transfers to be. */
const coverSettings: CoverSettings = {
  settings: defaultSettings,
  counterparts: trainIdMap(defaultSettings.classMap),
}

/** Answers are read by the thread of the queries after the decision, so they show what others did meanwhile too. */
export const boardCalls = (workspaces: Workspaces) => ({
  list: boards.list.handler(({ signal }) => workspaces.current.queries.boards({ signal })),
  get: boards.get.handler(({ input, signal }) => workspaces.current.queries.board(input.board, { signal })),
  create: boards.create.handler(async ({ input }) => {
    const { decisions, queries } = workspaces.current
    return queries.board(await decisions.decide('createBoard', input))
  }),
  duplicate: boards.duplicate.handler(async ({ input }) => {
    const { decisions, queries } = workspaces.current
    return queries.board(await decisions.decide('duplicateBoard', input))
  }),
  rename: boards.rename.handler(({ input }) => changed(workspaces.current, 'renameBoard', input)),
  remove: boards.remove.handler(({ input }) => workspaces.current.decisions.decide('removeBoard', input)),
  put: boards.put.handler(({ input }) => changed(workspaces.current, 'putOnBoard', input)),
  take: boards.take.handler(({ input }) => changed(workspaces.current, 'takeOffBoard', input)),
  move: boards.move.handler(({ input }) => changed(workspaces.current, 'moveOnBoard', input)),
  fill: boards.fill.handler(({ input }) => changed(workspaces.current, 'fillBoard', input)),
  undo: boards.undo.handler(({ input }) => changed(workspaces.current, 'undoOnBoard', input)),
  redo: boards.redo.handler(({ input }) => changed(workspaces.current, 'redoOnBoard', input)),
  coverage: boards.coverage.handler(({ input, signal }) =>
    workspaces.current.queries.coverage(input, coverSettings, { signal }),
  ),
  suggest: boards.suggest.handler(({ input, signal }) =>
    workspaces.current.queries.suggestions(input, coverSettings, { signal }),
  ),
})

type BoardChange = Exclude<keyof BoardDecisions, 'createBoard' | 'duplicateBoard' | 'removeBoard'>

/** Decides, then reads the board as it is. */
async function changed<Change extends BoardChange>(
  { decisions, queries }: OpenWorkspace,
  change: Change,
  request: Parameters<BoardDecisions[Change]>[1],
): Promise<Board> {
  await decisions.decide(change, request)
  return queries.board(request.board)
}

import type { z } from 'zod'
import type { addSourceSchema } from '../../shared/sources.ts'
import { changeMark } from '../catalog/change-mark.ts'
import type { FolderAccess } from './folders/folder-access.ts'
import { pause } from './rpc/pause.ts'
import { procedures } from './rpc/procedures.ts'
import { toldSteps } from './rpc/told-steps.ts'
import { addDemoScenes } from './sources/demo-scenes.ts'
import { runTask } from './tasks/run-task.ts'
import type { OpenWorkspace } from './workspace/open-workspace.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { sources } = procedures

/** How often the catalog is asked whether anything changed, while someone watches: in this process or another. */
const LOOK_MILLISECONDS = 400

export const sourceCalls = (workspaces: Workspaces, folders: FolderAccess) => ({
  list: sources.list.handler(() => workspaces.current.queries.sources()),
  watch: sources.watch.handler(async function* ({ signal }) {
    yield* watchRevision(workspaces.current, signal!)
  }),
  guess: sources.guess.handler(async ({ input, signal }) => {
    const { workspace } = workspaces.current
    return runTask('guessSource', { folder: await folders.admit(input.folder), skip: [workspace.folder] }, { signal })
  }),
  add: sources.add.handler(async ({ input }) => {
    const open = workspaces.current
    const source = await add(open, { ...input, folder: await folders.admit(input.folder) })
    open.indexing.index(source)
    return { source }
  }),
  rescan: sources.rescan.handler(({ input }) => workspaces.current.indexing.index(input.source)),
  rename: sources.rename.handler(({ input }) =>
    workspaces.current.decisions.decide('renameSource', { id: input.source, name: input.name }),
  ),
  relocate: sources.relocate.handler(async ({ input }) => {
    const { decisions, indexing } = workspaces.current
    await decisions.decide('relocateSource', { id: input.source, folder: await folders.admit(input.folder) })
    indexing.index(input.source)
  }),
  remove: sources.remove.handler(async ({ input }) => {
    const { decisions, indexing } = workspaces.current
    await indexing.stop(input.source)
    await decisions.decide('removeSource', { id: input.source })
    indexing.sweepThumbnails()
  }),
  problems: sources.problems.handler(({ input }) => workspaces.current.queries.problems(input)),
  addDemo: sources.addDemo.handler(({ signal }) =>
    toldSteps(signal!, (tell, ending) => addDemoScenes(workspaces.current, tell, ending)),
  ),
})

/** Of a plain folder the condition holds for all images; a dataset says it itself. */
async function add(
  { decisions, workspace }: OpenWorkspace,
  { folder, layout, condition }: z.infer<typeof addSourceSchema>,
): Promise<number> {
  const found = await runTask('guessSource', { folder, layout, skip: [workspace.folder] })
  return decisions.decide('addSource', {
    root: found.folder,
    layout: found.layout,
    layoutGiven: layout !== undefined,
    condition: condition ?? null,
  })
}

/** Ends with the workspace, where its folder is gone, or when the page doesn't want to know any more. */
async function* watchRevision(
  { catalog, closed, isPresent }: OpenWorkspace,
  signal: AbortSignal,
): AsyncGenerator<{ readonly revision: number }, void> {
  const ending = AbortSignal.any([closed, signal])
  let revision = 0
  let mark: string | undefined
  while (!ending.aborted && isPresent()) {
    const now = changeMark(catalog.database)
    if (now !== mark) yield { revision: ++revision }
    mark = now
    if (!(await pause(LOOK_MILLISECONDS, ending))) return
  }
}

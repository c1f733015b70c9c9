import type { IndexingProgress } from '../../shared/sources.ts'
import { procedures } from './rpc/procedures.ts'
import type { Watched } from './rpc/watched.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { indexing } = procedures

export const indexingCalls = (workspaces: Workspaces, progress: Watched<readonly IndexingProgress[]>) => ({
  watch: indexing.watch.handler(({ signal }) => progress.watch(signal!)),
  pause: indexing.pause.handler(() => workspaces.current.indexing.pause()),
  resume: indexing.resume.handler(() => workspaces.current.indexing.resume()),
  prioritise: indexing.prioritise.handler(({ input }) => workspaces.current.indexing.prioritise(input.images)),
})

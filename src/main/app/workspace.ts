import { suggestWorkspaces } from '../catalog/workspace/suggested-folders.ts'
import type { FolderAccess } from './folders/folder-access.ts'
import { procedures } from './rpc/procedures.ts'
import type { Workspaces } from './workspace/workspaces.ts'

export const workspaceCalls = (workspaces: Workspaces, folders: FolderAccess) => ({
  state: procedures.workspace.state.handler(() => workspaces.state()),
  suggestions: procedures.workspace.suggestions.handler(async () => {
    const suggested = await suggestWorkspaces()
    return suggested.map(({ folder, freeBytes }) => ({ folder, freeBytes }))
  }),
  open: procedures.workspace.open.handler(async ({ input }) => {
    await workspaces.open(await folders.admit(input.folder))
    return workspaces.state()
  }),
  create: procedures.workspace.create.handler(async ({ input }) => {
    await workspaces.create(await folders.admit(input.folder))
    return workspaces.state()
  }),
  restore: procedures.workspace.restore.handler(async ({ input }) => {
    await workspaces.restore(await folders.admit(input.folder))
    return workspaces.state()
  }),
})

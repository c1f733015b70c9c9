import type { FolderAccess } from './folders/folder-access.ts'
import { listFolders } from './folders/list-folders.ts'
import type { Host } from './host.ts'
import { procedures } from './rpc/procedures.ts'

export const folderCalls = (host: Host, access: FolderAccess) => ({
  pick: procedures.folders.pick.handler(({ input }) => host.pickFolder(input.title)),
  list: procedures.folders.list.handler(({ input }) => listFolders(input.folder, access)),
})

import type { FolderAccess } from './folders/folder-access.ts'
import type { Models } from './models/models.ts'
import { procedures } from './rpc/procedures.ts'

const { models: calls } = procedures

export const modelCalls = (models: Models, folders: FolderAccess) => ({
  list: calls.list.handler(() => models.list()),
  check: calls.check.handler(async ({ input }) => models.check(await folders.admit(input.path))),
  add: calls.add.handler(async ({ input }) => models.add(await folders.admit(input.path))),
  remove: calls.remove.handler(({ input }) => models.remove(input.model)),
  choose: calls.choose.handler(({ input }) => models.choose(input.model)),
})

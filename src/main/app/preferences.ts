import { procedures } from './rpc/procedures.ts'
import type { Workspaces } from './workspace/workspaces.ts'

export const preferenceCalls = (workspaces: Workspaces) => ({
  preference: procedures.application.preference.handler(({ input }) =>
    workspaces.current.decisions.decide('preference', input),
  ),
  storePreference: procedures.application.storePreference.handler(({ input }) =>
    workspaces.current.decisions.decide('storePreference', input),
  ),
})

import { preference } from '../catalog/preferences.ts'
import { procedures } from './rpc/procedures.ts'
import type { Workspaces } from './workspace/workspaces.ts'

export const preferenceCalls = (workspaces: Workspaces) => ({
  // a screen waits for it to begin, and the thread takes its time to start; what is being decided is waited for
  preference: procedures.application.preference.handler(({ input }) => {
    const { catalog, decisions } = workspaces.current
    return decisions.isIdle ? preference(catalog.database, input.key) : decisions.decide('preference', input)
  }),
  storePreference: procedures.application.storePreference.handler(({ input }) =>
    workspaces.current.decisions.decide('storePreference', input),
  ),
})

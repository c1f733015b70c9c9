import { createContext, use } from 'react'
import type { OpenedWorkspace, WorkspaceState } from '../../shared/workspaces.ts'

/** What is begun as soon as a workspace is open: asked for at the first start. */
export interface Arrival {
  readonly demo: boolean
  readonly folders: readonly string[]
}

export const plainArrival: Arrival = { demo: false, folders: [] }

export interface Workspaces {
  readonly state: WorkspaceState
  /** Shows the workspace that was opened. */
  readonly enter: (state: WorkspaceState, arrival?: Arrival) => void
  /** Looks again which one is open and how much room it has. */
  readonly lookAgain: () => void
}

export const WorkspacesContext = createContext<Workspaces | undefined>(undefined)

export function useWorkspaces(): Workspaces {
  const workspaces = use(WorkspacesContext)
  if (!workspaces) throw new Error('useWorkspaces is used outside of the application')
  return workspaces
}

/** The workspace that is open: on every screen there is one. */
export function useOpenedWorkspace(): OpenedWorkspace {
  const { opened } = useWorkspaces().state
  if (!opened) throw new Error('A screen is shown while no workspace is open')
  return opened
}

import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { WorkspaceState } from '../shared/workspaces.ts'
import { api } from './api.ts'
import { AboutContext } from './application/about.tsx'
import { useAnswer } from './application/answer.ts'
import { ConnectionBanner } from './application/connection-banner.tsx'
import { DemoScenes } from './application/demo-scenes.tsx'
import { FolderChoice } from './application/folders/folder-choice.tsx'
import { Live } from './application/live.tsx'
import { StatusFacts, StatusTasks } from './application/status.tsx'
import { plainArrival, WorkspacesContext, type Arrival, type Workspaces } from './application/workspaces.tsx'
import { FirstStart } from './features/first-start/first-start.tsx'
import { SourceAdding } from './features/library/adding/source-adding.tsx'
import { ExportTasks } from './features/export/work/export-tasks.tsx'
import { RunTasks } from './features/runs/run-tasks.tsx'
import { Shell } from './shell/frame/shell.tsx'
import type { Screen } from './shell/screen.ts'
import { StoredStateScope } from './shell/stored-state.ts'
import { ErrorBanner } from './ui/feedback/error-banner.tsx'

const askAbout = (signal: AbortSignal) => api.application.about(undefined, { signal })
const askState = (signal: AbortSignal) => api.workspace.state(undefined, { signal })

/** How often the free space is looked at. */
const LOOK_MILLISECONDS = 60_000

/** The first start while no workspace is open, and the screens of the one that is. */
export function Application({ screens }: { screens: readonly Screen[] }) {
  return (
    <>
      <ConnectionBanner />
      <Known>
        {({ state }, arrival) =>
          state.opened ? (
            <StoredStateScope key={state.opened.id} value={state.opened.id}>
              <OpenWorkspace screens={screens} arrival={arrival} />
            </StoredStateScope>
          ) : (
            <FirstStart />
          )
        }
      </Known>
    </>
  )
}

/** Waits until it is known what the application is and which workspace is open. */
function Known({ children }: { children: (workspaces: Workspaces, arrival: Arrival) => ReactNode }) {
  const { value: about, failure: aboutFailure } = useAnswer(askAbout)
  const { value: found, failure, again } = useAnswer(askState)
  const [entered, setEntered] = useState<{
    readonly after: WorkspaceState | undefined
    readonly state: WorkspaceState
  }>()
  const [arrival, setArrival] = useState(plainArrival)
  // what was found later is newer than what was entered
  const state = entered && entered.after === found ? entered.state : found

  const enter = useCallback<Workspaces['enter']>(
    (next, begin = plainArrival) => {
      setArrival(begin)
      setEntered({ after: found, state: next })
    },
    [found],
  )
  useEffect(() => {
    const timer = setInterval(again, LOOK_MILLISECONDS)
    return () => clearInterval(timer)
  }, [again])
  const workspaces = useMemo(() => state && { state, enter, lookAgain: again }, [state, enter, again])
  const stopped = aboutFailure ?? failure
  if (!about || !workspaces) return stopped ? <ErrorBanner what={stopped.message} /> : null
  return (
    <AboutContext value={about}>
      <WorkspacesContext value={workspaces}>
        <FolderChoice>{children(workspaces, arrival)}</FolderChoice>
      </WorkspacesContext>
    </AboutContext>
  )
}

function OpenWorkspace({ screens, arrival }: { screens: readonly Screen[]; arrival: Arrival }) {
  return (
    <Live>
      <DemoScenes atOnce={arrival.demo}>
        <SourceAdding first={arrival.folders}>
          <Shell
            screens={screens}
            tasks={
              <>
                <RunTasks />
                <ExportTasks />
                <StatusTasks />
              </>
            }
            facts={<StatusFacts />}
          />
        </SourceAdding>
      </DemoScenes>
    </Live>
  )
}

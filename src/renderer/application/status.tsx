import { useEffect, useRef } from 'react'
import { api } from '../api.ts'
import { useAnnounce } from '../shell/announcements/announcements.tsx'
import { StatusTask } from '../shell/frame/status-bar.tsx'
import { bytes } from '../ui/format/numbers.ts'
import { useAction } from './action.ts'
import { useDemoScenes } from './demo-scenes.tsx'
import { isUnderWay, taskOf } from './indexing-progress.ts'
import { useIndexing } from './live.tsx'
import { useOpenedWorkspace } from './workspaces.tsx'

/** What goes on behind every screen: drawing and indexing. */
export function StatusTasks() {
  const { progress, cancel } = useDemoScenes()
  const indexing = useIndexing()
  const { run } = useAction()
  useEndAnnounced(isUnderWay(indexing))
  const pause = () => void run(() => api.indexing.pause(), 'Reading is paused.')
  const resume = () => void run(() => api.indexing.resume(), 'Reading goes on.')
  return (
    <>
      {progress && <StatusTask progress={progress} onCancel={cancel} />}
      {indexing.map((each) => {
        const task = taskOf(each)
        return task && <StatusTask key={each.source} progress={task} onPause={pause} onResume={resume} />
      })}
    </>
  )
}

function useEndAnnounced(isRunning: boolean): void {
  const announce = useAnnounce()
  const was = useRef(false)
  useEffect(() => {
    if (was.current && !isRunning) announce('All sources are read.')
    was.current = isRunning
  }, [announce, isRunning])
}

export function StatusFacts() {
  const { folder, freeBytes } = useOpenedWorkspace()
  return <span title={folder}>Workspace {bytes(freeBytes)} free</span>
}

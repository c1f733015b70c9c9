import { useSyncExternalStore } from 'react'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { StatusTask } from '../../../shell/frame/status-bar.tsx'
import { measuringOf } from '../likeness/likeness-words.ts'
import { likenessWork } from '../likeness/window-likeness.ts'
import { taskOf } from './export-words.ts'
import { useExports } from './use-exports.ts'

/** On every screen: the export that is written or verified, and the measurement of likeness. */
export function ExportTasks() {
  const entries = useExports() ?? []
  const likeness = useSyncExternalStore(likenessWork.subscribe, likenessWork.current)
  const { run } = useAction()
  return (
    <>
      {entries
        .filter(({ state }) => state === 'running')
        .map((entry) => (
          <StatusTask
            key={entry.export}
            progress={taskOf(entry)}
            onCancel={() => void run(() => api.exports.cancel({ export: entry.export }), 'The export is stopped.')}
          />
        ))}
      {likeness.isRunning && (
        <StatusTask progress={measuringOf(likeness.step)} onCancel={() => likenessWork.cancel()} />
      )}
    </>
  )
}

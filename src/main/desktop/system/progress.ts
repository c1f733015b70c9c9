import { BrowserWindow, Notification } from 'electron'
import type { IndexingProgress } from '../../../shared/sources.ts'
import type { App } from '../../app.ts'

/** How electron says that there is no progress, and that there is some, nobody knows how much. */
const [NONE, UNKNOWN] = [-1, 2]

/** Shows the indexing in the task bar, and says when it is done where nobody looks. */
export function showProgress({ progress }: Pick<App, 'progress'>): void {
  let wasAtWork = false
  void (async () => {
    for await (const sources of progress.watch(new AbortController().signal)) {
      const atWork = sources.filter(({ phase }) => phase !== 'failed')
      for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(shareOf(atWork))
      if (wasAtWork && atWork.length === 0) notify(sources)
      wasAtWork = atWork.length > 0
    }
  })()
}

export function shareOf(sources: readonly IndexingProgress[]): number {
  if (sources.length === 0) return NONE
  const sum = (count: (source: IndexingProgress) => number): number =>
    sources.reduce((total, source) => total + count(source), 0)
  if (sources.some(({ total }) => total === null)) return UNKNOWN
  const total = sum((source) => source.total ?? 0)
  return total === 0 ? UNKNOWN : sum(({ done }) => done) / total
}

function notify(failed: readonly IndexingProgress[]): void {
  if (BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return
  const [first] = failed
  const body = first ? `${first.name}: ${first.failure ?? 'it stopped'}` : 'All pictures have been read.'
  const notification = new Notification({ title: first ? 'Indexing stopped' : 'Indexing is done', body })
  notification.on('click', () => BrowserWindow.getAllWindows()[0]?.show())
  notification.show()
}

import BoardIcon from '@mui/icons-material/ViewWeekOutlined'
import { useCallback, useState, useSyncExternalStore } from 'react'
import type { SourceSummary } from '../../../shared/gallery.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { useAnswer } from '../../application/answer.ts'
import { useRevision } from '../../application/live.tsx'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import type { Screen } from '../../shell/screen.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { BoardView } from './board-view.tsx'
import styles from './board.module.css'
import { nameForNew } from './work/board-names.ts'
import { BoardWork } from './work/board-work.ts'

const askSources = (signal: AbortSignal) => api.sources.list(undefined, { signal })

/** Which references lend fog, night, rain and snow. */
function BoardScreen() {
  const revision = useRevision()
  const [work] = useState(() => new BoardWork(api.boards, api.application))
  const state = useSyncExternalStore(work.subscribe, work.current)
  const refresh = useCallback(() => work.refresh(), [work])
  const { failure, again } = useAnswer(refresh, revision)
  const { value: sources, failure: sourcesFailure, again: askAgain } = useAnswer(askSources, revision)
  const trouble = failure ?? sourcesFailure
  const retry = () => (failure ? again() : askAgain())

  if (state?.board && sources)
    return <BoardView key={state.board.id} {...{ work, state, sources }} board={state.board} />
  return (
    <>
      <ScreenHeader title="Style board" />
      {trouble && (
        <div className={styles.notes}>
          <ErrorBanner what={trouble.message} action={{ label: 'Ask again', onClick: retry }} />
        </div>
      )}
      {!trouble && state && sources && <NoBoard work={work} sources={sources} />}
    </>
  )
}

function NoBoard({ work, sources }: { work: BoardWork; sources: readonly SourceSummary[] }) {
  const { go } = useNavigation()
  const { run, failure, dismiss } = useAction()
  const isEmpty = sources.length === 0
  const make = () => void run(() => work.create(nameForNew([])), 'A style board is there.')
  return (
    <>
      {failure && (
        <div className={styles.notes}>
          <ErrorBanner what={failure.message} onDismiss={dismiss} />
        </div>
      )}
      <div className={styles.empty}>
        <EmptyState
          Icon={BoardIcon}
          sentence={
            isEmpty
              ? 'A style board holds the pictures that lend fog, night, rain and snow. Add your folders first.'
              : 'A style board holds the pictures that lend fog, night, rain and snow. Make the first one.'
          }
          action={
            isEmpty
              ? { label: 'Open the library', onClick: () => go({ screen: 'library' }) }
              : { label: 'Make a style board', onClick: make }
          }
        />
      </div>
    </>
  )
}

/** The style board. */
export const boardScreen: Screen = {
  id: 'board',
  name: 'Style board',
  Icon: BoardIcon,
  letter: 'b',
  Component: BoardScreen,
}

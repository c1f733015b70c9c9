import PlayIcon from '@mui/icons-material/PlayArrowRounded'
import { api } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useRevision } from '../../application/live.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { referencesOn } from '../board/work/board-names.ts'
import styles from './runs-screen.module.css'

const askBoards = (signal: AbortSignal) => api.boards.list(undefined, { signal })

/** Where there is no run: what one is, and what comes before it. */
export function NoRuns({ isPlanning, onPlan }: { isPlanning: boolean; onPlan: () => void }) {
  const { go } = useNavigation()
  const { value: boards } = useAnswer(askBoards, useRevision())
  if (!boards) return <div className={styles.empty} />
  const hasReferences = boards.some((board) => referencesOn(board) > 0)
  if (!hasReferences)
    return (
      <div className={styles.empty}>
        <EmptyState
          Icon={PlayIcon}
          sentence="A run restyles many frames after the references of a style board. Put references on a board first."
          action={{ label: 'Open the style board', onClick: () => go({ screen: 'board' }) }}
        />
      </div>
    )
  return (
    <div className={styles.empty}>
      <EmptyState
        Icon={PlayIcon}
        sentence={
          isPlanning
            ? 'Nothing runs yet. What you plan at the left shows here as soon as it is added, and goes on over restarts and power cuts.'
            : 'A run restyles many frames after the references of a style board, and survives restarts and power cuts. Plan the first one.'
        }
        action={isPlanning ? undefined : { label: 'Plan a run', onClick: onPlan }}
      />
    </div>
  )
}

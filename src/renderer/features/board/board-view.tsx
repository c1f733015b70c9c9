import type { Board } from '../../../shared/boards.ts'
import type { SourceSummary } from '../../../shared/gallery.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { useAnswer } from '../../application/answer.ts'
import { useRevision } from '../../application/live.tsx'
import { useStoredState } from '../../shell/stored-state.ts'
import { BoardNotes } from './board-notes.tsx'
import { BoardColumns } from './columns/board-columns.tsx'
import { SelectionBar } from './columns/selection-bar.tsx'
import { useCoverage } from './cover/use-coverage.ts'
import { BoardHeader } from './header/board-header.tsx'
import { useBoardSelection } from './selection/use-board-selection.ts'
import { useSelected } from './selection/use-selected.ts'
import type { BoardWork, WorkState } from './work/board-work.ts'
import { asContentChoice, contentSources, type ContentChoice } from './work/contents.ts'
import { useBoardActions } from './work/use-board-actions.ts'

interface BoardViewProps {
  readonly work: BoardWork
  readonly state: WorkState
  readonly board: Board
  readonly sources: readonly SourceSummary[]
}

const askPresets = (signal: AbortSignal) => api.presets.list(undefined, { signal })

/** One board: its four columns and what can be done with them. */
export function BoardView({ work, state: { boards, changes }, board, sources }: BoardViewProps) {
  const { run, failure, dismiss } = useAction()
  const [choice, setChoice] = useStoredState<ContentChoice>('board/contents', null, asContentChoice)
  const contents = contentSources(sources, choice)
  const ids = contents.map(({ id }) => id)
  const { value: coverage, failure: coverageFailure, again } = useCoverage(board.id, ids, changes)
  const presets = useAnswer(askPresets, useRevision())
  const actions = useBoardActions({ work, board, contents: ids, run })
  const selecting = useBoardSelection(board)
  const selected = useSelected(board, selecting, actions)
  const { images, cursor } = selecting.selection
  return (
    <>
      <BoardHeader {...{ work, boards, board, sources, contents, coverage, actions, run }} onContents={setChoice} />
      <BoardNotes
        {...{ contents, coverage, coverageFailure }}
        {...{ failure }}
        onDismiss={dismiss}
        onReckon={again}
        presetsFailure={presets.failure}
        onPresets={presets.again}
      />
      <BoardColumns
        {...{ board, coverage, selected, actions }}
        presets={presets.value}
        selection={selecting.selection}
      />
      {cursor && images.size > 0 && (
        <SelectionBar
          condition={cursor.condition}
          selected={images.size}
          onMove={selected.moveTo}
          onTake={selected.take}
          onTune={selected.tune}
          onClear={selected.clear}
        />
      )}
    </>
  )
}

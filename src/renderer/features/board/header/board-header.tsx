import SuggestIcon from '@mui/icons-material/AutoFixHighOutlined'
import PlayIcon from '@mui/icons-material/PlayArrowRounded'
import TableIcon from '@mui/icons-material/TableChartOutlined'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import type { Board, BoardCoverage, BoardName } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import { ScreenHeader } from '../../../shell/frame/screen-header.tsx'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { Spacer } from '../../../ui/layout/bars.tsx'
import { CoverageTable } from '../cover/coverage-table.tsx'
import type { BoardWork } from '../work/board-work.ts'
import { contentInWords } from '../work/contents.ts'
import type { BoardActions } from '../work/use-board-actions.ts'
import { BoardChooser } from './board-chooser.tsx'
import { ContentChooser } from './content-chooser.tsx'
import { HistoryButtons } from './history-buttons.tsx'

interface BoardHeaderProps {
  readonly work: BoardWork
  readonly boards: readonly BoardName[]
  readonly board: Board
  readonly sources: readonly SourceSummary[]
  readonly contents: readonly SourceSummary[]
  readonly onContents: (sources: readonly number[]) => void
  readonly coverage: BoardCoverage | undefined
  readonly actions: BoardActions
  /** Does what a person asked for; `done` is told. */
  readonly run: (act: () => Promise<unknown>, done?: string) => Promise<boolean>
}

/** Which board, undo and redo, for which content, coverage as a table, suggestions for all columns. */
export function BoardHeader(props: BoardHeaderProps) {
  const { work, boards, board, sources, contents, onContents, coverage, actions, run } = props
  const { go } = useNavigation()
  const [isTableOpen, setIsTableOpen] = useState(false)
  const suggest = {
    label: actions.isSuggesting ? 'Suggesting…' : 'Suggest for all',
    Icon: SuggestIcon,
    onClick: () => void actions.suggest(pickConditions),
    blockedBecause: actions.suggestBlocked,
  }
  return (
    <>
      <ScreenHeader title="Style board" primary={suggest}>
        <BoardChooser {...{ work, boards, board, run }} />
        <HistoryButtons board={board} onStep={(direction) => void actions.step(direction)} />
        <ContentChooser {...{ sources, contents, onContents }} />
        <Spacer />
        <Button
          startIcon={<PlayIcon />}
          onClick={() => go({ screen: 'runs', path: ['plan'], query: { board: String(board.id) } })}
        >
          Plan a run
        </Button>
        <IconButton
          aria-label="Coverage as a table"
          title="Coverage as a table"
          aria-haspopup="dialog"
          aria-disabled={!coverage}
          onClick={() => setIsTableOpen(true)}
        >
          <TableIcon />
        </IconButton>
      </ScreenHeader>
      {isTableOpen && coverage && (
        <CoverageTable coverage={coverage} contents={contentInWords(contents)} onClose={() => setIsTableOpen(false)} />
      )}
    </>
  )
}

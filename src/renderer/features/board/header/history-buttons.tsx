import RedoIcon from '@mui/icons-material/RedoRounded'
import UndoIcon from '@mui/icons-material/UndoRounded'
import IconButton from '@mui/material/IconButton'
import type { Board } from '../../../../shared/boards.ts'
import { keysInWords } from '../../../ui/keys/key-words.ts'

interface HistoryButtonsProps {
  readonly board: Board
  readonly onStep: (direction: 'undo' | 'redo') => void
}

const buttons = {
  undo: { Icon: UndoIcon, verb: 'Take back', nothing: 'Nothing to take back', keys: 'Mod+z' },
  redo: { Icon: RedoIcon, verb: 'Do again', nothing: 'Nothing to do again', keys: 'Mod+Shift+z' },
} as const

/** Undo and redo; each says what it would do. */
export function HistoryButtons({ board, onStep }: HistoryButtonsProps) {
  return (['undo', 'redo'] as const).map((direction) => {
    const { Icon, verb, nothing, keys } = buttons[direction]
    const words = board[direction]
    const label = words === null ? nothing : `${verb}: ${words}`
    return (
      <IconButton
        key={direction}
        aria-label={label}
        aria-disabled={words === null}
        aria-keyshortcuts={keysInWords(keys).replaceAll(' ', '')}
        title={words === null ? label : `${label} (${keysInWords(keys)})`}
        sx={words === null ? { opacity: 0.4, cursor: 'default' } : undefined}
        onClick={words === null ? undefined : () => onStep(direction)}
      >
        <Icon />
      </IconButton>
    )
  })
}

import CheckIcon from '@mui/icons-material/CheckRounded'
import CopyIcon from '@mui/icons-material/ContentCopyRounded'
import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { Board, BoardName } from '../../../../shared/boards.ts'
import { counted } from '../../../ui/format/numbers.ts'
import { nameForCopy, nameForNew, referencesOn } from '../work/board-names.ts'
import type { BoardWork } from '../work/board-work.ts'
import styles from './board-chooser.module.css'
import { NameDialog } from './name-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

interface BoardChooserProps {
  readonly work: BoardWork
  readonly boards: readonly BoardName[]
  readonly board: Board
  /** Does what a person asked for; `done` is told. */
  readonly run: (act: () => Promise<unknown>, done?: string) => Promise<boolean>
}

type Asked = 'new' | 'rename' | 'duplicate' | 'delete' | null

/** The board that is worked on, the others, and what is seldom done with one. */
export function BoardChooser({ work, boards, board, run }: BoardChooserProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAnchor(null)
  const choose = (act: () => void) => () => {
    close()
    act()
  }
  return (
    <>
      <Button
        variant="outlined"
        className={styles.board}
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`Board: ${board.name}`}
        title="Choose, make, rename or delete a board"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles.name}>{board.name}</span>
      </Button>
      <IconButton aria-label="Duplicate the board" title="Duplicate the board" onClick={() => setAsked('duplicate')}>
        <CopyIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {boards.map((each) => (
          <MenuItem
            key={each.id}
            role="menuitemradio"
            aria-checked={each.id === board.id}
            selected={each.id === board.id}
            onClick={choose(() => void run(() => work.choose(each.id)))}
          >
            <CheckIcon className={each.id === board.id ? styles.check : styles.unchecked} />
            <span className={styles.name}>{each.name}</span>
            <span className={styles.count}>{counted(referencesOn(each), 'reference')}</span>
          </MenuItem>
        ))}
        <Divider />
        <MenuItem onClick={choose(() => setAsked('new'))}>New board…</MenuItem>
        <MenuItem onClick={choose(() => setAsked('rename'))}>Rename…</MenuItem>
        <MenuItem onClick={choose(() => setAsked('delete'))}>Delete…</MenuItem>
      </Menu>
      <BoardDialog asked={asked} onClose={() => setAsked(null)} {...{ work, boards, board, run }} />
    </>
  )
}

interface BoardDialogProps extends BoardChooserProps {
  readonly asked: Asked
  readonly onClose: () => void
}

function BoardDialog({ asked, onClose, work, boards, board, run }: BoardDialogProps) {
  switch (asked) {
    case null:
      return null
    case 'new':
      return (
        <NameDialog
          title="New board"
          verb="Make"
          initial={nameForNew(boards)}
          onName={(name) => work.create(name)}
          onClose={onClose}
        />
      )
    case 'rename':
      return (
        <NameDialog
          title={`Rename ${board.name}`}
          verb="Rename"
          initial={board.name}
          onName={(name) => work.rename(board.id, name)}
          onClose={onClose}
        />
      )
    case 'duplicate':
      return (
        <NameDialog
          title={`Duplicate ${board.name}`}
          verb="Duplicate"
          initial={nameForCopy(boards, board.name)}
          note="The copy has the same references and goes its own way from here."
          onName={(name) => work.duplicate(board.id, name)}
          onClose={onClose}
        />
      )
    case 'delete':
      return (
        <RemoveDialog
          board={board}
          onClose={onClose}
          onRemove={() => {
            onClose()
            void run(() => work.remove(board.id), `${board.name} is deleted.`)
          }}
        />
      )
  }
}

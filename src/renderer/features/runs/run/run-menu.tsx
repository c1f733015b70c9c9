import CheckIcon from '@mui/icons-material/CheckRounded'
import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import ListSubheader from '@mui/material/ListSubheader'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { afterCrashChoices, type RunSummary } from '../../../../shared/runs.ts'
import { afterCrashWords, isOpen } from '../run-words.ts'
import { RenameRunDialog, StopRunDialog } from './run-dialogs.tsx'
import styles from './run-menu.module.css'
import type { RunActions } from './use-run-actions.ts'

interface RunMenuProps {
  readonly run: RunSummary
  readonly runs: readonly RunSummary[]
  readonly actions: RunActions
}

/** What is seldom done with a run. */
export function RunMenu({ run, runs, actions }: RunMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [asked, setAsked] = useState<'rename' | 'stop' | null>(null)
  const close = () => setAnchor(null)
  const choose = (act: () => void) => () => {
    close()
    act()
  }
  const { earlier, last } = placesInQueue(run, runs)
  const item = (label: string, act: () => void, isDead = false) => (
    <MenuItem key={label} disabled={isDead} onClick={choose(act)}>
      {label}
    </MenuItem>
  )
  const open = isOpen(run)
  return (
    <>
      <IconButton
        aria-label={`More for ${run.name}`}
        title="More"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {run.state === 'running' &&
          item('Pause at once, without finishing the pictures in hand', () => actions.pause(true))}
        {open && item('Move to the front of the queue', () => actions.first(earlier), earlier === null)}
        {open && item('Move to the end of the queue', () => actions.first(null), last)}
        {run.state !== 'stopped' && item('Add contents…', actions.extend)}
        {item('Rename…', () => setAsked('rename'))}
        {open && item('Stop…', () => setAsked('stop'))}
        {open && <Divider />}
        {open && <ListSubheader className={styles.heading}>At the next start, where it was interrupted</ListSubheader>}
        {open &&
          afterCrashChoices.map((choice) => (
            <MenuItem
              key={choice}
              role="menuitemradio"
              aria-checked={choice === run.afterCrash}
              onClick={choose(() => actions.setAfterCrash(choice))}
            >
              <CheckIcon className={choice === run.afterCrash ? styles.check : styles.unchecked} />
              {afterCrashWords[choice]}
            </MenuItem>
          ))}
      </Menu>
      {asked === 'rename' && <RenameRunDialog name={run.name} onName={actions.rename} onClose={() => setAsked(null)} />}
      {asked === 'stop' && <StopRunDialog run={run} onStop={actions.stop} onClose={() => setAsked(null)} />}
    </>
  )
}

/** The first run that is before it in the queue, null where none is; and whether it is the last. */
export function placesInQueue(
  run: Pick<RunSummary, 'id'>,
  runs: readonly Pick<RunSummary, 'id' | 'state'>[],
): { readonly earlier: number | null; readonly last: boolean } {
  const queue = runs.filter(isOpen)
  const place = queue.findIndex(({ id }) => id === run.id)
  return { earlier: place > 0 ? queue[0]!.id : null, last: place === queue.length - 1 }
}

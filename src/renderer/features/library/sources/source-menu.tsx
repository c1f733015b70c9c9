import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { SourceActions } from './source-actions.ts'

interface SourceMenuProps {
  readonly source: SourceSummary
  readonly isBusy: boolean
  readonly actions: SourceActions
}

/** What is seldom done with a source. */
export function SourceMenu({ source, isBusy, actions }: SourceMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  const item = (label: string, act: () => void) => (
    <MenuItem
      onClick={() => {
        close()
        act()
      }}
    >
      {label}
    </MenuItem>
  )
  return (
    <>
      <IconButton
        aria-label={`More for ${source.name}`}
        title="More"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        {isBusy && item('Rescan from the beginning', () => actions.rescan([source.id]))}
        {item('Relocate…', () => actions.relocate(source))}
        {item('Rename…', () => actions.rename(source))}
        {item('Remove…', () => actions.remove(source))}
      </Menu>
    </>
  )
}

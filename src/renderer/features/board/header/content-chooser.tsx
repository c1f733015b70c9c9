import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import { counted } from '../../../ui/format/numbers.ts'
import { contentInWords } from '../work/contents.ts'
import styles from './content-chooser.module.css'

interface ContentChooserProps {
  readonly sources: readonly SourceSummary[]
  readonly contents: readonly SourceSummary[]
  readonly onContents: (sources: readonly number[]) => void
}

/** The content that the board is for: its classes are those that references have to cover. */
export function ContentChooser({ sources, contents, onContents }: ContentChooserProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const chosen = contents.map(({ id }) => id)
  const toggle = (id: number) =>
    onContents(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  return (
    <>
      <span className={styles.word}>For content</span>
      <Button
        className={styles.choice}
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`For content: ${contentInWords(contents)}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles.name}>{contentInWords(contents)}</span>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {sources.map(({ id, name, labelled }) => (
          <MenuItem
            key={id}
            role="menuitemcheckbox"
            aria-checked={chosen.includes(id)}
            disabled={labelled === 0}
            onClick={() => toggle(id)}
          >
            <Checkbox checked={chosen.includes(id)} tabIndex={-1} disableRipple aria-hidden />
            {name}
            <span className={styles.count}>
              {labelled === 0 ? 'no labels, so no classes' : counted(labelled, 'labelled frame')}
            </span>
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}

import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import ArrowsIcon from '@mui/icons-material/SwapVert'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { GallerySort } from '../../../../shared/gallery.ts'
import { trainIds, type TrainId } from '../../../../shared/labels.ts'
import { ClassSwatch } from '../../../ui/classes/class-chip.tsx'
import styles from './sort-menu.module.css'
import { plainSorts, sameSort, sortInWords } from './sort-words.ts'

interface SortMenuProps {
  readonly sort: GallerySort
  readonly onSort: (sort: GallerySort) => void
  /** Offered first: those that are filtered by. */
  readonly favoured: readonly TrainId[]
}

/** The order of the list, and a button that turns it round. */
export function SortMenu({ sort, onSort, favoured }: SortMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const choose = (next: GallerySort) => {
    setAnchor(null)
    onSort(next)
  }
  const reversed = { ...sort, descending: !sort.descending }
  const item = (offered: GallerySort) => (
    <MenuItem key={JSON.stringify(offered)} selected={sameSort(offered, sort)} onClick={() => choose(offered)}>
      {offered.by === 'class-share' && <ClassSwatch trainId={offered.trainId} />}
      {sortInWords(offered)}
    </MenuItem>
  )
  return (
    <div className={styles.sort}>
      <span className={styles.word}>Sort</span>
      <Button
        className={styles.choice}
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-label={`Sort: ${sortInWords(sort)}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {sortInWords(sort)}
      </Button>
      <IconButton
        aria-label={`Turn round: ${sortInWords(reversed)}`}
        title={sortInWords(reversed)}
        onClick={() => onSort(reversed)}
      >
        <ArrowsIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {plainSorts.map(item)}
        <Divider />
        {classesInOrder(favoured).map((trainId) => item({ by: 'class-share', trainId, descending: true }))}
      </Menu>
    </div>
  )
}

const classesInOrder = (favoured: readonly TrainId[]): readonly TrainId[] => [
  ...favoured,
  ...trainIds.filter((trainId) => !favoured.includes(trainId)),
]

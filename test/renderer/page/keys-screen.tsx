import Button from '@mui/material/Button'
import Slider from '@mui/material/Slider'
import { useState } from 'react'
import { useAnnounce } from '../../../src/renderer/shell/announcements/announcements.tsx'
import { ThemeChooser } from '../../../src/renderer/shell/appearance.tsx'
import { ScreenHeader } from '../../../src/renderer/shell/frame/screen-header.tsx'
import { useKeys } from '../../../src/renderer/shell/keys/keys.tsx'
import { SearchField } from '../../../src/renderer/shell/search-field.tsx'
import { asNumber, useStoredState } from '../../../src/renderer/shell/stored-state.ts'

/** Counts what keys do. */
export function KeysScreen() {
  const [presses, setPresses] = useState(0)
  const [moves, setMoves] = useState(0)
  const [isHeld, setIsHeld] = useState(false)
  const [search, setSearch] = useState('')
  const [kept, setKept] = useStoredState('keys/kept', 0, asNumber)
  const announce = useAnnounce()
  useKeys('This screen', [
    { keys: ['1', 'Space'], words: 'Count a press', onPress: () => setPresses(presses + 1) },
    { keys: ['ArrowLeft', 'ArrowRight'], words: 'Move', onPress: () => setMoves(moves + 1), isRepeated: true },
    { keys: 'h', words: 'Hold to see', onHold: setIsHeld },
    { keys: 'Mod+Shift+z', words: 'Do again', onPress: () => setPresses(100) },
  ])
  return (
    <>
      <ScreenHeader title="Keys" primary={{ label: 'Keep', keys: 'k', onClick: () => setKept(kept + 1) }}>
        <SearchField label="Search file names" value={search} onChange={setSearch} />
      </ScreenHeader>
      <p data-testid="state">{`presses ${presses}, moves ${moves}, ${isHeld ? 'held' : 'not held'}, kept ${kept}`}</p>
      <Button onClick={() => announce('4 pictures put on fog.')}>Announce</Button>
      <Slider aria-label="A slider" defaultValue={50} sx={{ width: 200 }} />
      <ThemeChooser />
    </>
  )
}

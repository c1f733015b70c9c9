import ClearIcon from '@mui/icons-material/Close'
import SearchIcon from '@mui/icons-material/Search'
import IconButton from '@mui/material/IconButton'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useRef, type KeyboardEvent } from 'react'
import { Kbd } from '../ui/keys/kbd.tsx'
import { useKeys } from './keys/keys.tsx'
import styles from './search-field.module.css'

interface SearchFieldProps {
  /** What is searched: `Search file names`. */
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Pixels; 240 unless told. */
  readonly width?: number
}

/** The search of a screen; `/` goes to it from anywhere, Escape empties it, then leaves it. One on a screen. */
export function SearchField({ label, value, onChange, width = 240 }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useKeys('Everywhere', [{ keys: '/', words: label, onPress: () => input.current?.select() }], 'everywhere')

  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    if (value === '') input.current?.blur()
    else onChange('')
  }

  return (
    <OutlinedInput
      className={styles.field}
      sx={{ width }}
      inputRef={input}
      value={value}
      placeholder={label}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={escape}
      slotProps={{ input: { 'aria-label': label, 'aria-keyshortcuts': '/', spellCheck: false } }}
      startAdornment={<SearchIcon className={styles.icon} />}
      endAdornment={
        value === '' ? (
          <Kbd keys="/" />
        ) : (
          <IconButton className={styles.clear} aria-label="Clear the search" title="Clear" onClick={() => onChange('')}>
            <ClearIcon />
          </IconButton>
        )
      }
    />
  )
}

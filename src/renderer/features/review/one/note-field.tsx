import OutlinedInput from '@mui/material/OutlinedInput'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

interface NoteFieldProps {
  readonly note: string
  readonly onNote: (note: string) => void
  /** Back to where keys judge. */
  readonly onLeave: () => void
}

/** A note on a result: Enter keeps it, Escape puts back what was there, leaving the field keeps it. */
export function NoteField({ note, onNote, onLeave }: NoteFieldProps) {
  const [typed, setTyped] = useState(note)
  const field = useRef<HTMLTextAreaElement>(null)
  const isLeaving = useRef(false)
  useEffect(() => field.current?.focus(), [])
  const leave = (keeps: boolean) => {
    if (isLeaving.current) return
    isLeaving.current = true
    if (keeps && typed.trim() !== note) onNote(typed.trim())
    onLeave()
  }
  const press = (event: KeyboardEvent) => {
    const isEnter = event.key === 'Enter' && !event.shiftKey
    if (event.key !== 'Escape' && !isEnter) return
    event.preventDefault()
    leave(isEnter)
  }
  return (
    <OutlinedInput
      fullWidth
      multiline
      minRows={2}
      maxRows={8}
      value={typed}
      inputRef={field}
      placeholder="Enter keeps it, Esc leaves it"
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={press}
      onBlur={() => leave(true)}
      slotProps={{ input: { 'aria-label': 'Note', maxLength: 10_000 } }}
    />
  )
}

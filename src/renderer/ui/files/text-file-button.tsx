import Button from '@mui/material/Button'
import { useRef, type ChangeEvent, type ReactNode } from 'react'

interface TextFileButtonProps {
  /** What screen readers call the file that is asked for: `Plan file`. */
  readonly name: string
  /** As `<input accept>`: `.json,application/json`. */
  readonly accept: string
  readonly title?: string
  readonly onText: (text: string, name: string) => void
  readonly children: ReactNode
}

/** Asks for a file of the person's machine, which a browser opens elsewhere than the application runs, and reads it as text. */
export function TextFileButton({ name, accept, title, onText, children }: TextFileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const read = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    target.value = ''
    if (file) void file.text().then((text) => onText(text, file.name))
  }
  return (
    <>
      <input ref={input} type="file" accept={accept} hidden onChange={read} aria-label={name} />
      <Button title={title} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  )
}

import CheckIcon from '@mui/icons-material/CheckRounded'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useState, type FormEvent } from 'react'
import { reviewTags } from '../../../../shared/review.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import styles from './verdict-pane.module.css'

interface TagListProps {
  readonly tags: readonly string[]
  readonly onTags: (tags: readonly string[]) => void
}

/** Puts a tag on, or takes it off. */
export const toggledTag = (tags: readonly string[], tag: string): readonly string[] =>
  tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag]

/** What is wrong with a result, in a word: six on the digits, others as they are typed. */
export function TagList({ tags, onTags }: TagListProps) {
  const [typed, setTyped] = useState('')
  const others = tags.filter((tag) => !reviewTags.some((known) => known === tag))
  const add = (event: FormEvent) => {
    event.preventDefault()
    const tag = typed.trim()
    if (tag !== '' && !tags.includes(tag)) onTags([...tags, tag])
    setTyped('')
  }
  return (
    <>
      <div className={styles.tags} role="group" aria-label="Tags">
        {[...reviewTags, ...others].map((tag, place) => {
          const isOn = tags.includes(tag)
          const keys = place < reviewTags.length ? String(place + 1) : undefined
          return (
            <button
              key={tag}
              type="button"
              className={isOn ? `${styles.tag} ${styles.on}` : styles.tag}
              aria-pressed={isOn}
              aria-keyshortcuts={keys}
              onClick={() => onTags(toggledTag(tags, tag))}
            >
              {keys && <Kbd keys={keys} />}
              {tag}
              {isOn && <CheckIcon />}
            </button>
          )
        })}
      </div>
      <form onSubmit={add}>
        <OutlinedInput
          fullWidth
          value={typed}
          placeholder="Another tag, then Enter"
          onChange={(event) => setTyped(event.target.value)}
          slotProps={{ input: { 'aria-label': 'Another tag', maxLength: 100 } }}
        />
      </form>
    </>
  )
}

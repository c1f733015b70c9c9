import Button from '@mui/material/Button'
import { useState } from 'react'
import { useFolderChoice } from '../../application/folders/folder-choice.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../ui/feedback/state-label.tsx'
import { placeInWords, wayBack } from './place.ts'
import { PlaceDialog } from './place-dialog.tsx'
import type { Start } from './start.ts'
import styles from './workspace-line.module.css'

/** Where the workspace will lie; a banner with the reason where it cannot. */
export function WorkspaceLine({ start }: { start: Start }) {
  const [isChoosing, setIsChoosing] = useState(false)
  const choose = useFolderChoice()
  const { place, trouble, refused, suggestions, isKnown } = start
  const openAnother = async () => {
    const folder = await choose('Open a workspace')
    if (folder !== null) await start.open(folder)
  }
  return (
    <section className={styles.line} aria-label="Workspace">
      {trouble && <Trouble start={start} />}
      {refused && refused.message !== trouble?.message && (
        <ErrorBanner
          what={refused.message}
          action={{ label: 'Change the place', onClick: () => setIsChoosing(true) }}
        />
      )}
      <div className={styles.place}>
        <div className={styles.words}>
          <p>
            <span className={styles.name}>Workspace</span> <strong>{place}</strong>
          </p>
          {place !== null && !refused && (
            <StateLabel state={suggestions.some(({ folder }) => folder === place) ? 'good' : 'note'}>
              {placeInWords(place, suggestions)}
            </StateLabel>
          )}
          {place === null && isKnown && (
            <StateLabel state="warning">No local disk has 5 GB free. Choose a place for the workspace.</StateLabel>
          )}
        </div>
        <Button onClick={() => setIsChoosing(true)}>Change…</Button>
        <Button onClick={() => void openAnother()}>Open another…</Button>
      </div>
      {isChoosing && <PlaceDialog start={start} onClose={() => setIsChoosing(false)} />}
    </section>
  )
}

function Trouble({ start: { trouble, restore, open } }: { start: Start }) {
  if (!trouble) return null
  const { folder, message, damaged } = trouble
  const { label, advice } = wayBack(trouble)
  return (
    <ErrorBanner
      what={message}
      where={folder}
      advice={advice}
      action={{ label, onClick: () => void (damaged ? restore(folder) : open(folder)) }}
    />
  )
}

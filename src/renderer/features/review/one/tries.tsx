import type { ReviewDetail } from '../../../../shared/review.ts'
import Button from '@mui/material/Button'
import { resultThumbnailUrl } from '../../../api.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { VerdictSign } from '../verdict-sign.tsx'
import styles from './verdict-pane.module.css'

interface TriesProps {
  readonly detail: ReviewDetail
  readonly compared: number | null
  readonly onCompare: (transfer: number | null) => void
  readonly onOpen: (transfer: number) => void
}

/** All tries of the same content: each is laid beside the one in sight, or gone to. */
export function Tries({ detail, compared, onCompare, onOpen }: TriesProps) {
  if (detail.versions.length < 2) return null
  return (
    <Section title="Tries" note={`${detail.versions.length} of this content, linked`}>
      <ul className={styles.tries}>
        {detail.versions.map(({ id, state, verdict }, place) => {
          const isThis = id === detail.id
          return (
            <li key={id} className={styles.try}>
              <span className={isThis ? `${styles.thumbnail} ${styles.now}` : styles.thumbnail}>
                {state === 'done' && <img src={resultThumbnailUrl(id)} alt={`Try ${place + 1}`} draggable={false} />}
              </span>
              <span>
                <b>Try {place + 1}</b>
                <span className={styles.tryState}>
                  {state === 'done' ? <VerdictSign verdict={verdict} /> : <span>{state}</span>}
                </span>
              </span>
              {isThis && <span className={styles.none}>in sight</span>}
              {!isThis && state === 'done' && (
                <span className={styles.tryButtons}>
                  <Button
                    aria-pressed={compared === id}
                    aria-label={`Compare with try ${place + 1}`}
                    onClick={() => onCompare(compared === id ? null : id)}
                  >
                    Compare
                  </Button>
                  <Button aria-label={`Go to try ${place + 1}`} onClick={() => onOpen(id)}>
                    Go to
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

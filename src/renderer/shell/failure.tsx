import Button from '@mui/material/Button'
import { useState } from 'react'
import { ErrorBanner } from '../ui/feedback/error-banner.tsx'
import styles from './failure.module.css'

interface FailureProps {
  /** `The gallery`. */
  readonly what: string
  readonly error: unknown
  /** The components that it happened in. */
  readonly place: string
  readonly onRetry: () => void
}

/** A part of the window that stopped: what, what to do, and the details for a report. */
export function Failure({ what, error, place, onRetry }: FailureProps) {
  const [isDetailed, setIsDetailed] = useState(false)
  const [isCopied, setIsCopied] = useState(false)
  const details = detailsOf(error, place)
  const copy = () => {
    void navigator.clipboard.writeText(details).then(
      () => setIsCopied(true),
      () => setIsDetailed(true),
    )
  }
  return (
    <div className={styles.failure}>
      <div className={styles.text}>
        <ErrorBanner
          what={`${what} stopped because of a defect in Weatherglass.`}
          advice="Open it again. If it stops again, add the details to a report."
          action={{ label: 'Open again', onClick: onRetry }}
        />
        <div className={styles.buttons}>
          <Button aria-expanded={isDetailed} onClick={() => setIsDetailed(!isDetailed)}>
            {isDetailed ? 'Hide details' : 'Show details'}
          </Button>
          <Button onClick={copy}>{isCopied ? 'Copied' : 'Copy details'}</Button>
        </div>
        {isDetailed && (
          <pre className={styles.details} tabIndex={0} aria-label="Details">
            {details}
          </pre>
        )}
      </div>
    </div>
  )
}

function detailsOf(error: unknown, place: string): string {
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error)
  return `${text}\n${place}`.trim()
}

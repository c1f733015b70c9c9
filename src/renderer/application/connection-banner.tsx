import { useSyncExternalStore } from 'react'
import { line, type LineState } from '../api.ts'
import { ErrorBanner } from '../ui/feedback/error-banner.tsx'
import styles from './connection-banner.module.css'

const subscribe = (listener: () => void): (() => void) => line.subscribe(listener)
const stateOfLine = (): LineState => line.state

/** Over everything while the application cannot be reached: what is on screen stays, and works again by itself. */
export function ConnectionBanner() {
  const state = useSyncExternalStore(subscribe, stateOfLine)
  if (state === 'open' || state === 'opening') return null
  return (
    <div className={styles.place}>
      {state === 'lost' ? (
        <ErrorBanner
          kind="warning"
          what="Weatherglass cannot be reached just now."
          advice="It is tried again by itself. If this stays, look whether the server still runs and the network is there."
        />
      ) : (
        <ErrorBanner
          what="The server was started anew and does not know this browser any more."
          advice="Open the link that it printed; Enter in its terminal prints another one."
        />
      )}
    </div>
  )
}

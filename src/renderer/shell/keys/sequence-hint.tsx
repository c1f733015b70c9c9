import { useSyncExternalStore } from 'react'
import { Kbd } from '../../ui/keys/kbd.tsx'
import { useKeyRegistry } from './keys.tsx'
import styles from './sequence-hint.module.css'

/** After the first key of a sequence: which keys end it, and what they do. */
export function SequenceHint() {
  const registry = useKeyRegistry()
  const begun = useSyncExternalStore(
    (listener) => registry.subscribe(listener),
    () => registry.begun,
  )
  if (begun.length === 0) return null
  return (
    <div className={styles.hint} aria-hidden>
      {begun.map(({ keys, words }) => (
        <span key={keys} className={styles.sequence}>
          <Kbd keys={keys.split(' ')[1]!} />
          {words}
        </span>
      ))}
    </div>
  )
}

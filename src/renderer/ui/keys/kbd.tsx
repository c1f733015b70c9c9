import { keyCaps, keysInWords, type KeyCombination } from './key-words.ts'
import styles from './kbd.module.css'

/** Keys as caps: `<Kbd keys="Mod+Z" />`, `<Kbd keys="g l" />`. Takes the colour of what it stands in. */
export function Kbd({ keys }: { keys: KeyCombination }) {
  return (
    <span className={styles.keys}>
      <span className={styles.spoken}>{keysInWords(keys)}</span>
      {keyCaps(keys).map((caps, group) => (
        <span key={group} className={styles.group} aria-hidden>
          {group > 0 && <span className={styles.then}>then</span>}
          {caps.map((cap) => (
            <kbd key={cap} className={styles.cap}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  )
}

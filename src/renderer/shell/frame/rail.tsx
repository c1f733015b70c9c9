import KeyboardIcon from '@mui/icons-material/KeyboardOutlined'
import type { MouseEvent } from 'react'
import { keysInWords } from '../../ui/keys/key-words.ts'
import { useShortcutSheet } from '../keys/shortcut-sheet.tsx'
import { useNavigation } from '../navigation/navigation.tsx'
import { digitKey, isAtFoot, type Screen } from '../screen.ts'
import { Mark } from './mark.tsx'
import styles from './rail.module.css'

/** The work from top to bottom; machine and shortcuts at the foot. */
export function Rail({ screens }: { screens: readonly Screen[] }) {
  const openSheet = useShortcutSheet()
  return (
    <nav className={styles.rail} aria-label="Screens">
      <div className={styles.mark}>
        <Mark />
      </div>
      {screens
        .filter(({ id }) => !isAtFoot(id))
        .map((screen) => (
          <RailLink key={screen.id} screen={screen} />
        ))}
      <span className={styles.spacer} />
      {screens
        .filter(({ id }) => isAtFoot(id))
        .map((screen) => (
          <RailLink key={screen.id} screen={screen} />
        ))}
      <button type="button" className={styles.item} title="Shortcuts (?)" aria-keyshortcuts="?" onClick={openSheet}>
        <KeyboardIcon className={styles.icon} />
        Shortcuts
      </button>
    </nav>
  )
}

function RailLink({ screen: { id, name, Icon, letter, Badge } }: { screen: Screen }) {
  const { place, open } = useNavigation()
  const keys = `${keysInWords(`g ${letter}`)}, ${keysInWords(digitKey(id))}`
  const follow = (event: MouseEvent) => {
    event.preventDefault()
    open(id)
  }
  return (
    <a
      className={styles.item}
      href={`#/${id}`}
      title={`${name} (${keys})`}
      aria-current={place.screen === id ? 'page' : undefined}
      draggable={false}
      onClick={follow}
    >
      <Icon className={styles.icon} />
      {name}
      {Badge && (
        <span className={styles.badge}>
          <Badge />
        </span>
      )}
    </a>
  )
}

import Button from '@mui/material/Button'
import { useWorkspaces } from '../../application/workspaces.tsx'
import styles from './recent-workspaces.module.css'
import type { Start } from './start.ts'

const SHOWN = 4

/** Workspaces that were open before; one that is not there now stays in sight. */
export function RecentWorkspaces({ start }: { start: Start }) {
  const { recent } = useWorkspaces().state
  if (recent.length === 0) return null
  return (
    <nav className={styles.recent} aria-label="Recent workspaces">
      <span className={styles.title}>Recent</span>
      {recent.slice(0, SHOWN).map(({ folder, present }) => (
        <Button
          key={folder}
          className={styles.folder}
          disabled={!present || start.isRunning}
          title={present ? folder : `${folder} is not there now`}
          onClick={() => void start.open(folder)}
        >
          {folder}
          {!present && ' (not there now)'}
        </Button>
      ))}
    </nav>
  )
}

import InventoryIcon from '@mui/icons-material/Inventory2Outlined'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import styles from './export-screen.module.css'

/** Where no run has results: what an export is made of, and what comes before it. */
export function NoResults({ hasRuns }: { hasRuns: boolean }) {
  const { go } = useNavigation()
  const sentence = hasRuns
    ? 'An export is made of accepted results, and no run has one yet. Judge results in the review as they come.'
    : 'An export is made of results that you accepted in the review. Plan a run first; its results come to the review.'
  const action = hasRuns
    ? { label: 'Go to review', onClick: () => go({ screen: 'review' }) }
    : { label: 'Go to runs', onClick: () => go({ screen: 'runs' }) }
  return (
    <div className={styles.empty}>
      <EmptyState Icon={InventoryIcon} sentence={sentence} action={action} />
    </div>
  )
}

import type { ReviewStatistics, ReviewWarning } from '../../../../shared/review.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import styles from './statistics.module.css'

interface WarningListProps {
  readonly warnings: readonly ReviewWarning[]
  readonly references: ReviewStatistics['references']
  readonly className: string | undefined
}

/** What is to be looked at. A reference is said with its condition: frames of several sequences have the same name. */
export const WarningList = ({ warnings, references, className }: WarningListProps) => (
  <ul className={className}>
    {warnings.map((warning) => {
      const named = references.find(
        ({ reference }) => warning.kind === 'mostly-rejected' && warning.reference === reference,
      )
      return (
        <li key={`${named?.reference ?? ''} ${warning.message}`}>
          <StateLabel state="warning">
            <span className={styles.who}>{named && <ConditionLabel condition={named.condition} />}</span>
            {warning.message}
          </StateLabel>
        </li>
      )
    })}
  </ul>
)

import type { ReviewStatistics } from '../../../../shared/review.ts'
import { trainIds, type TrainId } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ShareBar } from '../../../ui/classes/share-bar.tsx'
import { count, share } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { WarningList } from '../statistics/warning-list.tsx'
import styles from './verdict-pane.module.css'

/** Classes that datasets are short of: what is accepted of them is worth knowing while judging. */
const RAREST = 5
const SHOWN_WARNINGS = 3

/** What was accepted so far, class by class, the rarest first; and what to look at. */
export function Accepted({ all }: { all: ReviewStatistics | undefined }) {
  if (!all) return null
  const shares = acceptedShares(all)
  const judged = all.verdicts.accept + all.verdicts.reject
  const largest = shares.at(-1)?.share ?? 1
  return (
    <Section title="Accepted so far" note={`${count(all.verdicts.accept)} of ${count(judged)}`}>
      {shares.length > 0 && (
        <ul aria-label="Share of accepted pixels by class, the rarest first">
          {shares.slice(0, RAREST).map(({ trainId, share: part }) => (
            <li key={trainId} className={styles.class}>
              <span className={styles.className}>
                <ClassLabel trainId={trainId} />
              </span>
              <ShareBar share={Math.sqrt(part)} full={Math.sqrt(largest)} />
              <span className={styles.share}>{share(part)}</span>
            </li>
          ))}
        </ul>
      )}
      {all.verdicts.accept === 0 && <p className={styles.none}>Nothing yet. A accepts the picture in sight.</p>}
      {all.warnings.length > 0 && (
        <WarningList
          warnings={all.warnings.slice(0, SHOWN_WARNINGS)}
          references={all.references}
          className={styles.warnings}
        />
      )}
    </Section>
  )
}

/** The share of the accepted pixels by class, the rarest first; classes that no accepted picture shows are named by a warning. */
export function acceptedShares({
  conditions,
}: Pick<ReviewStatistics, 'conditions'>): readonly { readonly trainId: TrainId; readonly share: number }[] {
  const pixels = trainIds.map((trainId) =>
    conditions.reduce((sum, { acceptedPixels }) => sum + (acceptedPixels[trainId] ?? 0), 0),
  )
  const whole = Math.max(
    1,
    pixels.reduce((sum, part) => sum + part, 0),
  )
  return trainIds
    .map((trainId) => ({ trainId, share: pixels[trainId]! / whole }))
    .filter(({ share: part }) => part > 0)
    .toSorted((a, b) => a.share - b.share)
}

import WarningIcon from '@mui/icons-material/WarningAmberRounded'
import { classNames, type TrainId } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ShareBar } from '../../../ui/classes/share-bar.tsx'
import { counted, share } from '../../../ui/format/numbers.ts'
import type { ClassRow } from './class-table.ts'
import styles from './class-table.module.css'

interface ClassTableCardProps {
  readonly rows: readonly ClassRow[]
  readonly lit: TrainId | null
  readonly onLit: (trainId: TrainId | null) => void
  readonly hasContentLabel: boolean
  readonly hasReferenceLabel: boolean
}

/** More than so much of a class attending to others is worth a look. */
const MANY = 0.8

/** By class: how much of it is kept, and how much attends most to another class. Pointing at a row lights its class up. */
export function ClassTableCard({ rows, lit, onLit, hasContentLabel, hasReferenceLabel }: ClassTableCardProps) {
  if (!hasContentLabel)
    return (
      <section className={styles.card} aria-label="Classes">
        <p className={styles.note}>The content has no label, so nothing can be said by class. Pick a labelled frame.</p>
      </section>
    )
  const absent = 19 - rows.length
  return (
    <section className={styles.card} aria-label="Classes" onPointerLeave={() => onLit(null)}>
      <table aria-label="What is kept of each class">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" title="Of all places of the content">
              Share
            </th>
            <th scope="col" title="Of the places of the class: those that keep the content’s appearance">
              Kept
            </th>
            <th scope="col" className={styles.barColumn} aria-hidden />
            <th scope="col" title="Of the places of the class: those that attend most to a place of another class">
              To others
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.trainId}
              className={lit === row.trainId ? styles.lit : undefined}
              data-class={classNames[row.trainId]}
              tabIndex={0}
              onPointerEnter={() => onLit(row.trainId)}
              onFocus={() => onLit(row.trainId)}
              onBlur={() => onLit(null)}
            >
              <th scope="row">
                <ClassLabel trainId={row.trainId} />
              </th>
              <td className={styles.second}>{share(row.share)}</td>
              <td className={styles.kept} data-kept={row.kept}>
                {share(row.kept)}
              </td>
              <td className={styles.barColumn} aria-hidden>
                <span className={styles.bar}>
                  <ShareBar share={row.kept} />
                </span>
              </td>
              <td className={styles.second} data-others={row.toOthers ?? ''}>
                <ToOthers share={row.toOthers} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>
        {hasReferenceLabel
          ? `${counted(absent, 'class is', 'classes are')} not on the content.`
          : 'The reference has no label, so it is not known which class a place attends to.'}
      </p>
    </section>
  )
}

function ToOthers({ share: part }: { share: number | null }) {
  if (part === null) return '–'
  if (part <= MANY) return share(part)
  return (
    <span className={styles.warned}>
      <WarningIcon titleAccess="Most of it attends to other classes:" />
      {share(part)}
    </span>
  )
}

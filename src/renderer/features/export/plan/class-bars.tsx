import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'
import type { Condition } from '../../../../shared/conditions.ts'
import type { ClassShares, ExportPlan } from '../../../../shared/exports.ts'
import { trainIdOfClassName } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ConditionIcon, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count, share } from '../../../ui/format/numbers.ts'
import { barOf, byShare, sharesOf } from './plan-words.ts'
import styles from './class-bars.module.css'

type Shown = Condition | 'all'

/** Pixels per class before and after: of the contents, of what is exported, of the real pictures it is to resemble. */
export function ClassBars({ plan }: { plan: ExportPlan }) {
  const [chosen, setChosen] = useState<Shown>('all')
  const one = plan.byCondition.find(({ condition }) => condition === chosen)
  const shares = byShare(one ? sharesOf(one) : plan.classes)
  const realImages = (one ? [one] : plan.byCondition).reduce((sum, { realImages: images }) => sum + images, 0)
  const hasReal = shares.some(({ real }) => real !== null)
  const greatest = Math.max(...shares.flatMap(({ content, exported, real }) => [content, exported, real ?? 0]))
  return (
    <section className={styles.bars} aria-label="Pixels per class">
      <div className={styles.head}>
        <h2 className={styles.title}>Pixels per class</h2>
        <ToggleButtonGroup
          exclusive
          value={one ? chosen : 'all'}
          onChange={(_, next: Shown | null) => next && setChosen(next)}
          aria-label="Conditions that are counted"
        >
          <ToggleButton value="all" className={styles.toggle}>
            All
          </ToggleButton>
          {plan.byCondition.map(({ condition }) => (
            <ToggleButton
              key={condition}
              value={condition}
              className={styles.toggle}
              aria-label={conditionNames[condition]}
              title={conditionNames[condition]}
            >
              <ConditionIcon condition={condition} size={15} isDecorative />
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className={styles.legend} aria-hidden>
        <span className={styles.contentKey}>content</span>
        <span className={styles.exportedKey}>this export</span>
        {hasReal && <span className={styles.realKey}>{count(realImages)} real</span>}
      </div>
      <table className={styles.table} aria-label="Share of the labelled pixels by class">
        <thead className={styles.unseen}>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Content, this export, real pictures</th>
            <th scope="col">This export</th>
          </tr>
        </thead>
        <tbody>
          {shares.map((each) => (
            <ClassRow key={each.class} shares={each} greatest={greatest} />
          ))}
        </tbody>
      </table>
      <p className={styles.note}>
        Bars on a square-root scale; the number is the share of this export.
        {!hasReal && ' No labelled real picture of this weather is in the workspace to compare with.'}
      </p>
    </section>
  )
}

function ClassRow({ shares, greatest }: { shares: ClassShares; greatest: number }) {
  const { content, exported, real } = shares
  const part = (value: number) => `${100 * barOf(value, greatest)}%`
  return (
    <tr>
      <th scope="row" className={styles.class}>
        <ClassLabel trainId={trainIdOfClassName(shares.class)} />
      </th>
      <td>
        <span className={styles.unseen}>
          {share(content)} of the content, {share(exported)} of this export
          {real !== null && `, ${share(real)} of real pictures`}
        </span>
        <span className={styles.pair} aria-hidden>
          <span className={styles.content} style={{ width: part(content) }} />
          <span className={styles.exported} style={{ width: part(exported) }} />
          {real !== null && <span className={styles.real} style={{ left: part(real) }} />}
        </span>
      </td>
      <td className={styles.share}>{share(exported)}</td>
    </tr>
  )
}

import Button from '@mui/material/Button'
import { useState } from 'react'
import { leftOutTitles, type LeftOut as Reason } from '../../../../shared/exports.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { LeftOutDialog } from './left-out-dialog.tsx'
import styles from './left-out.module.css'

/** What a person would want to know before it is written. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <Section title="Before you export">
      <ul className={styles.warnings}>
        {warnings.map((warning) => (
          <li key={warning}>
            <StateLabel state="warning">{warning}</StateLabel>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** What does not go in: how many, why, and what can be done about it. */
export function LeftOut({ leftOut }: { leftOut: readonly Reason[] }) {
  const [isListed, setListed] = useState(false)
  const all = leftOut.reduce((sum, { count: pictures }) => sum + pictures, 0)
  if (all === 0)
    return (
      <Section title="Left out: nothing">
        <p className={styles.sentence}>Every result of these choices goes in.</p>
      </Section>
    )
  return (
    <Section
      title={`Left out: ${count(all)}`}
      note={
        <Button className={styles.button} onClick={() => setListed(true)}>
          Show as list
        </Button>
      }
    >
      <table className={styles.table} aria-label="Left out, by reason">
        <tbody>
          {leftOut.map(({ reason, count: pictures, sentence }) => (
            <tr key={reason}>
              <td className={styles.count}>{count(pictures)}</td>
              <th scope="row" className={styles.reason}>
                {leftOutTitles[reason]}
              </th>
              <td className={styles.sentence}>{sentence}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {isListed && <LeftOutDialog leftOut={leftOut} onClose={() => setListed(false)} />}
    </Section>
  )
}

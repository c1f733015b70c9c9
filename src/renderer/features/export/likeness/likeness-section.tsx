import Button from '@mui/material/Button'
import { useState, useSyncExternalStore } from 'react'
import type { ConditionLikeness, ExportOptions } from '../../../../shared/exports.ts'
import { useStoredState } from '../../../shell/stored-state.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, share } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import { ClassAgreementDialog } from './class-agreement-dialog.tsx'
import { LikenessDialog } from './likeness-dialog.tsx'
import styles from './likeness-section.module.css'
import { measuringOf } from './likeness-words.ts'
import { asNetworks, likenessRequest, noNetworks } from './networks.ts'
import { likenessWork as work } from './window-likeness.ts'

/** How near the results are to real pictures of their weather, by networks that the person brings. */
export function LikenessSection({ options }: { options: ExportOptions }) {
  const { measured, step, isRunning, failure } = useSyncExternalStore(work.subscribe, work.current)
  const [networks, setNetworks] = useStoredState('export/networks', noNetworks, asNetworks)
  const [isAsking, setAsking] = useState(false)
  const [isListed, setListed] = useState(false)
  const start = () => {
    const request = likenessRequest(options, networks)
    if (!request) return
    setAsking(false)
    work.start(request)
  }
  const isOfOthers = measured !== null && measured.of !== options
  const conditions = measured?.conditions ?? []
  return (
    <Section
      title="Likeness to the real condition"
      note={
        !isRunning && (
          <Button className={styles.button} onClick={() => setAsking(true)}>
            {measured ? 'Measure again…' : 'Measure…'}
          </Button>
        )
      }
    >
      {isRunning && <ProgressLine form="block" progress={measuringOf(step)} onCancel={() => work.cancel()} />}
      {failure && <ErrorBanner what={failure.message} onDismiss={() => work.dismiss()} />}
      {!measured && !isRunning && (
        <p className={styles.none}>
          FID and KID want the weights of InceptionV3, label agreement a segmentation network as ONNX; bring your own,
          both run on this machine.
        </p>
      )}
      {conditions.length > 0 && (
        <>
          {isOfOthers && <StateLabel state="note">Measured for other choices than those at the left.</StateLabel>}
          <LikenessTable conditions={conditions} onClasses={() => setListed(true)} />
          <Notes conditions={conditions} />
        </>
      )}
      {isAsking && (
        <LikenessDialog networks={networks} onNetworks={setNetworks} onStart={start} onClose={() => setAsking(false)} />
      )}
      {isListed && <ClassAgreementDialog conditions={conditions} onClose={() => setListed(false)} />}
    </Section>
  )
}

interface LikenessTableProps {
  readonly conditions: readonly ConditionLikeness[]
  readonly onClasses: () => void
}

const LikenessTable = ({ conditions, onClasses }: LikenessTableProps) => (
  <table className={styles.table} aria-label="Likeness by condition">
    <thead>
      <tr>
        <th scope="col">Condition</th>
        <th scope="col" className={styles.number}>
          FID
        </th>
        <th scope="col" className={styles.number}>
          KID × 1,000
        </th>
        <th scope="col" className={styles.number}>
          Label agreement, mIoU
        </th>
        <th scope="col">Compared</th>
      </tr>
    </thead>
    <tbody>
      {conditions.map(({ condition, fid, kid, agreement, results, real }) => (
        <tr key={condition}>
          <th scope="row">
            <ConditionLabel condition={condition} />
          </th>
          <td className={`${styles.number} ${styles.strong}`}>{fid === null ? 'none' : fid.toFixed(1)}</td>
          <td className={styles.number}>
            {kid === null ? 'none' : `${(kid.mean * 1000).toFixed(1)} ± ${(kid.deviation * 1000).toFixed(1)}`}
          </td>
          <td className={styles.number}>
            {agreement === null ? (
              'none'
            ) : (
              <button type="button" className={styles.classes} onClick={onClasses} title="Show each class">
                {share(agreement.mean)}
              </button>
            )}
          </td>
          <td>
            {count(results)} with {count(real)} real
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** How it was measured, and what makes the numbers unsure: always beside the values. */
function Notes({ conditions }: { conditions: readonly ConditionLikeness[] }) {
  const how = [...new Set(conditions.map((each) => each.how))]
  const warnings = conditions.flatMap(({ warning }) => (warning === null ? [] : [warning]))
  const [first] = warnings
  return (
    <div className={styles.notes}>
      {how.map((words) => (
        <p key={words}>{words}</p>
      ))}
      {first !== undefined && <StateLabel state="warning">{first}</StateLabel>}
    </div>
  )
}

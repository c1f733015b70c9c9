import Tooltip from '@mui/material/Tooltip'
import type { ClassCoverage } from '../../../../shared/boards.ts'
import { classNames, trainIds, type ClassName, type TrainId } from '../../../../shared/labels.ts'
import { classColour } from '../../../ui/classes/class-chip.tsx'
import styles from './coverage-cells.module.css'
import { cellInWords } from './coverage-words.ts'

interface CoverageCellsProps {
  readonly classes: readonly ClassCoverage[]
  /** Classes that need no counterpart, since they are too small everywhere in the content. */
  readonly tooSmall: readonly ClassName[]
}

/** A cell for each of the 19 classes in the order of Cityscapes; the same stands in words below, and in the table. */
export function CoverageCells({ classes, tooSmall }: CoverageCellsProps) {
  const byName = new Map(classes.map((each) => [each.class, each]))
  return (
    <div className={styles.cells} aria-hidden>
      {trainIds.map((trainId) => {
        const name = classNames[trainId]
        const coverage = byName.get(name)
        return (
          <Tooltip key={name} title={cellInWords(name, coverage, tooSmall)} enterDelay={80} disableInteractive>
            <span className={`${styles.cell} ${styles[coverage?.state ?? 'unneeded']}`}>
              <Fill trainId={trainId} coverage={coverage} />
            </span>
          </Tooltip>
        )
      })}
    </div>
  )
}

/** A weak class shows that there is something, and that it is little. */
const [LOWEST, HIGHEST] = [0.2, 0.6]

function Fill({ trainId, coverage }: { trainId: TrainId; coverage: ClassCoverage | undefined }) {
  if (!coverage || coverage.state === 'missing') return null
  const height = coverage.state === 'covered' ? 1 : Math.min(HIGHEST, Math.max(LOWEST, coverage.coverage))
  return <span className={styles.fill} style={{ height: `${height * 100}%`, backgroundColor: classColour(trainId) }} />
}

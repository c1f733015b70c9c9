import type { BoardCoverage } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { CoverageCells } from './coverage-cells.tsx'
import { coverageInWords } from './coverage-words.ts'
import styles from './column-facts.module.css'

interface ColumnFactsProps {
  readonly condition: PickCondition
  readonly references: number
  /** Undefined while it is reckoned for the first time. */
  readonly coverage: BoardCoverage | undefined
  /** What came of the last suggestion, where it added nothing. */
  readonly note: string | undefined
  readonly presets: readonly SavedPreset[]
}

/** How a column covers the classes of the content: cells, then the same in words. */
export function ColumnFacts({ condition, references, coverage, note, presets }: ColumnFactsProps) {
  const column = coverage?.columns.find((each) => each.condition === condition)
  const words = column && coverageInWords(column, references)
  return (
    <div className={styles.facts}>
      <CoverageCells classes={column?.classes ?? []} tooSmall={coverage?.tooSmall ?? []} />
      {words && (
        <p>
          <b>{words.covered}</b> {words.more}
        </p>
      )}
      {words?.notes.map(({ kind, classes, text }) => (
        <StateLabel key={text} state={kind}>
          {classes.length > 0 && <b>{classes.join(', ')}:</b>} {text}
        </StateLabel>
      ))}
      {presets.length > 0 && (
        <p>
          {presets.length === 1 ? 'Preset' : 'Presets'}: <b>{presets.map(nameWithVersion).join(', ')}</b>
        </p>
      )}
      {note !== undefined && <StateLabel state="note">{note}</StateLabel>}
    </div>
  )
}

/** As the tuning screen names its newest version: `Snow, soft 2`. */
const nameWithVersion = ({ name, versions: [newest] }: SavedPreset): string =>
  newest ? `${name} ${newest.version}` : name

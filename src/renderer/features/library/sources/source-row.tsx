import Button from '@mui/material/Button'
import { conditions, type Condition } from '../../../../shared/conditions.ts'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { IndexingProgress } from '../../../../shared/sources.ts'
import { ConditionIcon, ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import { layoutInWords } from '../layout-words.ts'
import type { SourceActions } from './source-actions.ts'
import { SourceMenu } from './source-menu.tsx'
import { SourceSamples } from './source-samples.tsx'
import { sourceState, type SourceState } from './source-state.ts'
import styles from './source-row.module.css'

interface SourceRowProps {
  readonly source: SourceSummary
  readonly indexing: IndexingProgress | undefined
  readonly actions: SourceActions
}

/** A source: what it is, how far it is, what is in it, and what can be done with it. */
export function SourceRow({ source, indexing, actions }: SourceRowProps) {
  const { id, name, layout, root, images, labelled, problems } = source
  const state = sourceState(source, indexing)
  const isGone = state.kind === 'gone'
  return (
    <li className={isGone ? `${styles.row} ${styles.gone}` : styles.row}>
      <SourceSamples source={id} images={images} isDimmed={isGone} />
      <div className={styles.what}>
        <h2 className={styles.line} title={root}>
          <strong>{name}</strong> <span className={styles.where}>{`${layoutInWords(layout)} · ${root}`}</span>
        </h2>
        <StateLine state={state} />
      </div>
      <Fact value={images}>images</Fact>
      <Fact value={labelled}>with label</Fact>
      <button
        type="button"
        className={`${styles.fact} ${styles.problems}`}
        disabled={problems === 0}
        onClick={() => actions.showProblems(id)}
      >
        <span className={problems > 0 ? `${styles.value} ${styles.some}` : styles.value}>{count(problems)}</span>{' '}
        problems
      </button>
      <Conditions counts={source.conditions} />
      <div className={styles.buttons}>
        <MainButton source={source} state={state} actions={actions} />
        <SourceMenu source={source} isBusy={state.kind === 'working'} actions={actions} />
      </div>
    </li>
  )
}

function StateLine({ state }: { state: SourceState }) {
  if (state.kind === 'working') {
    const { name, ...progress } = state.progress
    return <ProgressLine form="block" progress={{ ...progress, name: name.split(' ')[0]! }} />
  }
  const labels = { waiting: 'waiting', gone: 'bad', failed: 'bad', unread: 'note', ready: 'good' } as const
  return <StateLabel state={labels[state.kind]}>{state.words}</StateLabel>
}

const Fact = ({ value, children }: { value: number; children: string }) => (
  <div className={styles.fact}>
    <span className={styles.value}>{count(value)}</span> {children}
  </div>
)

/** One condition by its name, several by sign and number. */
function Conditions({ counts }: { counts: Readonly<Record<Condition, number>> }) {
  const present = conditions.filter((condition) => counts[condition] > 0)
  const [only, second] = present
  return (
    <div className={styles.conditions}>
      {only && !second && <ConditionLabel condition={only} />}
      {second &&
        present.map((condition) => (
          <span key={condition} className={styles.condition}>
            <ConditionIcon condition={condition} />
            {count(counts[condition])}
          </span>
        ))}
    </div>
  )
}

interface MainButtonProps {
  readonly source: SourceSummary
  readonly state: SourceState
  readonly actions: SourceActions
}

function MainButton({ source: { id, name }, state, actions }: MainButtonProps) {
  if (state.kind === 'working') {
    const { isPaused } = state.progress
    return (
      <Button onClick={isPaused ? actions.resume : actions.pause} title="Reading of all sources">
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
    )
  }
  const words = {
    gone: 'Look again',
    failed: 'Try again',
    unread: 'Rescan',
    ready: 'Rescan',
    waiting: 'Rescan',
  } as const
  return (
    <Button
      variant={state.kind === 'gone' || state.kind === 'failed' ? 'outlined' : 'text'}
      aria-label={`${words[state.kind]}: ${name}`}
      onClick={() => actions.rescan([id])}
    >
      {words[state.kind]}
    </Button>
  )
}

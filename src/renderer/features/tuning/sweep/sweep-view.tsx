import Button from '@mui/material/Button'
import type { CSSProperties } from 'react'
import { imageUrl } from '../../../api.ts'
import { cellUrl } from '../../../api/preview-media.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { measure } from '../../../ui/format/numbers.ts'
import { BeforeAfterSlider } from '../../../ui/pictures/before-after-slider.tsx'
import type { Tuning } from '../use-tuning.ts'
import { cellName } from './sweep-plan.ts'
import { SweepGrid } from './sweep-grid.tsx'
import { SweepPlot } from './sweep-plot.tsx'
import styles from './sweep.module.css'
import type { Sweep } from './use-sweep.ts'

interface SweepViewProps {
  readonly tuning: Tuning
  readonly sweep: Sweep
}

/** The pictures of a sweep as they come, their measures against each other, and the one that is picked. */
export function SweepView({ tuning, sweep: state }: SweepViewProps) {
  const { sweep, failure, dismiss, cells, picked, shown, pick, start } = state
  const [height, width] = (cells[0] ?? tuning.tuned).settings.size
  return (
    <div className={styles.view}>
      {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
      {sweep ? (
        <>
          <SweepGrid
            {...{ sweep, cells }}
            ratio={width / height}
            picked={picked?.cell ?? null}
            onPick={pick}
            onRetry={start}
          />
          <div className={styles.below}>
            <SweepPlot
              axes={sweep}
              cells={cells}
              isRunning={state.isRunning}
              picked={picked?.cell ?? null}
              onPick={pick}
            />
            <Large {...{ tuning, shown, sweep }} isRunning={state.isRunning} />
          </div>
        </>
      ) : (
        <div className={styles.empty}>
          <EmptyState
            sentence="A sweep runs a setting over a list of values and shows the results beside each other. Choose the values at the left, then run it."
            action={{ label: 'Run sweep', onClick: start }}
          />
        </div>
      )}
    </div>
  )
}

interface LargeProps {
  readonly tuning: Tuning
  readonly shown: Sweep['shown']
  readonly sweep: NonNullable<Sweep['sweep']>
  readonly isRunning: boolean
}

function Large({ tuning, shown, sweep, isRunning }: LargeProps) {
  if (!shown)
    return (
      <p className={styles.hint}>
        {isRunning
          ? 'The first picture shows here as soon as it is there.'
          : 'No picture was made. Run the sweep again.'}
      </p>
    )
  const [height, width] = shown.settings.size
  const name = cellName(sweep, shown)
  const { structure, style, leakage } = shown.measures ?? {}
  const ratio = { '--ratio': width / height } as CSSProperties
  return (
    <div className={styles.large}>
      <div className={styles.largeHead}>
        <h2>{name}</h2>
        <span className={styles.hint}>
          structure <b>{measured(structure)}</b> · style <b>{measured(style)}</b> · leakage <b>{measured(leakage)}</b>
        </span>
        <Button variant="outlined" onClick={() => tuning.tuned.change(shown.settings)}>
          Use these settings
        </Button>
      </div>
      <div className={styles.largeStage}>
        <div className={styles.fitted} style={ratio}>
          <BeforeAfterSlider
            key={shown.cell}
            before={imageUrl(sweep.pairs[shown.pair]!.content)}
            after={cellUrl(sweep.sweep, shown.cell)}
            beforeName="Content"
            afterName={name}
            ratio={width / height}
          />
        </div>
      </div>
    </div>
  )
}

const measured = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : measure(value)

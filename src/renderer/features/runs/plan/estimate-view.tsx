import Button from '@mui/material/Button'
import type { RunEstimate } from '../../../../shared/runs.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { bytes, count, counted, duration } from '../../../ui/format/numbers.ts'
import { Figure } from '../../../ui/progress/figure.tsx'
import { sentence } from '../run-words.ts'
import { estimateNotes } from './estimate-words.ts'
import styles from './estimate-view.module.css'
import type { Estimating } from './use-estimate.ts'

interface EstimateViewProps {
  readonly estimating: Estimating
  /** What is missing for a plan at all. */
  readonly blocked: string | null
  readonly onMeasure: () => void
}

/** What the plan comes to: its price in numbers, then in words. */
export function EstimateView({ estimating, blocked, onMeasure }: EstimateViewProps) {
  const { estimate, failure, isReckoning } = estimating
  const trouble = blocked ?? (failure ? sentence(failure.message) : null)
  return (
    // it scrolls where it has much to say, for who comes by keys, too
    <section className={styles.estimate} tabIndex={0} aria-label="What it comes to" aria-busy={isReckoning}>
      {trouble !== null && (
        <div className={styles.notes} role="alert">
          <StateLabel state="bad">{trouble}</StateLabel>
        </div>
      )}
      {trouble === null && !estimate && <p className={styles.waiting}>The plan is reckoned…</p>}
      {trouble === null && estimate && (
        <>
          <Figures estimate={estimate} estimating={estimating} onMeasure={onMeasure} />
          <ul className={styles.notes} aria-label="Before it starts">
            {estimateNotes(estimate).map(({ state, head, words }) => (
              <li key={`${head}${words}`}>
                <StateLabel state={state}>
                  {head && <b>{head} </b>}
                  <span className={styles.words}>{words}</span>
                </StateLabel>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

interface FiguresProps {
  readonly estimate: RunEstimate
  readonly estimating: Estimating
  readonly onMeasure: () => void
}

function Figures({ estimate, estimating: { isReckoning, measuring }, onMeasure }: FiguresProps) {
  const { transfers, contents, references, seconds, imagesPerHour, measuredBy } = estimate
  const { diskBytes, freeDiskBytes, memoryBytes, freeMemoryBytes } = estimate
  return (
    <div className={isReckoning ? `${styles.figures} ${styles.old}` : styles.figures}>
      <Figure value={count(transfers)}>
        transfers of {counted(contents, 'frame')} after {counted(references, 'reference')}
      </Figure>
      {seconds === null ? (
        <div>
          <Button variant="outlined" className={styles.measure} disabled={measuring !== null} onClick={onMeasure}>
            {measuring ? 'Measuring…' : 'Measure the speed'}
          </Button>
          <div className={styles.caption} role="status">
            {measuring ? `${measuring.what}` : 'takes part of one transfer'}
          </div>
        </div>
      ) : (
        <Figure value={duration(seconds)}>
          at {count(Math.max(1, Math.round(imagesPerHour ?? 0)))} images/h,{' '}
          {measuredBy === 'results' ? 'as so far' : 'measured'}
        </Figure>
      )}
      <Figure value={bytes(diskBytes)}>on disk, {bytes(freeDiskBytes)} free</Figure>
      <Figure value={memoryBytes === null ? 'Not known' : bytes(memoryBytes)}>
        memory, {bytes(freeMemoryBytes)} free
      </Figure>
    </div>
  )
}

import { useCallback, useState } from 'react'
import type { CurrentWork, RunSummary, TransferRow } from '../../../../shared/runs.ts'
import { api, resultUrl, thumbnailUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ConditionIcon } from '../../../ui/conditions/condition-icon.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { phaseInWords } from '../run-words.ts'
import styles from './current-picture.module.css'

/** What came last of a run; in its corner what is computed just now: contents after references, and the step. */
export function CurrentPicture({ run, current }: { run: RunSummary; current: CurrentWork | null }) {
  const newest = useNewest(run)
  return (
    <figure className={styles.box}>
      {newest ? (
        <Newest key={newest.id} row={newest} />
      ) : (
        current?.content && <img className={styles.picture} src={thumbnailUrl(current.content)} alt="Content" />
      )}
      {!newest && !current && <span className={styles.none}>The newest result shows here.</span>}
      {newest && (
        <Scrim corner="top-left">
          <ConditionIcon condition={newest.condition} size={14} isPlain />
          {newest.contentName}
        </Scrim>
      )}
      {current && <Now current={current} />}
    </figure>
  )
}

function Newest({ row: { id, contentName } }: { row: TransferRow }) {
  const [isGone, setIsGone] = useState(false)
  if (isGone) return <span className={styles.none}>The file of the newest result is not there any more.</span>
  return (
    <img
      className={styles.picture}
      src={resultUrl(id)}
      alt={`Result of ${contentName}`}
      onError={() => setIsGone(true)}
    />
  )
}

function Now({ current }: { current: CurrentWork }) {
  const { content, reference, condition, transfers, step, steps } = current
  return (
    <figcaption className={styles.now}>
      {content !== null && <img className={styles.small} src={thumbnailUrl(content)} alt="Content in hand" />}
      {reference !== null && <img className={styles.small} src={thumbnailUrl(reference)} alt="Reference in hand" />}
      <span className={styles.words}>
        <ConditionIcon condition={condition} size={14} isPlain />
        {counted(transfers.length, 'picture')} · {phaseInWords(current)}
      </span>
      <span className={styles.steps} aria-hidden>
        <span className={styles.step} style={{ width: `${steps > 0 ? (100 * step) / steps : 0}%` }} />
      </span>
    </figcaption>
  )
}

/** The last done transfer in the order of the run. */
function useNewest({ id, counts: { done } }: RunSummary) {
  const ask = useCallback(
    async (signal: AbortSignal) => {
      if (done === 0) return null
      const { rows } = await api.runs.transfers(
        { run: id, states: ['done'], from: { offset: done - 1 }, limit: 1 },
        { signal },
      )
      return rows[0] ?? null
    },
    [id, done],
  )
  const { value } = useAnswer(ask)
  return value?.hasOutput ? value : null
}

import { useCallback, useState } from 'react'
import type { Pair, PastPreview } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import type { WorkState } from './preview-work.ts'

export interface PastPreviews {
  /** Of the pair, the newest first. */
  readonly history: readonly PastPreview[]
  /** The one that is looked at: the newest unless another was chosen. */
  readonly shown: PastPreview | null
  readonly show: (preview: PastPreview) => void
  /** It was starred or forgotten. */
  readonly lookAgain: () => void
}

/** The previews of a pair that are kept. */
export function usePastPreviews({ content, reference }: Pair, work: WorkState): PastPreviews {
  const [chosen, setChosen] = useState<{ readonly preview: string; readonly after: string | undefined }>()
  const ask = useCallback(
    (signal: AbortSignal) => api.tuning.history({ content, reference }, { signal }),
    [content, reference],
  )
  const { value, again } = useAnswer(ask, work.finished)
  const stored = value?.filter((past) => past.content === content && past.reference === reference) ?? []
  const latest = justDone(work, { content, reference })
  const history = latest && !stored.some(({ preview }) => preview === latest.preview) ? [latest, ...stored] : stored
  // a preview that is done since is what is looked at
  const isCurrent = chosen?.after === latest?.preview
  const shown = (isCurrent && history.find(({ preview }) => preview === chosen?.preview)) || (history[0] ?? null)
  return {
    history,
    shown,
    show: ({ preview }) => setChosen({ preview, after: latest?.preview }),
    lookAgain: again,
  }
}

/** The preview that ended last, before the history is asked for again. */
function justDone({ preview }: WorkState, pair: Pair): PastPreview | null {
  if (preview?.state !== 'done' || preview.content !== pair.content || preview.reference !== pair.reference) return null
  return { ...preview, starred: false, finishedUtc: '' }
}

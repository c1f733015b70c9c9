import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { ReviewDetail, ReviewRow } from '../../../../shared/review.ts'
import { api, imageUrl, resultUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useAnnounce } from '../../../shell/announcements/announcements.tsx'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { count } from '../../../ui/format/numbers.ts'
import type { OverlayLook } from '../../loupe/label-map.ts'
import { loadLabelMap } from '../../loupe/load-label-map.ts'
import { useOverlaySettings } from '../../loupe/use-overlay-settings.ts'
import type { Judgement, ReviewList } from '../list/review-list.ts'
import { resultInWords } from '../review-words.ts'
import styles from '../review.module.css'
import type { Review } from '../use-review.ts'
import { Film } from './film.tsx'
import { HintBar } from './hint-bar.tsx'
import type { Layer } from './layers.ts'
import { PictureStore } from './picture-store.ts'
import { ResultStage } from './result-stage.tsx'
import { useOneKeys } from './use-one-keys.ts'
import { VerdictPane } from './verdict-pane.tsx'

/** Results that are loaded before they come. */
const AHEAD = 4
const ROWS_AROUND = 40

/** One result after the other, as large as it goes. */
export function OneView({ review, onRerun }: { review: Review; onRerun: (transfers: readonly number[]) => void }) {
  const { list, listState, selection, goTo, judging } = review
  const index = selection.cursor?.index ?? 0
  const row = list?.at(index)
  const total = listState.total ?? 0
  const [store] = useState(() => new PictureStore())
  const look = useLook(row)
  const detail = useDetail(row, review.revision)
  const [compared, setCompared] = useOf<number | null>(row?.id, null)
  const [isNoting, setIsNoting] = useOf(row?.id, false)
  const navigation = useNavigation()
  usePrefetch(list, index, listState, store)
  useStepAnnouncements(row, index, total)

  const judge = (judgement: Judgement) => {
    if (!row || !list || row.state !== 'done') return
    judging.judge([row], judgement)
    if (judgement.verdict) goTo(list.nextAfter(index))
  }
  const step = (direction: 'undo' | 'redo') =>
    void judging.step(direction).then((result) => review.refresh(result ?? undefined))
  const tune = pairOf(row) && (() => navigation.go({ screen: 'tuning', query: pairOf(row)! }))
  useOneKeys({
    ...{ row, index, total, goTo, judge, step, tune },
    note: () => setIsNoting(true),
    hold: look.hold,
    close: () => look.setIsClose(!look.isClose),
    back: () => review.onView('grid'),
  })
  const isAllJudged = review.scope?.verdicts.undecided === 0 && review.scope.results > 0
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        {isAllJudged && <AllJudged review={review} />}
        {look.trouble !== null && (
          <div className={styles.trouble}>
            <ErrorBanner kind="note" what={look.trouble} />
          </div>
        )}
        {row ? (
          <ResultStage
            row={row}
            store={store}
            layer={look.layer}
            overlay={look.overlay}
            compared={compared}
            isClose={look.isClose}
            onClose={look.setIsClose}
          />
        ) : (
          <div className={styles.main} aria-busy />
        )}
        <HintBar
          layer={look.layer}
          onLayer={look.pin}
          isClose={look.isClose}
          onClose={look.setIsClose}
          history={judging.history}
          onUndo={() => step('undo')}
        />
        {list && <Film list={list} index={index} total={total} onGo={goTo} />}
      </div>
      {row && (
        <VerdictPane
          {...{ row, detail, isNoting, compared }}
          all={review.all}
          onNoting={setIsNoting}
          onJudge={judge}
          onCompare={setCompared}
          onOpen={(transfer) => void review.refresh(transfer)}
          onTune={tune}
          onRerun={() => onRerun([row.id])}
        />
      )}
    </div>
  )
}

/** A state of the result in sight: another result begins anew. */
function useOf<Value>(id: number | undefined, initial: Value): readonly [Value, (value: Value) => void] {
  const [held, setHeld] = useState<{ readonly id: number | undefined; readonly value: Value }>()
  return [held !== undefined && held.id === id ? held.value : initial, (value) => setHeld({ id, value })]
}

const pairOf = (row: ReviewRow | undefined): Record<string, string> | undefined =>
  row && row.content !== null && row.reference !== null
    ? { content: String(row.content), reference: String(row.reference) }
    : undefined

/** What is held by a key or kept by its button, and the labels as soon as they are asked for. */
function useLook(row: ReviewRow | undefined) {
  const [held, hold] = useState<Layer | null>(null)
  const [pinned, pin] = useState<Layer | null>(null)
  const [isClose, setIsClose] = useState(false)
  const { strength, hidden, hasBorders } = useOverlaySettings()
  const layer = held ?? pinned
  const labelled = layer === 'labels' ? (row?.content ?? null) : null
  const ask = useCallback(
    (signal: AbortSignal) => (labelled === null ? Promise.resolve(null) : loadLabelMap(labelled, signal)),
    [labelled],
  )
  const { value } = useAnswer(ask)
  const look = useMemo(
    (): OverlayLook => ({ strength: strength / 100, hidden, hasBorders, lit: null }),
    [strength, hidden, hasBorders],
  )
  const label = labelled !== null && value?.image === labelled ? value : null
  const overlay = useMemo(() => (label && 'map' in label ? { map: label.map, look } : null), [label, look])
  const trouble = label && 'trouble' in label ? label.trouble : null
  return { layer, hold, pin, isClose, setIsClose, overlay, trouble }
}

/** Asked for once the person rests on a result: who judges several a second needs none of it. */
const REST_MILLISECONDS = 150

function useDetail(row: ReviewRow | undefined, revision: number): ReviewDetail | null {
  const id = row?.id
  const ask = useCallback(
    async (signal: AbortSignal) => {
      await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
      return id === undefined || signal.aborted ? null : api.review.result({ transfer: id }, { signal })
    },
    [id],
  )
  const { value } = useAnswer(ask, revision)
  return value && value.id === id ? value : null
}

/** Loads the pictures of the result in sight, of those that come next and of the one before. */
function usePrefetch(list: ReviewList | null, index: number, state: object, store: PictureStore): void {
  const load = useEffectEvent(() => {
    if (!list) return
    list.show({ from: Math.max(0, index - ROWS_AROUND), to: index + ROWS_AROUND }, 'down')
    const next = list.nextAfter(index)
    const places = new Set([
      index,
      next,
      ...Array.from({ length: AHEAD }, (_, by) => index + by + 1),
      next + 1,
      index - 1,
    ])
    const rows = [...places].map((place) => list.at(place)).filter((row) => row !== undefined)
    store.want(rows.flatMap(picturesOf))
  })
  useEffect(() => load(), [list, index, state])
}

const picturesOf = ({ id, state, content, reference }: ReviewRow): readonly string[] => [
  ...(state === 'done' ? [resultUrl(id)] : []),
  ...[content, reference].filter((image) => image !== null).map(imageUrl),
]

/** Who does not see the picture hears which one it is, and what is said of it. */
function useStepAnnouncements(row: ReviewRow | undefined, index: number, total: number): void {
  const announce = useAnnounce()
  const tell = useEffectEvent(() => {
    if (row) announce(`${resultInWords(row)}, ${count(index + 1)} of ${count(total)}.`)
  })
  useEffect(() => tell(), [row?.id])
}

/** The end of the work: what came of it. */
function AllJudged({ review: { scope } }: { review: Review }) {
  const { go } = useNavigation()
  if (!scope) return null
  const { accept, reject } = scope.verdicts
  return (
    <div className={styles.trouble}>
      <ErrorBanner
        kind="note"
        what={`All ${count(scope.results)} are judged: ${count(accept)} accepted, ${count(reject)} rejected.`}
        action={{ label: 'Export', onClick: () => go({ screen: 'export' }) }}
      />
    </div>
  )
}

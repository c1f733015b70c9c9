import { useCallback, useRef, useState } from 'react'
import type { Judged, JudgeRuleRequest, ReviewHistory, ReviewRow } from '../../../shared/review.ts'
import { api, failureOf } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useAnnounce } from '../../shell/announcements/announcements.tsx'
import { counted } from '../../ui/format/numbers.ts'
import type { Judgement, ReviewList } from './list/review-list.ts'
import { Pace } from './pace.ts'

export interface Judging {
  /** Judges results of the list, as one step of undo; shown at once. */
  readonly judge: (rows: readonly Pick<ReviewRow, 'id'>[], judgement: Judgement) => void
  readonly judgeRule: (request: JudgeRuleRequest) => Promise<Judged>
  /** @returns the result that the step was about, where it was one that was judged here */
  readonly step: (direction: 'undo' | 'redo') => Promise<number | null>
  readonly history: ReviewHistory
  /** Judged a minute, of late; null before that can be said. */
  readonly perMinute: number | null
  readonly trouble: string | null
  readonly onTrouble: (trouble: string | null) => void
}

const nothing: ReviewHistory = { undo: null, redo: null }
const askHistory = (signal: AbortSignal): Promise<ReviewHistory> => api.review.history(undefined, { signal })

/** Judges in order: what is decided first is stored first. */
export function useJudging(list: ReviewList | null, revision: number): Judging {
  const announce = useAnnounce()
  const [trouble, setTrouble] = useState<string | null>(null)
  const [told, setTold] = useState<ReviewHistory | null>(null)
  const [pace] = useState(() => new Pace())
  const [perMinute, setPerMinute] = useState<number | null>(null)
  const { value: asked } = useAnswer(askHistory, revision)
  const line = useRef<Promise<unknown>>(Promise.resolve())
  /** The results of single decisions, the last one at the end; null for decisions about several. */
  const single = useRef<Record<'undo' | 'redo', (number | null)[]>>({ undo: [], redo: [] })
  const [seen, setSeen] = useState(asked)
  if (seen !== asked) {
    setSeen(asked)
    setTold(null)
  }

  const inOrder = useCallback(<Value>(act: () => Promise<Value>): Promise<Value> => {
    const acting = line.current.then(act)
    line.current = acting.catch(() => undefined)
    return acting
  }, [])
  const fail = useCallback((error: unknown) => {
    const { code, message } = failureOf(error)
    if (code !== 'cancelled') setTrouble(message)
  }, [])

  const judge = useCallback<Judging['judge']>(
    (rows, judgement) => {
      const transfers = rows.map(({ id }) => id)
      if (transfers.length === 0) return
      setTrouble(null)
      const stored = inOrder(() => api.review.judge({ transfers, ...judgement }))
      for (const id of transfers) list?.judge(id, judgement, stored)
      // many at once were not looked at one by one
      if (judgement.verdict && transfers.length === 1) setPerMinute(pace.judged())
      stored.then(({ changed, ...history }) => {
        if (changed > 0) single.current = decided(single.current, transfers.length === 1 ? transfers[0]! : null)
        setTold(history)
        if (changed > 1 && history.undo) announce(`${history.undo}.`)
      }, fail)
    },
    [announce, fail, inOrder, list, pace],
  )
  const judgeRule = useCallback<Judging['judgeRule']>(
    async (request) => {
      const judged = await inOrder(() => api.review.judgeRule(request))
      single.current = decided(single.current, null)
      setTold(judged)
      announce(`${counted(judged.changed, 'verdict')} changed.`)
      await list?.refresh()
      return judged
    },
    [announce, inOrder, list],
  )
  const step = useCallback<Judging['step']>(
    async (direction) => {
      try {
        const { changed, ...history } = await inOrder(() => api.review[direction]())
        setTold(history)
        announce(changed === 0 ? `There is nothing to ${direction}.` : `${counted(changed, 'verdict')} put back.`)
        if (changed === 0) return null
        const result = single.current[direction].pop() ?? null
        single.current[direction === 'undo' ? 'redo' : 'undo'].push(result)
        return result
      } catch (error) {
        fail(error)
        return null
      }
    },
    [announce, fail, inOrder],
  )
  return { judge, judgeRule, step, history: told ?? asked ?? nothing, perMinute, trouble, onTrouble: setTrouble }
}

/** A new decision: what was undone before it is not to be done again. */
const decided = ({ undo }: { readonly undo: readonly (number | null)[] }, result: number | null) => ({
  undo: [...undo, result],
  redo: [],
})

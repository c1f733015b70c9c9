import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/contract.ts'
import { failureOf } from '../api.ts'
import { Refresher } from './refresher.ts'

export interface Answer<Value> {
  /** The last one; undefined before the first. It stays while the question is asked again. */
  readonly value: Value | undefined
  /** Why the last question was not answered. */
  readonly failure: Failure | undefined
  readonly again: () => void
}

/**
 * The answer to a call, asked for again whenever `revision` changes.
 *
 * @param ask the same function as long as the question is the same: of a module, or by `useCallback`
 * @example
 * const { value: sources } = useAnswer(askSources, useRevision())
 */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>, revision = 0): Answer<Value> {
  const [answer, setAnswer] = useState<{ readonly value?: Value; readonly failure?: Failure }>({})
  const [times, setTimes] = useState(0)
  const refresher = useRef<Refresher<Value>>(undefined)

  useEffect(() => {
    const asking = new Refresher(ask, {
      explain: failureOf,
      onAnswer: (next) => setAnswer((last) => ('value' in next ? next : { ...last, ...next })),
    })
    refresher.current = asking
    return () => asking.close()
  }, [ask])
  useEffect(() => refresher.current?.refresh(revision + times), [ask, revision, times])

  const again = useCallback(() => setTimes((before) => before + 1), [])
  return { value: answer.value, failure: answer.failure, again }
}

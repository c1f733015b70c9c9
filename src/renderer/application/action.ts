import { useCallback, useState } from 'react'
import type { Failure } from '../../shared/contract.ts'
import { failureOf } from '../api.ts'
import { useAnnounce } from '../shell/announcements/announcements.tsx'

interface Action {
  /** What the person asked for and was not done; until it is dismissed or something else is done. */
  readonly failure: Failure | undefined
  readonly isRunning: boolean
  readonly dismiss: () => void
  /** Does it; `done` is told to screen readers. @returns whether it was done */
  readonly run: (act: () => Promise<unknown>, done?: string) => Promise<boolean>
}

/** Runs calls that a person asks for, and keeps what they failed with. */
export function useAction(): Action {
  const announce = useAnnounce()
  const [failure, setFailure] = useState<Failure>()
  const [running, setRunning] = useState(0)
  const run = useCallback<Action['run']>(
    async (act, done) => {
      setFailure(undefined)
      setRunning((before) => before + 1)
      try {
        await act()
        if (done !== undefined) announce(done)
        return true
      } catch (error) {
        const failed = failureOf(error)
        if (failed.code !== 'cancelled') setFailure(failed)
        return false
      } finally {
        setRunning((before) => before - 1)
      }
    },
    [announce],
  )
  return { failure, isRunning: running > 0, dismiss: useCallback(() => setFailure(undefined), []), run }
}

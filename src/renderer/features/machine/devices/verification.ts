import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure, TaskStep } from '../../../../shared/contract.ts'
import { api, failureOf } from '../../../api.ts'
import { useAnnounce, useProgressAnnouncements } from '../../../shell/announcements/announcements.tsx'
import type { Progress } from '../../../ui/progress/progress-facts.ts'

interface Verification {
  readonly progress: Progress | null
  readonly failure: Failure | null
  readonly start: () => void
  readonly cancel: () => void
  readonly dismiss: () => void
}

const progressOf = (step: TaskStep | null): Progress => ({
  name: step?.what ?? 'Looking for devices',
  done: step?.done ?? 0,
  total: step?.total,
  unit: 'devices',
  secondsLeft: step?.secondsLeft ?? undefined,
})

/** The comparison of every device with the CPU; leaving the screen ends it, and what was found until then stays. */
export function useVerification(onEnd: () => void): Verification {
  const announce = useAnnounce()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const running = useRef<AbortController>(null)
  useProgressAnnouncements(progress ?? undefined)

  const cancel = useCallback(() => running.current?.abort(), [])
  const start = useCallback(() => {
    const controller = new AbortController()
    const { signal } = controller
    running.current = controller
    const hear = async () => {
      for await (const step of await api.machine.verify(undefined, { signal })) setProgress(progressOf(step))
      announce('Every device was compared with the CPU.')
    }
    setFailure(null)
    setProgress(progressOf(null))
    hear()
      .catch((error: unknown) => !signal.aborted && setFailure(failureOf(error)))
      .finally(() => {
        setProgress(null)
        onEnd()
      })
  }, [announce, onEnd])
  useEffect(() => cancel, [cancel])

  return { progress, failure, start, cancel, dismiss: () => setFailure(null) }
}

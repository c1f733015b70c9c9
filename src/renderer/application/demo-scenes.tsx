import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Failure, TaskStep } from '../../shared/contract.ts'
import { api, failureOf } from '../api.ts'
import { useAnnounce } from '../shell/announcements/announcements.tsx'
import type { Progress } from '../ui/progress/progress-facts.ts'

interface DemoScenes {
  /** While they are drawn. */
  readonly progress: Progress | null
  readonly failure: Failure | null
  readonly draw: () => void
  readonly cancel: () => void
  readonly dismiss: () => void
}

const DemoContext = createContext<DemoScenes | undefined>(undefined)

/** The demo scenes: drawn beside the workspace and added to it. */
export function useDemoScenes(): DemoScenes {
  const demo = use(DemoContext)
  if (!demo) throw new Error('useDemoScenes is used outside of an open workspace')
  return demo
}

const progressOf = (step: TaskStep | null): Progress => ({
  name: 'Drawing the demo scenes',
  done: step?.done ?? 0,
  total: step?.total,
  unit: 'scenes',
  secondsLeft: step?.secondsLeft ?? undefined,
})

/** Leaving the workspace cancels the drawing, and nothing of it is left. */
export function DemoScenes({ atOnce, children }: { atOnce: boolean; children: ReactNode }) {
  const announce = useAnnounce()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const drawing = useRef<AbortController>(null)

  const cancel = useCallback(() => drawing.current?.abort(), [])
  const draw = useCallback(() => {
    const controller = new AbortController()
    const { signal } = controller
    drawing.current?.abort()
    drawing.current = controller
    const hear = async () => {
      for await (const step of await api.sources.addDemo(undefined, { signal })) setProgress(progressOf(step))
      announce('The demo scenes are drawn and are being read.')
    }
    setFailure(null)
    setProgress(progressOf(null))
    hear()
      .catch((error: unknown) => {
        const failed = failureOf(error)
        if (!signal.aborted && failed.code !== 'cancelled') setFailure(failed)
      })
      .finally(() => drawing.current === controller && setProgress(null))
  }, [announce])

  useEffect(() => {
    // after this render, as everything that a person starts
    const start = atOnce ? setTimeout(draw) : undefined
    return () => {
      clearTimeout(start)
      cancel()
    }
  }, [atOnce, draw, cancel])

  const dismiss = useCallback(() => setFailure(null), [])
  const demo = useMemo(() => ({ progress, failure, draw, cancel, dismiss }), [progress, failure, draw, cancel, dismiss])
  return <DemoContext value={demo}>{children}</DemoContext>
}

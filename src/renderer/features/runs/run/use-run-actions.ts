import type { AfterCrash, RunSummary } from '../../../../shared/runs.ts'
import { api } from '../../../api.ts'
import type { useAction } from '../../../application/action.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'

export interface RunActions {
  /** `now`: what is computed just now is given back, instead of finished first. */
  readonly pause: (now: boolean) => void
  readonly resume: () => void
  readonly stop: () => void
  /** Before all others. */
  readonly first: (before: number | null) => void
  readonly rename: (name: string) => void
  readonly setAfterCrash: (afterCrash: AfterCrash) => void
  /** Plans further transfers for it. */
  readonly extend: () => void
}

/** What a person does to a run. */
export function useRunActions({ id: run, name }: RunSummary, act: ReturnType<typeof useAction>['run']): RunActions {
  const { go } = useNavigation()
  return {
    pause: (now) =>
      void act(
        () => api.runs.pause({ run, now }),
        now ? `${name} is paused.` : `${name} pauses after the pictures in hand.`,
      ),
    resume: () => void act(() => api.runs.resume({ run }), `${name} goes on.`),
    stop: () => void act(() => api.runs.stop({ run }), `${name} is stopped.`),
    first: (before) => void act(() => api.runs.move({ run, before }), `${name} is moved.`),
    rename: (next) => void act(() => api.runs.rename({ run, name: next }), `It is called ${next} now.`),
    setAfterCrash: (afterCrash) => void act(() => api.runs.setAfterCrash({ run, afterCrash }), 'That is remembered.'),
    extend: () => go({ screen: 'runs', path: ['plan'], query: { run: String(run), extend: String(run) } }),
  }
}

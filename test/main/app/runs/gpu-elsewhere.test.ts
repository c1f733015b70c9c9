import { expect, it, onTestFinished, vi } from 'vitest'
import { GpuLock } from '../../../../src/main/engine/gpu-lock.ts'
import type { PreviewState } from '../../../../src/shared/tuning.ts'
import { temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { queueWhen, startWithBoard, whenDone } from './planned-runs.ts'

it('a run and a preview of the window wait while a terminal computes on the GPU, say so, and go on', async () => {
  vi.stubEnv('TMPDIR', temporaryFolder())
  onTestFinished(() => void vi.unstubAllEnvs())
  const terminal = new GpuLock()
  await terminal.take(undefined)
  const started = await startWithBoard()
  const { calls, plan, images } = started
  const { run } = await calls.runs.add({ plan: { ...plan, provider: 'auto' }, start: 'now' })
  await queueWhen(started, ({ current }) => current?.run === run && current.phase === 'wait')
  const settings = { steps: 6, skip: 3, classAdainRange: [1, 3] as const, size: [64, 64] as const }
  const pair = { content: images[0]!, reference: images[2]! }
  const { preview } = await calls.tuning.start({ ...pair, settings, model: null, presetVersion: null })
  const states = (await calls.tuning.watch({ preview })) as AsyncIterable<PreviewState>
  let last: PreviewState | undefined
  for await (const state of states) {
    if (!last) {
      expect(state).toMatchObject({ state: 'running', phase: 'wait' })
      terminal.release()
    }
    last = state
  }
  expect(last).toMatchObject({ state: 'done' })
  expect((await whenDone(started, run)).counts.done).toBe(6)
})

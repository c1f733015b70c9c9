import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inEngine } from '../../../src/main/cli/in-engine.ts'
import { ProgressBar } from '../../../src/main/cli/progress-bar.ts'
import { GpuLock } from '../../../src/main/engine/gpu-lock.ts'
import type { ProviderChoice } from '../../../src/shared/compute.ts'
import { CancelledError } from '../../../src/shared/errors.ts'
import { temporaryFolder } from '../catalog/temporary-workspace.ts'

beforeEach(() => {
  vi.stubEnv('TMPDIR', temporaryFolder())
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const context = (provider: ProviderChoice, signal = new AbortController().signal) => ({
  ...{ env: {}, provider, signal },
  bar: new ProgressBar(process.stderr),
})

it('waits until no other process computes on the GPU, unless the CPU is asked for', async () => {
  const other = new GpuLock()
  await other.take(undefined)
  const order: string[] = []
  const waiting = inEngine(context('auto'), () => Promise.resolve(order.push('in its turn')))
  await inEngine(context('cpu'), () => Promise.resolve(order.push('on the CPU')))
  expect(order).toEqual(['on the CPU'])
  other.release()
  await waiting
  expect(order).toEqual(['on the CPU', 'in its turn'])
})

it('leaves the GPU to others as soon as it turns out to compute on the CPU', async () => {
  const other = new GpuLock()
  await inEngine(context('auto'), async (_, onProvider) => {
    onProvider('cpu')
    await other.take(undefined)
  })
  expect(other.isHeld).toBe(true)
  other.release()
})

it('is cancelled while it waits, and leaves nobody in the line', async () => {
  const other = new GpuLock()
  await other.take(undefined)
  const controller = new AbortController()
  const waiting = inEngine(context('auto', controller.signal), () => Promise.resolve())
  controller.abort()
  await expect(waiting).rejects.toBeInstanceOf(CancelledError)
  expect(other.isWanted()).toBe(false)
  other.release()
})

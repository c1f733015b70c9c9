import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { GpuLock } from '../../../src/main/engine/gpu-lock.ts'
import { GpuTurns } from '../../../src/main/engine/gpu-turns.ts'
import { CancelledError } from '../../../src/shared/errors.ts'
import { startChild } from '../catalog/processes/child-process.ts'
import { temporaryFolder } from '../catalog/temporary-workspace.ts'

const program = new URL('processes/compute-on-gpu.ts', import.meta.url)
const newMarker = (): string => path.join(temporaryFolder(), 'on-gpu')

beforeEach(() => {
  vi.stubEnv('TMPDIR', temporaryFolder())
})
afterEach(() => {
  vi.unstubAllEnvs()
})

it('an idle process in one terminal makes way for work in another, and gets its turn again', async () => {
  const marker = newMarker()
  const first = startChild(program, [marker, '1'])
  await first.said('idle')
  const second = startChild(program, [marker, '3'])
  await second.said('idle')
  const third = startChild(program, [marker, '1'])
  await third.said('idle')
  for (const child of [first, second, third]) child.process.stdin!.write('end\n')
  const [one, two, three] = await Promise.all([first.ended, second.ended, third.ended])
  expect([one.errors, two.errors, three.errors]).toEqual(['', '', ''])
  expect(one.lines).toEqual(['computed', 'idle', 'let go'])
  expect(two.lines.filter((line) => line !== 'waits')).toEqual([...Array<string>(3).fill('computed'), 'idle', 'let go'])
  expect(two.lines[0]).toBe('waits')
})

it('processes that all compute at once never do so together, and each comes to its end', async () => {
  const marker = newMarker()
  const children = Array.from({ length: 3 }, () => startChild(program, [marker, '4']))
  await Promise.all(children.map((child) => child.said('idle')))
  for (const child of children) child.process.stdin!.write('end\n')
  for (const { lines, errors } of await Promise.all(children.map((child) => child.ended))) {
    expect(errors).toBe('')
    expect(lines.filter((line) => line === 'computed')).toHaveLength(4)
  }
})

it('the GPU of a process that was killed is free', async () => {
  const marker = newMarker()
  const child = startChild(program, [marker])
  await child.said('idle')
  const lock = new GpuLock()
  child.process.kill('SIGKILL')
  await child.ended
  rmSync(marker)
  await lock.take(undefined)
  expect(lock.isHeld).toBe(true)
  lock.release()
})

it('work that waits for another process is told so and can be cancelled, and leaves nobody in the line', async () => {
  const holder = new GpuLock()
  await holder.take(undefined)
  const controller = new AbortController()
  const turns = new GpuTurns(new GpuLock())
  const user = { letGo: () => Promise.resolve() }
  const waiting = turns.during(
    user,
    controller.signal,
    () => Promise.resolve('done'),
    () => controller.abort(),
  )
  await expect(waiting).rejects.toThrow(CancelledError)
  expect(holder.isWanted()).toBe(false)
  holder.release()
  expect(await turns.during(user, undefined, () => Promise.resolve('done'))).toBe('done')
  turns.leave(user)
})

it('work of the CPU gives the GPU back at once, also to other processes', async () => {
  const turns = new GpuTurns(new GpuLock())
  const other = new GpuLock()
  const user = { letGo: () => Promise.resolve() }
  await turns.during(user, undefined, async (onProvider) => {
    onProvider('cpu')
    await other.take(undefined)
  })
  expect(other.isHeld).toBe(true)
  other.release()
})

it('processes that were given GPUs of their own do not wait for each other', async () => {
  const locks = ['0', '1'].map((devices) => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', devices)
    return new GpuLock()
  })
  for (const lock of locks) await lock.take(undefined)
  expect(locks.map(({ isHeld }) => isHeld)).toEqual([true, true])
  for (const lock of locks) lock.release()
})

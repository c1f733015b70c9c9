import { expect, it } from 'vitest'
import { toldSteps } from '../../../src/main/app/rpc/told-steps.ts'
import { Watched } from '../../../src/main/app/rpc/watched.ts'

const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

it('begins with the present value and leaves out those that nobody waited for', async () => {
  const value = new Watched(1)
  const leaving = new AbortController()
  const stream = value.watch(leaving.signal)
  expect((await stream.next()).value).toBe(1)
  value.set(2)
  value.set(3)
  expect((await stream.next()).value).toBe(3)
  const next = stream.next()
  await turn()
  value.set(4)
  expect((await next).value).toBe(4)
  const last = stream.next()
  await turn()
  expect(value.watchers).toBe(1)
  leaving.abort()
  expect(await last).toEqual({ done: true, value: undefined })
  expect(value.watchers).toBe(0)
})

it('tells the steps of a task to its end, the last one in any case', async () => {
  const steps: number[] = []
  const task = async (tell: (step: number) => void) => {
    for (let step = 1; step <= 3; step++) {
      tell(step)
      await turn()
    }
    tell(4)
    tell(5)
  }
  for await (const step of toldSteps(new AbortController().signal, task)) steps.push(step)
  expect(steps).toEqual([1, 2, 3, 5])
})

it('ends with what the task throws, and cancels it where the reader goes', async () => {
  const failing = toldSteps(new AbortController().signal, async (tell: (step: number) => void) => {
    tell(1)
    await turn()
    throw new Error('the disk is full')
  })
  expect((await failing.next()).value).toBe(1)
  await expect(failing.next()).rejects.toThrow('the disk is full')

  let cancelled = false
  const endless = toldSteps(new AbortController().signal, async (tell: (step: number) => void, signal) => {
    tell(1)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    cancelled = true
  })
  await endless.next()
  await endless.return()
  await turn()
  expect(cancelled).toBe(true)
})

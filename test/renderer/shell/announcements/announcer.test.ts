import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Announcer } from '../../../../src/renderer/shell/announcements/announcer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells results at once', () => {
  const tell = vi.fn()
  const announcer = new Announcer(tell)
  announcer.result('4 pictures put on fog.')
  announcer.result('4 pictures taken off fog.')
  expect(tell.mock.calls).toEqual([['4 pictures put on fog.'], ['4 pictures taken off fog.']])
})

it('tells progress at most every ten seconds, the latest of each task', () => {
  const tell = vi.fn()
  const announcer = new Announcer(tell)
  for (let second = 0; second < 25; second++) {
    announcer.progress('read', `Read ${second}.`)
    announcer.progress('run', `Run ${second}.`)
    vi.advanceTimersByTime(1000)
  }
  expect(tell.mock.calls).toEqual([['Read 0.'], ['Run 9. Read 9.'], ['Read 19. Run 19.']])
})

it('tells nothing more of a task that is over', () => {
  const tell = vi.fn()
  const announcer = new Announcer(tell)
  announcer.progress('read', 'Read 1.')
  announcer.progress('read', 'Read 2.')
  announcer.end('read')
  vi.advanceTimersByTime(20_000)
  expect(tell.mock.calls).toEqual([['Read 1.']])
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clockTime, ProgressBar } from '../../../src/main/cli/progress-bar.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const recorder = (terminal: { isTTY?: boolean; columns?: number } = {}) => {
  const written: string[] = []
  return { ...terminal, written, write: (text: string) => written.push(text) }
}

describe('where stderr is no terminal', () => {
  it('writes plain lines, at most two a second, and the last of a phase always', () => {
    const stream = recorder()
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    for (let step = 0; step <= 20; step++) {
      bar.report({ phase: 'denoise', step, steps: 20 })
      now += 100
    }
    bar.report({ phase: 'decode', step: 0, steps: 1 })
    bar.end()
    expect(stream.written).toEqual([
      'denoising 0/20, 0:00\n',
      'denoising 5/20, 0:01, 0:02 left\n',
      'denoising 10/20, 0:01, 0:01 left\n',
      'denoising 15/20, 0:02, 0:01 left\n',
      'denoising 20/20, 0:02\n',
      'decoding 0/1, 0:00\n',
    ])
  })
})

describe('where steps are many and alike', () => {
  it('says how much is done in a second, bytes in their units', () => {
    const stream = recorder()
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    bar.report({ phase: 'convert', step: 0, steps: 4e9 })
    now = 10_000
    bar.report({ phase: 'convert', step: 1e9, steps: 4e9 })
    now = 12_000
    bar.report({ phase: 'draw', step: 4, steps: 6 })
    expect(stream.written).toEqual([
      'converting weights 0.00/4.00 GB, 0:00\n',
      'converting weights 1.00/4.00 GB, 0:10, 100 MB/s, 0:30 left\n',
      'drawing scenes 4/6, 0:02, 2.0/s, 0:01 left\n',
    ])
  })
})

describe('where the task has a clock of its own, or nobody knows how much there is', () => {
  it('tells what the task tells: many steps may have been done long ago', () => {
    const stream = recorder()
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    bar.report({ phase: 'read', step: 15_000, steps: 25_000, rate: null, secondsLeft: null })
    now = 1000
    bar.report({ phase: 'read', step: 15_050, steps: 25_000, rate: 49.9, secondsLeft: 199 })
    now = 2000
    bar.report({ phase: 'read', step: 15_350, steps: 25_000, rate: 149.6, secondsLeft: 64 })
    expect(stream.written).toEqual([
      'reading images 15000/25000, 0:00\n',
      'reading images 15050/25000, 0:01, 50/s, 3:19 left\n',
      'reading images 15350/25000, 0:02, 150/s, 1:04 left\n',
    ])
  })

  it('tells count and rate alone, without a bar', () => {
    const stream = recorder({ isTTY: true })
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    bar.report({ phase: 'walk', step: 0, steps: null })
    now = 2000
    bar.report({ phase: 'walk', step: 18_200, steps: null })
    bar.end()
    expect(stream.written[1]).toBe('\r\u001b[2Klisting files 18200, 0:02, 9100/s')
  })
})

describe('in a series of tasks', () => {
  /** A transfer whose encoding takes 1 s, each of its two denoising steps `step` seconds, and decoding 1 s. */
  const runTask = (bar: ProgressBar, clock: { now: number }, step: number): void => {
    bar.report({ phase: 'encode', step: 0, steps: 1 })
    clock.now += 1000
    bar.report({ phase: 'denoise', step: 0, steps: 2 })
    for (const done of [1, 2]) {
      clock.now += step * 1000
      bar.report({ phase: 'denoise', step: done, steps: 2 })
    }
    bar.report({ phase: 'decode', step: 0, steps: 1 })
    clock.now += 1000
    bar.report({ phase: 'decode', step: 1, steps: 1 })
  }

  it('tells the time left of them all: roughly in the first, then by the task before', () => {
    const stream = recorder()
    const clock = { now: 0 }
    const bar = new ProgressBar(stream, () => clock.now)
    for (const [index, name] of ['fog', 'night', 'rain'].entries()) {
      bar.begin({ name, number: index + 1, count: 3 })
      runTask(bar, clock, index === 0 ? 20 : 10)
    }
    bar.end()
    expect(stream.written.map((line) => line.trimEnd())).toEqual([
      'fog, 1 of 3: encoding 0/1, 0:00',
      'fog, 1 of 3: denoising 0/2, 0:00',
      'fog, 1 of 3 (about 1:42 left in all): denoising 1/2, 0:20, 0:20 left',
      'fog, 1 of 3 (about 1:22 left in all): denoising 2/2, 0:40',
      'fog, 1 of 3 (about 1:22 left in all): decoding 0/1, 0:00',
      'fog, 1 of 3 (about 1:22 left in all): decoding 1/1, 0:01',
      'night, 2 of 3 (1:24 left in all): encoding 0/1, 0:00',
      'night, 2 of 3 (1:23 left in all): denoising 0/2, 0:00',
      'night, 2 of 3 (1:13 left in all): denoising 1/2, 0:10, 0:10 left',
      'night, 2 of 3 (1:03 left in all): denoising 2/2, 0:20',
      'night, 2 of 3 (1:03 left in all): decoding 0/1, 0:00',
      'night, 2 of 3 (1:02 left in all): decoding 1/1, 0:01',
      'rain, 3 of 3 (0:22 left in all): encoding 0/1, 0:00',
      'rain, 3 of 3 (0:21 left in all): denoising 0/2, 0:00',
      'rain, 3 of 3 (0:11 left in all): denoising 1/2, 0:10, 0:10 left',
      'rain, 3 of 3 (0:01 left in all): denoising 2/2, 0:20',
      'rain, 3 of 3 (0:01 left in all): decoding 0/1, 0:00',
      'rain, 3 of 3 (0:00 left in all): decoding 1/1, 0:01',
    ])
  })

  it('does not promise less than the steps of the task still take', () => {
    const stream = recorder()
    const clock = { now: 0 }
    const bar = new ProgressBar(stream, () => clock.now)
    bar.begin({ name: 'fog', number: 1, count: 2 })
    runTask(bar, clock, 1)
    bar.begin({ name: 'night', number: 2, count: 2 })
    runTask(bar, clock, 30)
    expect(stream.written).toContain('night, 2 of 2 (0:30 left in all): denoising 1/2, 0:30, 0:30 left\n')
  })

  it('shows it within 80 columns of a terminal', () => {
    const stream = recorder({ isTTY: true })
    const clock = { now: 0 }
    const bar = new ProgressBar(stream, () => clock.now)
    bar.begin({ name: 'night', number: 1, count: 4 })
    bar.report({ phase: 'denoise', step: 0, steps: 16 })
    clock.now = 20_000
    bar.report({ phase: 'denoise', step: 10, steps: 16 })
    expect(stream.written.at(-1)).toContain(
      '[########....] night, 1 of 4 (about 1:48 left in all): denoising 10/16, 0:20',
    )
    bar.begin({ name: 'rain', number: 2, count: 4 })
    expect(stream.written.at(-1)).toBe('\r\u001b[2K')
    bar.end()
  })
})

describe('on a terminal', () => {
  it('redraws one line with step, time and time left', () => {
    const stream = recorder({ isTTY: true, columns: 100 })
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    bar.report({ phase: 'denoise', step: 0, steps: 20 })
    now = 60_000
    bar.report({ phase: 'denoise', step: 5, steps: 20 })
    expect(stream.written.at(-1)).toBe('\r\u001b[2K[######..................] denoising 5/20, 1:00, 3:00 left')
    bar.end()
    expect(stream.written.at(-1)).toBe('\r\u001b[2K')
    expect(stream.written.join('')).not.toContain('\n')
  })

  it('lets the clock go on within a long step, until the end', () => {
    const stream = recorder({ isTTY: true })
    let now = 0
    const bar = new ProgressBar(stream, () => now)
    bar.report({ phase: 'load', step: 0, steps: 1 })
    now = 10_000
    vi.advanceTimersByTime(300)
    expect(stream.written.at(-1)).toContain('0/1, 0:10')
    bar.end()
    const drawn = stream.written.length
    vi.advanceTimersByTime(5000)
    expect(stream.written).toHaveLength(drawn)
  })

  it('never wraps', () => {
    const stream = recorder({ isTTY: true, columns: 30 })
    const bar = new ProgressBar(stream)
    bar.report({ phase: 'denoise', step: 1, steps: 20 })
    expect(stream.written.at(-1)!.replace('\r\u001b[2K', '').length).toBeLessThan(30)
    bar.end()
  })
})

it.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [3725, '62:05'],
  [-1, '0:00'],
])('%d seconds are %s', (seconds, text) => {
  expect(clockTime(seconds)).toBe(text)
})

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

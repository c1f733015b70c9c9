import { describe, expect, it } from 'vitest'
import type { RunSummary, TransferRow } from '../../../../src/shared/runs.ts'
import {
  clock,
  runsInWords,
  runState,
  reasonWords,
  sentence,
  transferDetail,
  workFacts,
} from '../../../../src/renderer/features/runs/run-words.ts'

const counts = { queued: 0, running: 0, done: 5, failed: 0, cancelled: 0, skipped: 0 }
const run = (part: Partial<RunSummary>): RunSummary =>
  ({ state: 'running', reason: null, interrupted: false, counts, transfers: 8, ...part }) as RunSummary

const row = (part: Partial<TransferRow>): TransferRow =>
  ({ id: 7, block: 2, attempts: 0, error: null, seconds: null, structure: null, leakage: null, ...part }) as TransferRow

describe('runs in words', () => {
  it('counts what runs, is paused, waits and is over, and leaves out what there is none of', () => {
    const states = ['running', 'queued', 'done', 'stopped', 'queued'] as const
    expect(runsInWords(states.map((state) => ({ state })))).toBe('1 running, 2 waiting, 2 finished')
    expect(runsInWords([])).toBe('')
  })

  it('says who runs it and why it does not', () => {
    expect(runState(run({}), 'here').words).toBe('Running')
    expect(runState(run({}), 'elsewhere').words).toBe('Running in another window or terminal')
    expect(runState(run({ state: 'paused' }), 'idle')).toEqual({ kind: 'paused', words: 'Paused' })
    const reason = { code: 'write-failed', message: 'The disk is full' } as const
    expect(runState(run({ state: 'paused', reason }), 'idle').words).toBe('Paused by a problem')
    expect(runState(run({ state: 'paused', reason, interrupted: true }), 'idle').words).toBe('Interrupted')
    expect(runState(run({ state: 'done', counts: { ...counts, failed: 3 } }), 'idle').words).toBe('Finished, 3 failed')
  })

  it('says a far time by its date, a near one by its day', () => {
    const now = new Date(2026, 10, 22, 10)
    expect(clock(new Date(2026, 10, 23, 6, 24), now)).toBe('Mon 06:24')
    expect(clock(new Date(2026, 11, 24, 6, 24), now)).toBe('24 Dec 06:24')
  })

  it('says nothing of work that was not done', () => {
    expect(workFacts({ imagesPerHour: null, saved: 0, peakBytes: 0 })).toEqual([])
    expect(workFacts({ imagesPerHour: 412.4, saved: 0.46, peakBytes: 0 })).toEqual([
      { value: '412', words: 'images/h' },
      { value: '46\u00a0%', words: 'of evaluations saved' },
    ])
  })
})

describe('a transfer in words', () => {
  const idle = { current: null, engine: 'idle' } as const

  it('has the step that its block is at', () => {
    const current = { transfers: [7], phase: 'denoise', step: 14, steps: 20 } as never
    expect(transferDetail(row({ state: 'running' }), { current, engine: 'here' })).toBe('step 14 of 20')
    expect(transferDetail(row({ state: 'running' }), { current: null, engine: 'elsewhere' })).toBe(
      'in another window or terminal',
    )
  })

  it('has the reason of a failure as a sentence, and what was measured of a result', () => {
    const error = { code: 'bad-image', message: 'The picture ends early' } as const
    expect(transferDetail(row({ state: 'failed', error }), idle)).toBe('The picture ends early.')
    expect(transferDetail(row({ state: 'done', seconds: 8.7, structure: 0.81 }), idle)).toBe(
      '8.7\u00a0s · structure\u00a00.81',
    )
    const file = '/data/gta5/images/00003.png'
    const damaged = { code: 'bad-image', message: `${file} is damaged`, file } as const
    expect(transferDetail(row({ state: 'skipped', error: damaged }), idle)).toBe('00003.png is damaged.')
    expect(sentence('Is it?')).toBe('Is it?')
  })
})

describe('reasons of failures', () => {
  it('have a title and the words of the first', () => {
    const error = { code: 'bad-image', message: 'a.png ends early' } as const
    expect(reasonWords({ code: 'bad-image', count: 2, error })).toEqual({
      title: 'The picture cannot be used',
      message: 'a.png ends early.',
    })
    expect(reasonWords({ code: 'unknown', count: 1, error: null })).toEqual({
      title: 'Something else',
      message: 'No reason was recorded.',
    })
  })
})

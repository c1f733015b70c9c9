import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refresher, type Answered } from '../../../src/renderer/application/refresher.ts'

/** A question whose answers come when the test says so. */
function question() {
  const asked: PromiseWithResolvers<string>[] = []
  const signals: AbortSignal[] = []
  const answers: Answered<string>[] = []
  const refresher = new Refresher<string>(
    (signal) => {
      const answer = Promise.withResolvers<string>()
      asked.push(answer)
      signals.push(signal)
      return answer.promise
    },
    {
      onAnswer: (answer) => answers.push(answer),
      explain: (error) => ({ code: 'bad-source', message: String(error) }),
    },
  )
  return { asked, signals, answers, refresher }
}

describe('a question that is asked again', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is asked once at a time, and once more for all changes meanwhile', async () => {
    const { asked, answers, refresher } = question()
    for (const mark of [1, 2, 3, 4]) refresher.refresh(mark)
    expect(asked).toHaveLength(1)
    asked[0]!.resolve('first')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toHaveLength(2)
    asked[1]!.resolve('second')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toHaveLength(2)
    expect(answers).toEqual([{ value: 'first' }, { value: 'second' }])
  })

  it('waits between two answers, however often it changes', async () => {
    const { asked, refresher } = question()
    refresher.refresh(1)
    asked[0]!.resolve('first')
    await vi.advanceTimersByTimeAsync(10)
    refresher.refresh(2)
    await vi.advanceTimersByTimeAsync(10)
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toHaveLength(2)
  })

  it('is not asked twice for one mark', async () => {
    const { asked, refresher } = question()
    refresher.refresh(1)
    asked[0]!.resolve('first')
    await vi.advanceTimersByTimeAsync(2_000)
    refresher.refresh(1)
    expect(asked).toHaveLength(1)
  })

  it('says why it was not answered, and goes on', async () => {
    const { asked, answers, refresher } = question()
    refresher.refresh(1)
    asked[0]!.reject(new Error('gone'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(answers).toEqual([{ failure: { code: 'bad-source', message: 'Error: gone' } }])
    refresher.refresh(2)
    expect(asked).toHaveLength(2)
  })

  it('is taken back when nobody wants to know any more', async () => {
    const { asked, signals, answers, refresher } = question()
    refresher.refresh(1)
    refresher.close()
    expect(signals[0]!.aborted).toBe(true)
    asked[0]!.resolve('late')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(answers).toEqual([])
  })
})

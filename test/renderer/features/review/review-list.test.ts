import { describe, expect, test } from 'vitest'
import { ReviewList, type ReviewCalls } from '../../../../src/renderer/features/review/list/review-list.ts'
import type { ReviewQuestion } from '../../../../src/renderer/features/review/list/question.ts'
import type { ReviewRow, Verdict } from '../../../../src/shared/review.ts'

const row = (id: number, verdict: Verdict = 'undecided'): ReviewRow => ({
  ...{ id, run: 1, position: id, block: 0, condition: 'fog', state: 'done', content: id, contentName: `${id}.png` },
  ...{ reference: 1, referenceName: 'r.png', attempts: 1, error: null, seconds: 1, structure: id / 1000, style: 1 },
  ...{ leakage: 0, hasOutput: true, verdict, tags: [], note: '', parent: null },
})

/** As the application answers: filters by the verdicts that are stored. */
class Results {
  rows: ReviewRow[]
  asked = 0

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, index) => row(index + 1))
  }

  store(id: number, verdict: Verdict): Promise<void> {
    this.rows = this.rows.map((one) => (one.id === id ? { ...one, verdict } : one))
    return Promise.resolve()
  }

  readonly calls = {
    page: ({ filter, from, limit }: Parameters<ReviewCalls['page']>[0]) => {
      this.asked++
      const { verdicts = [] } = filter
      const list = this.rows.filter(({ verdict }) => verdicts.length === 0 || verdicts.includes(verdict))
      const offset = 'offset' in from ? from.offset : list.filter(({ id }) => id <= from.after.id).length
      return Promise.resolve({ rows: list.slice(offset, offset + limit), total: list.length, offset, next: null })
    },
    ids: () => Promise.reject(new Error('not asked for here')),
  } as unknown as ReviewCalls
}

const all: ReviewQuestion = { filter: {}, sort: { by: 'position', descending: false } }
const open: ReviewQuestion = { ...all, filter: { verdicts: ['undecided'] } }
const explain = (error: unknown) => ({ code: 'defect' as const, message: String(error) })
const listOf = (results: Results, question: ReviewQuestion) => new ReviewList(results.calls, explain, question)
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('a list of results', () => {
  test('shows a verdict at once, before it is stored', async () => {
    const list = listOf(new Results(10), all)
    await list.refresh()
    list.judge(3, { verdict: 'accept' }, new Promise(() => undefined))
    expect(list.at(2)?.verdict).toBe('accept')
  })

  test('takes a verdict back that could not be stored', async () => {
    const list = listOf(new Results(10), all)
    await list.refresh()
    list.judge(3, { verdict: 'accept' }, Promise.reject(new Error('the disk is full')))
    await settled()
    expect(list.at(2)?.verdict).toBe('undecided')
  })

  test('keeps a judged result in its place though it does not pass the filter any more', async () => {
    const results = new Results(300)
    const list = listOf(results, open)
    await list.refresh()
    for (const id of [1, 2, 3]) list.judge(id, { verdict: 'reject' }, results.store(id, 'reject'))
    expect(list.at(0)?.verdict).toBe('reject')
    list.show({ from: 120, to: 240 }, null)
    await settled()
    // without the three the application's list is shorter: nothing may be left out or come twice
    expect(
      Array.from({ length: 300 }, (_, index) => list.at(index)?.id)
        .filter(Boolean)
        .slice(0, 240),
    ).toEqual(Array.from({ length: 240 }, (_, index) => index + 1))
  })

  test('goes on at the next result that nobody judged', async () => {
    const results = new Results(6)
    for (const id of [2, 3]) await results.store(id, 'accept')
    const list = listOf(results, all)
    await list.refresh()
    expect([list.nextAfter(0), list.nextAfter(3), list.nextAfter(5)]).toEqual([3, 4, 5])
  })

  test('takes in what others judged where its places stay, and says so where they would not', async () => {
    const results = new Results(10)
    const [places, filtered] = [listOf(results, all), listOf(results, open)]
    await Promise.all([places.refresh(), filtered.refresh()])
    await results.store(4, 'reject')
    await Promise.all([places.follow(), filtered.follow()])
    expect(places.at(3)?.verdict).toBe('reject')
    expect(filtered.at(3)?.verdict).toBe('undecided')
    expect(filtered.state().isOutdated).toBe(true)
    await filtered.refresh()
    expect(filtered.state()).toMatchObject({ total: 9, isOutdated: false })
  })

  test('is not outdated by what was judged in it', async () => {
    const results = new Results(10)
    const list = listOf(results, open)
    await list.refresh()
    list.judge(1, { verdict: 'accept' }, results.store(1, 'accept'))
    await list.follow()
    expect(list.state().isOutdated).toBe(false)
  })

  test('grows when results come to an empty list', async () => {
    const results = new Results(0)
    const list = listOf(results, all)
    await list.refresh()
    expect(list.state().total).toBe(0)
    results.rows = [row(1), row(2)]
    await list.follow()
    expect(list.state().total).toBe(2)
    expect(list.at(1)?.id).toBe(2)
  })

  test('stays with a result when it is asked for anew', async () => {
    const results = new Results(10)
    const list = listOf(results, open)
    await list.refresh()
    list.keepPlace(5)
    await results.store(1, 'accept')
    await list.refresh()
    expect(list.at(list.place.index)?.id).toBe(6)
  })
})

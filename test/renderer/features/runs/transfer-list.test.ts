import { describe, expect, it } from 'vitest'
import type { TransferRow } from '../../../../src/shared/runs.ts'
import { PAGE_ROWS, TransferList } from '../../../../src/renderer/features/runs/transfers/transfer-list.ts'

const TOTAL = 100_000

/** A run of 100,000 transfers whose pages come when the test says so. */
function longRun() {
  const asked: { readonly offset: number; readonly signal: AbortSignal; readonly answer: () => Promise<void> }[] = []
  const calls = {
    transfers: (request: { from: { offset: number }; limit: number }, { signal }: { signal: AbortSignal }) => {
      const { offset } = request.from
      const page = Promise.withResolvers<unknown>()
      const rows = Array.from({ length: request.limit }, (_, index) => ({ id: offset + index }) as TransferRow)
      asked.push({
        offset,
        signal,
        answer: async () => {
          page.resolve({ rows, total: TOTAL, offset, next: null })
          // the list hears of it after what waits for the answer
          await new Promise(setImmediate)
        },
      })
      return page.promise
    },
  }
  const explain = () => ({ code: 'catalog-busy', message: 'busy' }) as const
  return { asked, list: new TransferList(calls as never, explain, { run: 1, states: [] }) }
}

describe('the transfers of a long run', () => {
  it('asks for the pages in view and for no other', async () => {
    const { asked, list } = longRun()
    list.show({ from: 0, to: 20 })
    await asked[0]!.answer()
    expect(list.state().total).toBe(TOTAL)
    list.show({ from: 73_190, to: 73_210 })
    expect(asked.map(({ offset }) => offset)).toEqual([0, 73_100, 73_200])
    await asked[1]!.answer()
    expect(list.at(73_195)?.id).toBe(73_195)
    expect(list.at(73_205)).toBeUndefined()
  })

  it('gives up pages that were left behind', () => {
    const { asked, list } = longRun()
    list.show({ from: 0, to: 20 })
    list.show({ from: 50_000, to: 50_020 })
    expect(asked[0]!.signal.aborted).toBe(true)
    expect(asked[1]!.signal.aborted).toBe(false)
    list.show({ from: 0, to: 20 })
    expect(asked.map(({ offset }) => offset)).toEqual([0, 50_000, 0])
  })

  it('asks for what is in view again after a change, once more for a change meanwhile, and keeps it until then', async () => {
    const { asked, list } = longRun()
    list.show({ from: 0, to: 20 })
    await asked[0]!.answer()
    list.refresh()
    expect(asked).toHaveLength(2)
    expect(list.at(3)?.id).toBe(3)
    list.refresh()
    expect(asked).toHaveLength(2)
    await asked[1]!.answer()
    expect(asked).toHaveLength(3)
    await asked[2]!.answer()
    expect(asked).toHaveLength(3)
  })

  it('holds a bounded number of pages, the last used', async () => {
    const { asked, list } = longRun()
    for (let page = 0; page < 40; page++) {
      list.show({ from: page * PAGE_ROWS, to: page * PAGE_ROWS + 20 })
      await asked.at(-1)!.answer()
    }
    expect(list.at(0)).toBeUndefined()
    expect(list.at(39 * PAGE_ROWS)?.id).toBe(39 * PAGE_ROWS)
  })
})

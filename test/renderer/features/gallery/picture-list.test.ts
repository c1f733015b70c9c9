import { describe, expect, it } from 'vitest'
import { KEPT_PAGES, PAGE_ROWS, planPages } from '../../../../src/renderer/features/gallery/list/page-plan.ts'
import { PictureList, type ListCalls } from '../../../../src/renderer/features/gallery/list/picture-list.ts'
import { ShownList } from '../../../../src/renderer/features/gallery/list/shown-list.ts'
import type { Failure } from '../../../../src/shared/contract.ts'
import type { GalleryRow, PageRequest } from '../../../../src/shared/gallery.ts'

interface Asked {
  readonly offset: number
  readonly signal: AbortSignal
  readonly answer: () => void
}

/** A catalog of pictures with the ids 1 to `total`; its pages are answered at once, or when a test says so. */
function drawnCatalog(total: number, { isSlow = false } = {}) {
  const catalog = { ids: Array.from({ length: total }, (_, index) => index + 1), asked: [] as Asked[], isSlow }
  const page = ({ from, limit }: PageRequest, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const offset = 'offset' in from ? from.offset : 0
      const rows = catalog.ids.slice(offset, offset + limit).map((id) => ({ id }) as GalleryRow)
      const answer = () => resolve({ rows, total: catalog.ids.length, offset, next: null })
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
      catalog.asked.push({ offset, signal, answer })
      if (!catalog.isSlow) answer()
    })
  const position = ({ image }: { image: number }) => {
    const index = catalog.ids.indexOf(image)
    return Promise.resolve(index === -1 ? null : index)
  }
  const ids = ({ from, to }: { from: number; to: number }) => Promise.resolve(catalog.ids.slice(from, to))
  return { catalog, calls: { page, position, ids } as unknown as ListCalls }
}

const explain = (error: unknown): Failure => ({ code: 'defect', message: String(error) })
const question = { filter: {}, sort: { by: 'name', descending: false } } as const
const settled = () => new Promise((resolve) => setTimeout(resolve))

async function openList(total: number, options?: { isSlow?: boolean }) {
  const { catalog, calls } = drawnCatalog(total)
  const list = new PictureList(calls, explain, question)
  await list.refresh()
  catalog.isSlow = options?.isSlow ?? false
  catalog.asked.length = 0
  return { list, catalog }
}

describe('the plan of pages', () => {
  it('has those in view first, then one ahead, then one behind', () => {
    expect(planPages({ from: 500, to: 560 }, 100_000, 'down')).toEqual([4, 5, 3])
    expect(planPages({ from: 470, to: 530 }, 100_000, 'up')).toEqual([3, 4, 2, 5])
  })

  it('has nothing beyond the view in a race, and nothing beyond the list ever', () => {
    expect(planPages({ from: 500, to: 560 }, 100_000, null)).toEqual([4])
    expect(planPages({ from: 0, to: 60 }, 130, 'down')).toEqual([0, 1])
    expect(planPages({ from: 0, to: 60 }, 50, 'down')).toEqual([0])
  })
})

describe('a list of pictures', () => {
  it('asks for the pages around the view, once', async () => {
    const { list, catalog } = await openList(100_000)
    list.show({ from: 50_000, to: 50_060 }, 'down')
    list.show({ from: 50_010, to: 50_070 }, 'down')
    expect(catalog.asked.map(({ offset }) => offset / PAGE_ROWS)).toEqual([416, 417, 418, 415])
    await settled()
    expect(list.at(50_000)?.id).toBe(50_001)
    expect(list.at(70_000)).toBeUndefined()
    expect(list.state().total).toBe(100_000)
  })

  it('takes back what a jump left behind', async () => {
    const { list, catalog } = await openList(100_000, { isSlow: true })
    list.show({ from: 50_000, to: 50_060 }, null)
    const [left] = catalog.asked
    list.show({ from: 90_000, to: 90_060 }, null)
    expect(left?.signal.aborted).toBe(true)
    left?.answer()
    await settled()
    expect(list.at(50_000)).toBeUndefined()
    expect(list.state().failure).toBeNull()
  })

  it('keeps a bounded number of pages, those in view among them', async () => {
    const { list, catalog } = await openList(100_000)
    for (let page = 0; page < KEPT_PAGES + 10; page++) {
      list.show({ from: page * PAGE_ROWS, to: page * PAGE_ROWS + 1 }, null)
      await settled()
      list.show({ from: 0, to: 1 }, null)
    }
    catalog.asked.length = 0
    expect(list.at(0)?.id).toBe(1)
    expect(list.at(3 * PAGE_ROWS)).toBeUndefined()
    list.show({ from: 3 * PAGE_ROWS, to: 3 * PAGE_ROWS + 1 }, null)
    expect(catalog.asked).toHaveLength(1)
  })

  it('moves its place with the picture that holds it when others come before it', async () => {
    const { list, catalog } = await openList(10_000)
    list.show({ from: 5_000, to: 5_060 }, null)
    await settled()
    list.keepPlace({ index: 5_000, offset: 17 })
    const { moves } = list.state()
    catalog.ids = [...Array.from({ length: 300 }, (_, index) => 20_000 + index), ...catalog.ids]
    await list.refresh()
    expect(list.place).toEqual({ index: 5_300, offset: 17 })
    expect(list.at(5_300)?.id).toBe(5_001)
    expect(list.state()).toMatchObject({ total: 10_300, moves: moves + 1 })
  })

  it('stays where it is when the picture that holds it is gone, and within a list that shrank', async () => {
    const { list, catalog } = await openList(10_000)
    list.show({ from: 9_000, to: 9_060 }, null)
    await settled()
    list.keepPlace({ index: 9_000, offset: 0 })
    catalog.ids = catalog.ids.filter((id) => id !== 9_001)
    await list.refresh()
    expect(list.place.index).toBe(9_000)
    catalog.ids = catalog.ids.slice(0, 40)
    await list.refresh()
    expect(list.place.index).toBe(39)
    expect(list.at(39)?.id).toBe(40)
    catalog.ids = []
    await list.refresh()
    expect(list.state().total).toBe(0)
    expect(list.place.index).toBe(0)
  })

  it('waits with a change of the catalog until nobody scrolls', async () => {
    const { list, catalog } = await openList(1_000)
    list.hold(true)
    list.follow()
    expect(catalog.asked).toHaveLength(0)
    list.hold(false)
    await settled()
    expect(catalog.asked).toHaveLength(1)
    list.hold(false)
    await settled()
    expect(catalog.asked).toHaveLength(1)
  })

  it('gives ids without asking where their rows are here', async () => {
    const { list } = await openList(1_000)
    expect(list.idsHere({ from: 10, to: 13 })).toEqual([11, 12, 13])
    expect(list.idsHere({ from: 110, to: 130 })).toBeNull()
    expect(await list.ids({ from: 998, to: 1_000 })).toEqual([999, 1_000])
  })
})

describe('the list that is shown', () => {
  it('stays until the first rows of the next are there', async () => {
    const { catalog, calls } = drawnCatalog(1_000)
    const shown = new ShownList(calls, explain)
    await shown.ask(question, null)
    const before = shown.current()
    catalog.isSlow = true
    const asking = shown.ask({ ...question, filter: { labelled: true } }, null)
    await settled()
    expect(shown.current()).toBe(before)
    catalog.asked.at(-1)?.answer()
    await asking
    expect(shown.current()?.question.filter).toEqual({ labelled: true })
  })

  it('is that of the last question, however late an earlier one is answered', async () => {
    const { catalog, calls } = drawnCatalog(1_000, { isSlow: true })
    const shown = new ShownList(calls, explain)
    const first = shown.ask({ ...question, filter: { text: 'a' } }, null)
    const second = shown.ask({ ...question, filter: { text: 'ab' } }, null)
    expect(catalog.asked[0]?.signal.aborted).toBe(true)
    catalog.asked[1]?.answer()
    catalog.asked[0]?.answer()
    await Promise.all([first, second])
    expect(shown.current()?.question.filter).toEqual({ text: 'ab' })
  })

  it('opens where it was left, if the picture moved meanwhile', async () => {
    const { calls } = drawnCatalog(10_000)
    const shown = new ShownList(calls, explain)
    await shown.ask(question, { image: 6_001, index: 5_000, offset: 30 })
    expect(shown.current()?.place).toMatchObject({ index: 6_000, offset: 30 })
    expect(shown.current()?.at(6_000)?.id).toBe(6_001)
  })

  it('that cannot be had says why', async () => {
    const { calls } = drawnCatalog(10)
    const shown = new ShownList({ ...calls, page: () => Promise.reject(new Error('no line')) }, explain)
    await shown.ask(question, null)
    expect(shown.current()?.state()).toMatchObject({ total: null, failure: { message: 'Error: no line' } })
  })
})

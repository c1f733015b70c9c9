import { describe, expect, it } from 'vitest'
import { BoardWork } from '../../../../src/renderer/features/board/work/board-work.ts'
import {
  columnsWith,
  isInColumn,
  placedBoard,
  stepBoard,
  toggleOnBoard,
} from '../../../../src/renderer/features/gallery/board/put-on-board.ts'
import type { GalleryRow, PickCondition } from '../../../../src/shared/gallery.ts'

type Boards = ConstructorParameters<typeof BoardWork>[0] & Parameters<typeof toggleOnBoard>[1]

interface Put {
  readonly board: number
  readonly condition: PickCondition
  readonly images: readonly number[]
}

/** Boards as the application keeps them, as far as the gallery looks. */
function drawnBoards(names: readonly string[]): Boards {
  const columns = () => ({ fog: [], night: [], rain: [], snow: [] }) as Record<PickCondition, { id: number }[]>
  const boards = names.map((name, index) => ({ id: index + 1, name, columns: columns(), undo: null as string | null }))
  const find = (id: number) => boards.find((board) => board.id === id)!
  const get = ({ board }: { board: number }) => Promise.resolve(structuredClone(find(board)))
  const put = ({ board, condition, images }: Put) => {
    find(board).columns[condition].push(...images.map((id) => ({ id })))
    find(board).undo = `pictures put on ${condition}`
    return get({ board })
  }
  const take = ({ board, condition, images }: Put) => {
    find(board).columns[condition] = find(board).columns[condition].filter(({ id }) => !images.includes(id))
    return get({ board })
  }
  const undo = ({ board }: { board: number }) => {
    find(board).columns = columns()
    find(board).undo = null
    return get({ board })
  }
  const create = ({ name }: { name: string }) => {
    boards.push({ id: boards.length + 1, name, columns: columns(), undo: null })
    return get({ board: boards.length })
  }
  return { list: () => Promise.resolve([...boards]), get, create, put, take, undo } as unknown as Boards
}

const noPreferences = { preference: () => Promise.resolve(null), storePreference: () => Promise.resolve() }

function workOn(...names: string[]) {
  const boards = drawnBoards(names)
  const work = new BoardWork(boards, noPreferences)
  return {
    work,
    boards,
    isOn: (...images: number[]) => isInColumn(placedBoard(work.current()!.board!), 'rain', images),
  }
}

describe('putting pictures on the board that is worked on', () => {
  it('puts them into a column, and takes them off where all are in it', async () => {
    const { work, boards, isOn } = workOn('Summer')
    expect(await toggleOnBoard(work, boards, 'rain', [4, 5])).toBe('2\u00a0pictures put on rain.')
    expect([isOn(4, 5), isOn(4, 6), isOn()]).toEqual([true, false, false])
    expect(await toggleOnBoard(work, boards, 'rain', [4])).toBe('1\u00a0picture taken off rain.')
    expect([isOn(4), isOn(5)]).toEqual([false, true])
  })

  it('makes a board where there is none', async () => {
    const { work, boards, isOn } = workOn()
    await toggleOnBoard(work, boards, 'rain', [3])
    expect(work.current()?.board?.name).toBe('Style board 1')
    expect(isOn(3)).toBe(true)
  })

  it('makes one board for what is asked for before it is there', async () => {
    const { work, boards } = workOn()
    const made = Promise.withResolvers<void>()
    const slow: Boards = { ...boards, create: async (board) => (await made.promise, boards.create(board)) }
    const slowly = new BoardWork(slow, noPreferences)
    const asked = (['fog', 'night', 'night'] as const).map((condition, image) =>
      toggleOnBoard(slowly, boards, condition, [image]),
    )
    await work.refresh()
    expect(work.current()?.boards).toEqual([])
    made.resolve()
    await Promise.all(asked)
    await work.refresh()
    expect(work.current()?.boards.map(({ name }) => name)).toEqual(['Style board 1'])
    expect(work.current()?.board?.columns).toMatchObject({ fog: [{ id: 0 }], night: [{ id: 1 }, { id: 2 }] })
  })

  it('is decided by what the column has when its turn comes', async () => {
    const { work, boards, isOn } = workOn('Summer')
    const twice = [toggleOnBoard(work, boards, 'rain', [4]), toggleOnBoard(work, boards, 'rain', [4])]
    expect(await Promise.all(twice)).toEqual(['1\u00a0picture put on rain.', '1\u00a0picture taken off rain.'])
    expect(isOn(4)).toBe(false)
    const [, takenBack] = await Promise.all([toggleOnBoard(work, boards, 'rain', [5]), stepBoard(work, boards, 'undo')])
    expect(takenBack).toBe('Taken back: pictures put on rain.')
  })

  it('goes on after a call that failed', async () => {
    const { work, boards, isOn } = workOn('Summer')
    const full: Boards = { ...boards, put: () => Promise.reject(new Error('full')) }
    const [refused, put] = await Promise.allSettled([
      toggleOnBoard(work, full, 'rain', [4]),
      toggleOnBoard(work, boards, 'rain', [5]),
    ])
    expect([refused.status, put.status]).toEqual(['rejected', 'fulfilled'])
    expect([isOn(4), isOn(5)]).toEqual([false, true])
  })

  it('is taken back, as long as there is something to', async () => {
    const { work, boards, isOn } = workOn('Summer')
    await toggleOnBoard(work, boards, 'rain', [3])
    expect(await stepBoard(work, boards, 'undo')).toBe('Taken back: pictures put on rain.')
    expect(isOn(3)).toBe(false)
    expect(await stepBoard(work, boards, 'undo')).toBeNull()
  })
})

describe('the columns of a picture', () => {
  const row = { id: 7, picks: [{ board: 3, condition: 'fog' }] } as unknown as GalleryRow

  it('are those of the board that is worked on; before it is known, of any', async () => {
    expect(columnsWith(null, row)).toEqual(['fog'])
    const { work, boards } = workOn('Summer')
    await toggleOnBoard(work, boards, 'night', [7])
    expect(columnsWith(placedBoard(work.current()!.board!), row)).toEqual(['night'])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { nameForCopy, nameForNew } from '../../../../src/renderer/features/board/work/board-names.ts'
import { BoardWork } from '../../../../src/renderer/features/board/work/board-work.ts'
import type { Board, BoardName } from '../../../../src/shared/boards.ts'
import { CURRENT_BOARD } from '../../../../src/shared/preferences.ts'

/** The application's side, in memory. */
class Boards {
  readonly boards: BoardName[] = []
  readonly preferences = new Map<string, unknown>()
  #nextId = 1

  add(name: string): BoardName {
    const references = { fog: 0, night: 0, rain: 0, snow: 0 }
    const board = { id: this.#nextId++, name, createdUtc: '', references }
    this.boards.push(board)
    return board
  }

  readonly board = (id: number): Board => {
    const found = this.boards.find((each) => each.id === id)
    if (!found) throw new Error(`no board ${id}`)
    return { ...found, columns: { fog: [], night: [], rain: [], snow: [] }, undo: null, redo: null }
  }

  readonly calls = {
    list: () => Promise.resolve([...this.boards]),
    get: ({ board }: { board: number }) => Promise.resolve().then(() => this.board(board)),
    create: ({ name }: { name: string }) => Promise.resolve(this.board(this.add(name).id)),
    duplicate: ({ name }: { name: string }) => Promise.resolve(this.board(this.add(name).id)),
    rename: ({ board, name }: { board: number; name: string }) => {
      const place = this.boards.findIndex(({ id }) => id === board)
      this.boards[place] = { ...this.boards[place]!, name }
      return Promise.resolve(this.board(board))
    },
    remove: ({ board }: { board: number }) => {
      this.boards.splice(
        this.boards.findIndex(({ id }) => id === board),
        1,
      )
      return Promise.resolve()
    },
  }

  readonly kept = {
    preference: ({ key }: { key: string }) => Promise.resolve(this.preferences.get(key) ?? null),
    storePreference: ({ key, value }: { key: string; value: unknown }) => {
      this.preferences.set(key, value)
      return Promise.resolve()
    },
  }
}

let there: Boards
let work: BoardWork
beforeEach(() => {
  there = new Boards()
  work = new BoardWork(there.calls, there.kept)
})
const current = () => work.current()?.board?.name ?? null

describe('the board that is worked on', () => {
  it('is the one that was worked on last, else the first, else none', async () => {
    await work.refresh()
    expect(work.current()).toMatchObject({ boards: [], board: null })
    there.add('first')
    const second = there.add('second')
    await work.refresh()
    expect(current()).toBe('first')
    there.preferences.set(CURRENT_BOARD, second.id)
    const elsewhere = new BoardWork(there.calls, there.kept)
    await elsewhere.refresh()
    expect(elsewhere.current()?.board?.name).toBe('second')
  })

  it('is remembered when it is chosen or made', async () => {
    const first = there.add('first')
    await work.create('second')
    expect(current()).toBe('second')
    await work.choose(first.id)
    expect(there.preferences.get(CURRENT_BOARD)).toBe(first.id)
    await work.duplicate(first.id, 'copy')
    expect(current()).toBe('copy')
    await work.rename(first.id, 'renamed')
    expect(current()).toBe('renamed')
  })

  it('is the one before it when it is deleted, by this page or another', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map((name) => there.add(name))
    await work.choose(third!.id)
    await work.remove(third!.id)
    expect(current()).toBe('second')
    await there.calls.remove({ board: second!.id })
    await work.refresh()
    expect(current()).toBe('first')
    await work.remove(first!.id)
    expect(current()).toBeNull()
  })

  it('shows changes in the order in which they were asked for, and no answer that is older', async () => {
    const { id } = there.add('first')
    await work.refresh()
    const shown: (string | null)[] = []
    work.subscribe(() => shown.push(work.current()!.board!.undo))
    const slow = Promise.withResolvers<void>()
    const answer = (undo: string): Board => ({ ...there.board(id), undo })
    const first = work.change(async () => {
      await slow.promise
      return answer('put 1 picture on fog')
    })
    const second = work.change(() => Promise.resolve(answer('put 2 pictures on fog')))
    slow.resolve()
    await Promise.all([first, second])
    expect(shown).toEqual(['put 1 picture on fog', 'put 2 pictures on fog'])
    expect(work.current()!.changes).toBe(2)
  })

  it('goes on after something failed', async () => {
    there.add('first')
    await expect(work.choose(99)).resolves.toBeUndefined()
    await expect(work.change(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
    await work.refresh()
    expect(current()).toBe('first')
  })
})

it('names suggest themselves', () => {
  const boards = ['Style board 1', 'style board 2', 'Adverse v3'].map((name) => there.add(name))
  expect(nameForNew(boards)).toBe('Style board 3')
  expect(nameForNew([])).toBe('Style board 1')
  expect(nameForCopy(boards, 'Adverse v3')).toBe('Adverse v4')
  expect(nameForCopy(boards, 'Style board 1')).toBe('Style board 3')
  expect(nameForCopy(boards, 'Fog')).toBe('Fog 2')
  expect(nameForCopy(boards, '2025')).toBe('2026')
})

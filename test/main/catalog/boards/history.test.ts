import { describe, expect, it } from 'vitest'
import { createBoard } from '../../../../src/main/catalog/boards/boards.ts'
import {
  fillColumns,
  moveImages,
  putImages,
  stepThroughChanges,
  takeImages,
} from '../../../../src/main/catalog/boards/changes.ts'
import { KEPT_CHANGES, KEPT_PLACES, nextWords } from '../../../../src/main/catalog/boards/history.ts'
import { removeSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { adverseConditions } from '../../../../src/main/catalog/suggestions/references.ts'
import { insertImages } from '../class-pixel-rows.ts'
import { newCatalog, opened } from '../temporary-workspace.ts'
import { seededRandom } from '../queries/synthetic-catalog.ts'
import { boardBeside, columnsOf, positionsOf, type Arrangement, type DrawnBoard } from './drawn-board.ts'
import { NaiveBoard } from './naive-board.ts'

const undo = ({ database, board }: Pick<DrawnBoard, 'database' | 'board'>) =>
  stepThroughChanges(database, board, 'undo')
const redo = ({ database, board }: Pick<DrawnBoard, 'database' | 'board'>) =>
  stepThroughChanges(database, board, 'redo')

describe('undo and redo', () => {
  it('take back and make again each change, with what they would do in words', () => {
    const own = boardBeside(4)
    const words = () => (['undo', 'redo'] as const).map((way) => nextWords(own.database, own.board, way))
    const [a, b] = own.images as [number, number]
    putImages(own.database, { board: own.board, condition: 'fog', images: [a, b] })
    moveImages(own.database, { board: own.board, from: 'fog', to: 'night', images: [a] })
    undo(own)
    expect(columnsOf(own.database, own.board)).toMatchObject({ fog: [a, b], night: [] })
    expect(words()).toEqual(['put 2 pictures on fog', 'move 1 picture from fog to night'])
    undo(own)
    expect(words()).toEqual([null, 'put 2 pictures on fog'])
    undo(own)
    redo(own)
    redo(own)
    redo(own)
    expect(columnsOf(own.database, own.board)).toMatchObject({ fog: [b], night: [a] })
    expect(words()).toEqual(['move 1 picture from fog to night', null])
  })

  it('can’t make again what was taken back before another change', () => {
    const own = boardBeside(4)
    putImages(own.database, { board: own.board, condition: 'fog', images: own.images })
    undo(own)
    putImages(own.database, { board: own.board, condition: 'snow', images: own.images })
    expect(nextWords(own.database, own.board, 'redo')).toBeNull()
    undo(own)
    undo(own)
    expect(columnsOf(own.database, own.board)).toEqual({ fog: [], night: [], rain: [], snow: [] })
  })

  it('are each board’s own', () => {
    const own = boardBeside(2)
    const other = createBoard(own.database, 'Other')
    putImages(own.database, { board: own.board, condition: 'fog', images: own.images })
    putImages(own.database, { board: other, condition: 'fog', images: own.images })
    undo(own)
    expect(columnsOf(own.database, own.board).fog).toEqual([])
    expect(columnsOf(own.database, other).fog).toEqual(own.images)
  })

  it('pass over changes of nothing but images that are gone', () => {
    const own = boardBeside(4)
    const [a, , c, d] = own.images as [number, number, number, number]
    putImages(own.database, { board: own.board, condition: 'fog', images: [c] })
    putImages(own.database, { board: own.board, condition: 'fog', images: [a] })
    putImages(own.database, { board: own.board, condition: 'night', images: [a] })
    removeSource(own.database, 1) // a
    expect(nextWords(own.database, own.board, 'undo')).toBe('put 1 picture on fog')
    undo(own)
    expect(columnsOf(own.database, own.board).fog).toEqual([])
    redo(own)
    expect(columnsOf(own.database, own.board).fog).toEqual([c])
    expect(nextWords(own.database, own.board, 'redo')).toBeNull()
    putImages(own.database, { board: own.board, condition: 'fog', images: [d] })
  })

  it('survive a restart', async () => {
    const catalog = await newCatalog()
    const images = insertImages(catalog.database, [{ path: 'a.png' }, { path: 'b.png' }])
    const board = createBoard(catalog.database, 'Adverse')
    putImages(catalog.database, { board, condition: 'rain', images })
    takeImages(catalog.database, { board, condition: 'rain', images: [images[0]!] })
    undo({ database: catalog.database, board })
    catalog.close()
    const { database } = await opened(catalog.workspace)
    redo({ database, board })
    expect(columnsOf(database, board).rain).toEqual([images[1]])
    undo({ database, board })
    undo({ database, board })
    expect(columnsOf(database, board).rain).toEqual([])
  })

  it('go back a hundred changes and no further', () => {
    const own = boardBeside(KEPT_CHANGES + 20)
    for (const image of own.images) putImages(own.database, { board: own.board, condition: 'fog', images: [image] })
    for (let step = 0; step < own.images.length; step++) undo(own)
    expect(columnsOf(own.database, own.board).fog).toEqual(own.images.slice(0, 20))
  })

  it('go back less far where columns are large, but always one change', () => {
    const own = boardBeside(10_000)
    const rows = () => own.database.prepare('SELECT count(*) FROM board_change_reference').pluck().get() as number
    putImages(own.database, { board: own.board, condition: 'fog', images: own.images })
    for (const image of own.images.slice(-15)) {
      takeImages(own.database, { board: own.board, condition: 'fog', images: [image] })
      expect(rows()).toBeLessThanOrEqual(KEPT_PLACES)
    }
    for (let step = 0; step < 20; step++) undo(own)
    // ten changes of nearly ten thousand places each
    expect(columnsOf(own.database, own.board).fog).toHaveLength(9_995)
  })
})

describe('a board after many changes', () => {
  it.each([1, 2, 3, 4])('is as a naive board that remembers every state (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const below = (end: number): number => Math.floor(random() * end)
    const own = boardBeside(48)
    const naive = new NaiveBoard()
    const left = new Set(own.images)
    const some = () => Array.from({ length: 1 + below(3) }, () => [...left][below(left.size)]!)
    const condition = () => adverseConditions[below(4)]!
    const position = () => (random() < 0.4 ? {} : { position: below(8) })
    const acts: (() => void)[] = [
      () => {
        const request = { board: own.board, condition: condition(), images: some(), ...position() }
        putImages(own.database, request)
        naive.put(request)
      },
      () => {
        const request = { board: own.board, condition: condition(), images: some() }
        takeImages(own.database, request)
        naive.take(request)
      },
      () => {
        const request = { board: own.board, from: condition(), to: condition(), images: some(), ...position() }
        moveImages(own.database, request)
        naive.move(request)
      },
      () => {
        const columns = [condition(), condition()].map((one) => ({ condition: one, images: some() }))
        fillColumns(own.database, { board: own.board, columns })
        naive.fill(columns)
      },
      () => (undo(own), naive.undo()),
      () => (undo(own), naive.undo()),
      () => (redo(own), naive.redo()),
      () => {
        if (left.size < 8) return
        const gone = [...left][below(left.size)]!
        own.database.prepare('DELETE FROM image WHERE id = ?').run(gone)
        left.delete(gone)
        naive.forget(gone)
      },
    ]
    for (let step = 0; step < 300; step++) {
      acts[below(acts.length)]!()
      expect(columnsOf(own.database, own.board)).toEqual(naive.columns satisfies Arrangement)
      expect(nextWords(own.database, own.board, 'undo') === null).toBe(!naive.canUndo)
      expect(nextWords(own.database, own.board, 'redo') === null).toBe(!naive.canRedo)
    }
    fillColumns(own.database, {
      board: own.board,
      columns: adverseConditions.map((one) => ({ condition: one, images: [...left] })),
    })
    for (const one of adverseConditions)
      expect(positionsOf(own.database, own.board, one)).toEqual([...columnsOf(own.database, own.board)[one].keys()])
  })
})

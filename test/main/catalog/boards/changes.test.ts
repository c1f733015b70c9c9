import { describe, expect, it } from 'vitest'
import { fillColumns, moveImages, putImages, takeImages } from '../../../../src/main/catalog/boards/changes.ts'
import { nextWords } from '../../../../src/main/catalog/boards/history.ts'
import { removeSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { imageMover } from '../../../../src/main/catalog/walks/moved-images.ts'
import { UsageError } from '../../../../src/shared/errors.ts'
import { boardBeside, columnsOf, positionsOf, type DrawnBoard } from './drawn-board.ts'

const fogOf = ({ database, board }: DrawnBoard) => columnsOf(database, board).fog
const undoWords = ({ database, board }: DrawnBoard) => nextWords(database, board, 'undo')

/** A board whose column of fog has the images a, b, c, d; e and f are on none. */
function drawn() {
  const own = boardBeside(6)
  const [a, b, c, d, e, f] = own.images as [number, number, number, number, number, number]
  putImages(own.database, { board: own.board, condition: 'fog', images: [a, b, c, d] })
  return { ...own, a, b, c, d, e, f }
}

describe('putting images into a column', () => {
  it('adds them at the end, each once; those that are there keep their place', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.e, own.a, own.e, own.f] })
    expect(fogOf(own)).toEqual([own.a, own.b, own.c, own.d, own.e, own.f])
    expect(undoWords(own)).toBe('put 2 pictures on fog')
  })

  it('at a position counts the others that come before, and moves those that are there', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.d, own.e], position: 1 })
    expect(fogOf(own)).toEqual([own.a, own.d, own.e, own.b, own.c])
    expect(undoWords(own)).toBe('put 1 picture on fog')
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.a, own.d], position: 99 })
    expect(fogOf(own)).toEqual([own.e, own.b, own.c, own.a, own.d])
    expect(undoWords(own)).toBe('move 2 pictures in fog')
    expect(positionsOf(own.database, own.board, 'fog')).toEqual([0, 1, 2, 3, 4])
  })

  it('lets an image be in several columns', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'night', images: [own.a] })
    expect(columnsOf(own.database, own.board)).toMatchObject({ fog: [own.a, own.b, own.c, own.d], night: [own.a] })
  })

  it('refuses images that are gone, as a whole', () => {
    const own = drawn()
    const put = () => putImages(own.database, { board: own.board, condition: 'fog', images: [own.e, 777, 778] })
    expect(put).toThrow(UsageError)
    expect(put).toThrow('2 of 3 pictures are not in the catalog any more; nothing was put on the board')
    expect(fogOf(own)).toHaveLength(4)
    expect(undoWords(own)).toBe('put 4 pictures on fog')
  })

  it('is no step where nothing changes', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.a] })
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.b], position: 1 })
    takeImages(own.database, { board: own.board, condition: 'fog', images: [own.e] })
    moveImages(own.database, { board: own.board, from: 'snow', to: 'fog', images: [own.e] })
    expect(undoWords(own)).toBe('put 4 pictures on fog')
  })

  it('touches the images that come and go, and not those that stay', () => {
    const own = drawn()
    const revisions = () =>
      own.database.prepare('SELECT id, revision FROM image ORDER BY id').raw().all() as [number, number][]
    const before = new Map(revisions())
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.e], position: 0 })
    takeImages(own.database, { board: own.board, condition: 'fog', images: [own.a] })
    const touched = revisions().filter(([id, revision]) => before.get(id) !== revision)
    expect(touched.map(([id]) => id)).toEqual([own.a, own.e])
  })
})

describe('moving images', () => {
  it('takes them from one column to a place in another, as one step', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'snow', images: [own.e, own.b] })
    const move = { board: own.board, from: 'fog', to: 'snow', images: [own.c, own.b], position: 1 } as const
    moveImages(own.database, move)
    expect(columnsOf(own.database, own.board)).toMatchObject({ fog: [own.a, own.d], snow: [own.e, own.c, own.b] })
    expect(undoWords(own)).toBe('move 2 pictures from fog to snow')
  })

  it('leaves out those that are not in the first column any more', () => {
    const own = drawn()
    moveImages(own.database, { board: own.board, from: 'fog', to: 'rain', images: [own.a, own.e] })
    expect(columnsOf(own.database, own.board)).toMatchObject({ fog: [own.b, own.c, own.d], rain: [own.a] })
  })

  it('within a column goes to the place, or to the end', () => {
    const own = drawn()
    moveImages(own.database, { board: own.board, from: 'fog', to: 'fog', images: [own.d], position: 0 })
    expect(fogOf(own)).toEqual([own.d, own.a, own.b, own.c])
    expect(undoWords(own)).toBe('move 1 picture in fog')
    moveImages(own.database, { board: own.board, from: 'fog', to: 'fog', images: [own.d] })
    expect(fogOf(own)).toEqual([own.a, own.b, own.c, own.d])
  })
})

it('filling columns adds to each of them, as one step', () => {
  const own = drawn()
  fillColumns(own.database, {
    board: own.board,
    columns: [
      { condition: 'fog', images: [own.a, own.e] },
      { condition: 'night', images: [own.a, own.b] },
      { condition: 'rain', images: [own.c] },
      { condition: 'fog', images: [own.f] },
    ],
  })
  expect(columnsOf(own.database, own.board)).toEqual({
    fog: [own.a, own.b, own.c, own.d, own.e, own.f],
    night: [own.a, own.b],
    rain: [own.c],
    snow: [],
  })
  expect(undoWords(own)).toBe('add 5 suggestions to fog, night, rain')
})

describe('an image that is removed with its source', () => {
  it('leaves the columns, whose order stays; the next change closes the gaps', () => {
    const own = drawn()
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.e], position: 1 })
    removeSource(own.database, 1) // a, b and c
    expect(fogOf(own)).toEqual([own.e, own.d])
    expect(positionsOf(own.database, own.board, 'fog')).toEqual([1, 4])
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.f] })
    expect(fogOf(own)).toEqual([own.e, own.d, own.f])
    expect(positionsOf(own.database, own.board, 'fog')).toEqual([0, 1, 2])
  })
})

it('an image whose file moved keeps its place on boards and in their changes', () => {
  const own = drawn()
  takeImages(own.database, { board: own.board, condition: 'fog', images: [own.d] })
  imageMover(own.database).apply({ id: own.f, newId: own.d }, 1)
  imageMover(own.database).apply({ id: own.e, newId: own.b }, 1)
  expect(fogOf(own)).toEqual([own.a, own.e, own.c])
  const stored = own.database.prepare('SELECT image_id FROM board_change_reference ORDER BY position').pluck().all()
  expect(stored).toEqual([own.a, own.e, own.c, own.f])
})

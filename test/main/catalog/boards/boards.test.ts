import { describe, expect, it } from 'vitest'
import { BoardReader } from '../../../../src/main/catalog/boards/board-reader.ts'
import {
  createBoard,
  duplicateBoard,
  getBoard,
  removeBoard,
  renameBoard,
} from '../../../../src/main/catalog/boards/boards.ts'
import { moveImages, putImages, stepThroughChanges } from '../../../../src/main/catalog/boards/changes.ts'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { UsageError } from '../../../../src/shared/errors.ts'
import { boardBeside, columnsOf } from './drawn-board.ts'

const names = (database: CatalogDatabase) => readerOf(database).names()

const readerOf = (database: CatalogDatabase): BoardReader =>
  new BoardReader(database, () => {
    throw new Error('no row is asked for')
  })

describe('a style board', () => {
  it('is listed with the references of its columns', () => {
    const { database, board, images } = boardBeside(6)
    const other = createBoard(database, ' Night only ')
    putImages(database, { board: other, condition: 'night', images: images.slice(0, 2) })
    expect(names(database)).toMatchObject([
      { id: board, name: 'Adverse', references: { fog: 0, night: 0, rain: 0, snow: 0 } },
      { id: other, name: 'Night only', references: { fog: 0, night: 2, rain: 0, snow: 0 } },
    ])
    expect(Date.parse(getBoard(database, other).createdUtc)).toBeGreaterThan(Date.now() - 60_000)
  })

  it('has a name that no other board has, whatever its case', () => {
    const { database, board } = boardBeside(0)
    const second = createBoard(database, 'Second')
    const taken = 'Another style board has the name ADVERSE; choose one that tells them apart'
    expect(() => createBoard(database, ' ADVERSE ')).toThrow(new UsageError(taken))
    expect(() => renameBoard(database, second, 'ADVERSE')).toThrow(taken)
    expect(() => duplicateBoard(database, second, 'ADVERSE')).toThrow(taken)
    expect(() => createBoard(database, '  ')).toThrow('needs a name')
    renameBoard(database, board, 'ADVERSE')
    expect(names(database).map(({ name }) => name)).toEqual(['ADVERSE', 'Second'])
  })

  it('is duplicated with its columns; the two go separate ways', () => {
    const { database, board, images } = boardBeside(4)
    putImages(database, { board, condition: 'fog', images: images.slice(0, 3) })
    const copy = duplicateBoard(database, board, 'Copy')
    expect(columnsOf(database, copy)).toEqual(columnsOf(database, board))
    stepThroughChanges(database, copy, 'undo')
    expect(columnsOf(database, copy).fog).toHaveLength(3)
    moveImages(database, { board: copy, from: 'fog', to: 'snow', images: [images[0]!] })
    expect(columnsOf(database, board).fog).toEqual(images.slice(0, 3))
  })

  it('is removed with all that was done to it', () => {
    const { database, board, images } = boardBeside(2)
    putImages(database, { board, condition: 'fog', images })
    removeBoard(database, board)
    const left = ['board', 'board_reference', 'board_change', 'board_change_reference'].map((table) =>
      database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    )
    expect(left).toEqual([0, 0, 0, 0])
    const gone = `There is no style board ${board}; it was removed: choose another`
    expect(() => removeBoard(database, board)).toThrow(new UsageError(gone))
    expect(() => renameBoard(database, board, 'x')).toThrow(gone)
    expect(() => duplicateBoard(database, board, 'x')).toThrow(gone)
    expect(() => putImages(database, { board, condition: 'fog', images })).toThrow(gone)
    expect(() => stepThroughChanges(database, board, 'undo')).toThrow(gone)
    expect(() => readerOf(database).board(board)).toThrow(gone)
  })

  it('tells those who watch the catalog of every change of it', () => {
    const { database, board, images } = boardBeside(3)
    const revision = () => database.prepare(`SELECT value FROM catalog_state WHERE key = 'revision'`).pluck().get()
    const changes: (() => void)[] = [
      () => createBoard(database, 'a'),
      () => renameBoard(database, board, 'b'),
      () => duplicateBoard(database, board, 'c'),
      () => putImages(database, { board, condition: 'fog', images }),
      () => putImages(database, { board, condition: 'fog', images: [images[2]!], position: 0 }),
      () => stepThroughChanges(database, board, 'undo'),
      () => removeBoard(database, board),
    ]
    for (const change of changes) {
      const before = revision()
      change()
      expect(revision()).not.toBe(before)
    }
  })
})

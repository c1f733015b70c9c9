import type { PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../database.ts'
import { ADD_REFERENCE, COLUMN, MOVE_REFERENCE, REMOVE_REFERENCE } from './statements.ts'

/** The images of one column of a board, in their order, none twice. */
export type Column = readonly number[]

/** Some of a board's columns. */
export type Columns = ReadonlyMap<PickCondition, Column>

export function readColumns(database: CatalogDatabase, board: number, conditions: Iterable<PickCondition>): Columns {
  return new Map([...conditions].map((condition) => [condition, places(database, board, condition).map(imageOf)]))
}

/** Brings a column to what it is to be. Images that keep their place are not touched, so that nobody reads them again. */
export function writeColumn(database: CatalogDatabase, board: number, condition: PickCondition, column: Column): void {
  const before = new Map(places(database, board, condition).map(({ image, position }) => [image, position]))
  const remove = database.prepare(REMOVE_REFERENCE)
  const kept = new Set(column)
  for (const image of before.keys()) if (!kept.has(image)) remove.run(board, condition, image)
  const add = database.prepare(ADD_REFERENCE)
  const move = database.prepare(MOVE_REFERENCE)
  column.forEach((image, position) => {
    if (!before.has(image)) add.run(board, condition, image, position)
    else if (before.get(image) !== position) move.run(position, board, condition, image)
  })
}

export const isSameColumn = (one: Column, other: Column): boolean =>
  one.length === other.length && one.every((image, place) => image === other[place])

interface Place {
  readonly image: number
  readonly position: number
}

const imageOf = ({ image }: Place): number => image

const places = (database: CatalogDatabase, board: number, condition: PickCondition): Place[] =>
  database.prepare(COLUMN).all(board, condition) as Place[]

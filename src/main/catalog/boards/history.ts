import type { PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../database.ts'
import { isSameColumn, readColumns, writeColumn, type Columns } from './columns.ts'
import {
  ADD_CHANGE,
  ADD_CHANGED_REFERENCE,
  CHANGED_COLUMN,
  CLEAR_CHANGE,
  DONE_CHANGES,
  REMOVE_CHANGE,
  REMOVE_OLD_CHANGES,
  REMOVE_UNDONE,
  TURN_CHANGE,
  UNDONE_CHANGES,
} from './statements.ts'

/** What can be taken back of a board: this many changes, and no more places in their columns than this (some megabytes). */
export const KEPT_CHANGES = 100
export const KEPT_PLACES = 100_000

export type Direction = 'undo' | 'redo'

interface Change {
  readonly id: number
  readonly words: string
  readonly conditions: readonly PickCondition[]
}

/** Records a change by the columns as they were before it; what was taken back before can't be made again. Inside a transaction. */
export function recordChange(database: CatalogDatabase, board: number, words: string, before: Columns): void {
  database.prepare(REMOVE_UNDONE).run(board)
  const conditions = JSON.stringify([...before.keys()])
  const id = database.prepare(ADD_CHANGE).pluck().get(board, words, conditions, placesIn(before)) as number
  store(database, id, before)
  database.prepare(REMOVE_OLD_CHANGES).run(board, KEPT_CHANGES, KEPT_PLACES)
}

/** What undo or redo would do, in words; null where there is nothing. */
export function nextWords(database: CatalogDatabase, board: number, direction: Direction): string | null {
  return findNext(database, board, direction).next?.change.words ?? null
}

/**
 * Exchanges what the next change holds with what is on the board. Changes that removed images have emptied are passed over and
 * forgotten. Inside a transaction.
 *
 * @returns whether there was anything to do
 */
export function step(database: CatalogDatabase, board: number, direction: Direction): boolean {
  const { next, empty } = findNext(database, board, direction)
  for (const { id } of empty) database.prepare(REMOVE_CHANGE).run(id)
  if (!next) return false
  const { change, present, stored } = next
  for (const [condition, column] of stored) writeColumn(database, board, condition, column)
  database.prepare(CLEAR_CHANGE).run(change.id)
  store(database, change.id, present)
  database.prepare(TURN_CHANGE).run(direction === 'undo' ? 1 : 0, placesIn(present), change.id)
  return true
}

interface NextChange {
  readonly change: Change
  readonly present: Columns
  readonly stored: Columns
}

/** The next change that would change anything, and those before it that would not. */
function findNext(
  database: CatalogDatabase,
  board: number,
  direction: Direction,
): { readonly next?: NextChange; readonly empty: readonly Change[] } {
  const empty: Change[] = []
  for (const change of changes(database, board, direction)) {
    const present = readColumns(database, board, change.conditions)
    const stored = storedColumns(database, change)
    if (change.conditions.some((condition) => !isSameColumn(present.get(condition)!, stored.get(condition)!)))
      return { next: { change, present, stored }, empty }
    empty.push(change)
  }
  return { empty }
}

function changes(database: CatalogDatabase, board: number, direction: Direction): Change[] {
  const rows = database.prepare(direction === 'undo' ? DONE_CHANGES : UNDONE_CHANGES).all(board) as {
    readonly id: number
    readonly words: string
    readonly conditions: string
  }[]
  return rows.map((row) => ({ ...row, conditions: JSON.parse(row.conditions) as PickCondition[] }))
}

function storedColumns(database: CatalogDatabase, { id, conditions }: Change): Columns {
  const column = database.prepare(CHANGED_COLUMN).pluck()
  return new Map(conditions.map((condition) => [condition, column.all(id, condition) as number[]]))
}

function store(database: CatalogDatabase, change: number, columns: Columns): void {
  const add = database.prepare(ADD_CHANGED_REFERENCE)
  for (const [condition, column] of columns)
    column.forEach((image, position) => add.run(change, condition, image, position))
}

const placesIn = (columns: Columns): number =>
  [...columns.values()].reduce((places, column) => places + column.length, 0)

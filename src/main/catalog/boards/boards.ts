import { UsageError } from '../../../shared/errors.ts'
import { decide, nextRevision, type CatalogDatabase } from '../database.ts'
import { ADD_BOARD, COPY_COLUMNS, FIND_BOARD, FIND_NAME, REMOVE_BOARD, RENAME_BOARD } from './statements.ts'

/** A row of the table board. */
export interface BoardRecord {
  readonly id: number
  readonly name: string
  readonly createdUtc: string
}

/** @throws UsageError where there is none */
export function getBoard(database: CatalogDatabase, id: number): BoardRecord {
  const found = database.prepare(FIND_BOARD).get(id) as BoardRecord | undefined
  if (!found) throw new UsageError(`There is no style board ${id}; it was removed: choose another`)
  return found
}

/** The board of that name, in any case. @throws UsageError where there is none */
export function boardNamed(database: CatalogDatabase, name: string): BoardRecord {
  const id = database.prepare(FIND_NAME).pluck().get(name.trim()) as number | undefined
  if (id === undefined)
    throw new UsageError(`There is no style board ${name}; make it in the window, or check its name`)
  return getBoard(database, id)
}

/**
 * @returns the id of the new board
 * @throws UsageError where the name is empty or taken
 */
export function createBoard(database: CatalogDatabase, name: string): number {
  return decide(database, () => addBoard(database, name))
}

/**
 * Makes a board with the same columns; what was done to the first can't be taken back on the second.
 *
 * @returns the id of the new board
 * @throws UsageError where there is no such board, or the name is empty or taken
 */
export function duplicateBoard(database: CatalogDatabase, id: number, name: string): number {
  return decide(database, () => {
    getBoard(database, id)
    const copy = addBoard(database, name)
    database.prepare(COPY_COLUMNS).run(copy, id)
    return copy
  })
}

/** @throws UsageError where there is no such board, or the name is empty or taken */
export function renameBoard(database: CatalogDatabase, id: number, name: string): void {
  decide(database, () => {
    getBoard(database, id)
    database.prepare(RENAME_BOARD).run(freeName(database, name, id), id)
    nextRevision(database)
  })
}

/**
 * Removes a board with all that was done to it; the images stay.
 *
 * @throws UsageError where there is no such board
 */
export function removeBoard(database: CatalogDatabase, id: number): void {
  decide(database, () => {
    getBoard(database, id)
    database.prepare(REMOVE_BOARD).run(id)
    nextRevision(database)
  })
}

function addBoard(database: CatalogDatabase, name: string): number {
  const id = database.prepare(ADD_BOARD).pluck().get(freeName(database, name), new Date().toISOString()) as number
  nextRevision(database)
  return id
}

/** The name without blanks around it; names differ in more than case. */
function freeName(database: CatalogDatabase, given: string, own?: number): string {
  const name = given.trim()
  if (name === '') throw new UsageError('A style board needs a name of at least one character')
  const taken = database.prepare(FIND_NAME).pluck().get(name)
  if (taken !== undefined && taken !== own)
    throw new UsageError(`Another style board has the name ${name}; choose one that tells them apart`)
  return name
}

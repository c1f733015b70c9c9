import { onTestFinished } from 'vitest'
import { createBoard } from '../../../../src/main/catalog/boards/boards.ts'
import { readColumns } from '../../../../src/main/catalog/boards/columns.ts'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { adverseConditions } from '../../../../src/main/catalog/suggestions/references.ts'
import type { PickCondition } from '../../../../src/shared/gallery.ts'
import { catalogInMemory, insertImages } from '../class-pixel-rows.ts'

export interface DrawnBoard {
  readonly database: CatalogDatabase
  readonly board: number
  /** Half of them in source 1, the rest in source 2. */
  readonly images: readonly number[]
}

/** An empty board beside as many images as are wanted, in memory, gone after the test. */
export function boardBeside(count: number): DrawnBoard {
  const database = catalogInMemory()
  onTestFinished(() => void database.close())
  const images = insertImages(
    database,
    Array.from({ length: count }, (_, index) => ({ path: `${index}.png`, sourceId: index < count / 2 ? 1 : 2 })),
  )
  return { database, board: createBoard(database, 'Adverse'), images }
}

export type Arrangement = Readonly<Record<PickCondition, readonly number[]>>

export const columnsOf = (database: CatalogDatabase, board: number): Arrangement =>
  Object.fromEntries(readColumns(database, board, adverseConditions)) as Arrangement

export const positionsOf = (database: CatalogDatabase, board: number, condition: PickCondition): number[] =>
  database
    .prepare('SELECT position FROM board_reference WHERE board_id = ? AND condition = ? ORDER BY position')
    .pluck()
    .all(board, condition) as number[]

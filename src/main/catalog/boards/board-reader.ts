import type {
  Board,
  BoardCoverage,
  BoardName,
  ColumnSuggestion,
  CoverageRequest,
  SuggestRequest,
} from '../../../shared/boards.ts'
import type { GalleryRow, PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../database.ts'
import { adverseConditions } from '../suggestions/references.ts'
import { getBoard, type BoardRecord } from './boards.ts'
import { coverageOf, suggestionsFor, type CoverSettings } from './column-cover.ts'
import { readColumns } from './columns.ts'
import { nextWords } from './history.ts'
import { LIST_BOARDS, LIST_COLUMN_SIZES } from './statements.ts'

type ByCondition<Value> = Readonly<Record<PickCondition, Value>>

/** What windows ask about boards. Each answer is of one moment where it is asked for inside a transaction. */
export class BoardReader {
  readonly #database: CatalogDatabase
  readonly #rowOf: (image: number) => GalleryRow

  /** @param rowOf an image of the catalog as the grid shows it */
  constructor(database: CatalogDatabase, rowOf: (image: number) => GalleryRow) {
    this.#database = database
    this.#rowOf = rowOf
  }

  /** In the order in which they were made. */
  names(): BoardName[] {
    const sizes = this.#database.prepare(LIST_COLUMN_SIZES).all() as ColumnSize[]
    const boards = this.#database.prepare(LIST_BOARDS).all() as BoardRecord[]
    return boards.map((board) => ({
      ...board,
      references: byCondition(
        (condition) => sizes.find((size) => size.board === board.id && size.condition === condition)?.size ?? 0,
      ),
    }))
  }

  /** @throws UsageError where there is none */
  board(id: number): Board {
    const record = getBoard(this.#database, id)
    const columns = readColumns(this.#database, id, adverseConditions)
    return {
      ...record,
      references: byCondition((condition) => columns.get(condition)!.length),
      columns: byCondition((condition) => columns.get(condition)!.map(this.#rowOf)),
      undo: nextWords(this.#database, id, 'undo'),
      redo: nextWords(this.#database, id, 'redo'),
    }
  }

  /** @throws UsageError where there is no such board */
  coverage({ board, contents }: CoverageRequest, settings: CoverSettings): BoardCoverage {
    getBoard(this.#database, board)
    const columns = readColumns(this.#database, board, adverseConditions)
    return coverageOf(this.#database, { ...settings, contents, columns })
  }

  /** @throws UsageError where there is no such board */
  suggestions({ board, contents, conditions, count }: SuggestRequest, settings: CoverSettings): ColumnSuggestion[] {
    getBoard(this.#database, board)
    const columns = readColumns(this.#database, board, conditions)
    return suggestionsFor(this.#database, { ...settings, contents, columns, count })
  }
}

interface ColumnSize {
  readonly board: number
  readonly condition: PickCondition
  readonly size: number
}

const byCondition = <Value>(of: (condition: PickCondition) => Value): ByCondition<Value> =>
  Object.fromEntries(adverseConditions.map((condition) => [condition, of(condition)])) as ByCondition<Value>

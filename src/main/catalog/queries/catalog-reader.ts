import type Database from 'better-sqlite3'
import type {
  Board,
  BoardCoverage,
  BoardName,
  ColumnSuggestion,
  CoverageRequest,
  SuggestRequest,
} from '../../../shared/boards.ts'
import type {
  FacetCounts,
  GalleryFilter,
  GalleryPage,
  IdsRequest,
  ImageDetail,
  PageRequest,
  PickCondition,
  PositionRequest,
  ProblemPage,
  ProblemsRequest,
  SequencePage,
  SequencesRequest,
  SourceSummary,
} from '../../../shared/gallery.ts'
import { BoardReader } from '../boards/board-reader.ts'
import type { CoverSettings } from '../boards/column-cover.ts'
import type {
  ReviewDetail,
  ReviewFilter,
  ReviewIdsRequest,
  ReviewPage,
  ReviewPageRequest,
  ReviewStatistics,
  RuleCount,
} from '../../../shared/review.ts'
import type { FailureReason, RunSummary, TransferPage, TransfersRequest } from '../../../shared/runs.ts'
import type { CatalogDatabase } from '../database.ts'
import { TransferReader } from '../transfers/transfer-reader.ts'
import { LiveColumns, type CatalogState } from './columns/live-columns.ts'
import { countFacets } from './gallery/facets.ts'
import { GalleryLists } from './gallery/lists.ts'
import { cursorAt, placeAfter, shownValue } from './gallery/order.ts'
import { listSequences } from './gallery/sequences.ts'
import { RowReader } from './rows.ts'
import { SourceReader } from './sources-and-problems.ts'
import { PICKS_OF_BOARD, PICKS_OF_BOARD_COLUMN } from './statements.ts'

/**
 * Answers the questions of the gallery, the library, the loupe and the style board from one connection, on the thread that asks. Each answer
 * is of one moment: it is taken within one read transaction, after what others committed was taken over.
 */
export class CatalogReader {
  readonly #database: CatalogDatabase
  readonly #live: LiveColumns
  readonly #lists: GalleryLists
  readonly #rows: RowReader
  readonly #sources: SourceReader
  readonly #boards: BoardReader
  readonly #transfers: TransferReader
  readonly #boardImages: Database.Statement<[number], number>
  readonly #boardColumnImages: Database.Statement<[number, PickCondition], number>

  /** `database` is used by this reader alone, and may be open for reading only. */
  constructor(database: CatalogDatabase) {
    this.#database = database
    this.#live = new LiveColumns(database)
    this.#rows = new RowReader(database)
    this.#sources = new SourceReader(database)
    this.#transfers = new TransferReader(database)
    this.#boards = new BoardReader(database, (image) => {
      const { columns } = this.#live
      return this.#rows.galleryRows(columns, [columns.slotOf(image)], () => null)[0]!
    })
    this.#boardImages = database.prepare<[number], number>(PICKS_OF_BOARD.sql).pluck()
    this.#boardColumnImages = database.prepare<[number, PickCondition], number>(PICKS_OF_BOARD_COLUMN.sql).pluck()
    this.#lists = new GalleryLists(this.#live, (board, condition) =>
      condition === undefined ? this.#boardImages.all(board) : this.#boardColumnImages.all(board, condition),
    )
  }

  /** A page of the grid. Beyond the end of the list it is empty. */
  page({ filter, sort, from, limit }: PageRequest): GalleryPage {
    return this.#read((columns) => {
      const list = this.#lists.list(filter, sort)
      const total = list.slots.length
      const offset = 'offset' in from ? from.offset : placeAfter(columns, list, from.after)
      const end = Math.min(total, offset + limit)
      const rows = this.#rows.galleryRows(columns, [...list.slots.subarray(offset, end)], (slot) =>
        shownValue(list, slot),
      )
      return { rows, total, offset, next: end < total ? cursorAt(columns, list, end - 1) : null }
    })
  }

  facets(filter: GalleryFilter): FacetCounts {
    return this.#read((columns) => countFacets(columns, this.#lists.failures(filter), this.#sources.names()))
  }

  sequences(request: SequencesRequest): SequencePage {
    return this.#read((columns) => listSequences(columns, this.#lists.failures(request.filter), request))
  }

  /** The place of an image in a list; null where the list does not have it. */
  position({ filter, sort, image }: PositionRequest): number | null {
    return this.#read((columns) => {
      const slot = columns.slotOf(image)
      const place = slot === -1 ? -1 : this.#lists.list(filter, sort).slots.indexOf(slot)
      return place === -1 ? null : place
    })
  }

  /** Ids of a stretch of a list, as a selection from one picture to another takes them. */
  ids({ filter, sort, from, to }: IdsRequest): number[] {
    return this.#read((columns) => {
      const slots = this.#lists.list(filter, sort).slots.subarray(from, Math.max(from, to))
      return Array.from(slots, (slot) => columns.ids[slot]!)
    })
  }

  image(id: number): ImageDetail | null {
    return this.#database.transaction(() => this.#rows.image(id))()
  }

  problems(request: ProblemsRequest): ProblemPage {
    return this.#read(() => this.#sources.problems(request))
  }

  sources(): SourceSummary[] {
    return this.#read((columns) => this.#sources.summaries(columns))
  }

  boards(): BoardName[] {
    return this.#database.transaction(() => this.#boards.names())()
  }

  /** @throws UsageError where there is none */
  board(id: number): Board {
    return this.#read(() => this.#boards.board(id))
  }

  /** @throws UsageError where there is no such board */
  coverage(request: CoverageRequest, settings: CoverSettings): BoardCoverage {
    return this.#database.transaction(() => this.#boards.coverage(request, settings))()
  }

  /** @throws UsageError where there is no such board */
  suggestions(request: SuggestRequest, settings: CoverSettings): ColumnSuggestion[] {
    return this.#database.transaction(() => this.#boards.suggestions(request, settings))()
  }

  runs(): RunSummary[] {
    return this.#transfers.runs()
  }

  /** @throws UsageError where there is no such run */
  transfers(request: TransfersRequest): TransferPage {
    return this.#transfers.transfers(request)
  }

  failures(run: number): FailureReason[] {
    return this.#transfers.failures(run)
  }

  reviewPage(request: ReviewPageRequest): ReviewPage {
    return this.#transfers.reviewPage(request)
  }

  reviewIds(request: ReviewIdsRequest): number[] {
    return this.#transfers.reviewIds(request)
  }

  /** @throws UsageError where there is none */
  reviewResult(transfer: number): ReviewDetail {
    return this.#transfers.reviewResult(transfer)
  }

  countRule(request: RuleCount): number {
    return this.#transfers.countRule(request)
  }

  reviewStatistics(filter: ReviewFilter): ReviewStatistics {
    return this.#transfers.reviewStatistics(filter)
  }

  verdictLines(filter: ReviewFilter): string {
    return this.#transfers.verdictLines(filter)
  }

  /** Changes whenever images, their problems or their places on boards did; costs next to nothing. */
  state(): CatalogState {
    return this.#live.state()
  }

  close(): void {
    this.#database.close()
  }

  #read<Answer>(answer: (columns: LiveColumns['columns']) => Answer): Answer {
    return this.#database.transaction(() => {
      this.#live.refresh()
      return answer(this.#live.columns)
    })()
  }
}

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
import { reviewDetail } from './review/detail.ts'
import { idsOfRule, reviewIds, reviewPage } from './review/list.ts'
import { reviewStatistics } from './review/statistics.ts'
import { verdictLines } from './review/verdict-lines.ts'
import { failureReasons, summariseRuns, transferPage } from './run-reader.ts'

/** What windows ask about runs and results. Each answer is of one moment. */
export class TransferReader {
  readonly #database: CatalogDatabase

  constructor(database: CatalogDatabase) {
    this.#database = database
  }

  runs(): RunSummary[] {
    return this.#read(() => summariseRuns(this.#database))
  }

  /** @throws UsageError where there is no such run */
  transfers(request: TransfersRequest): TransferPage {
    return this.#read(() => transferPage(this.#database, request))
  }

  /** @throws UsageError where there is no such run */
  failures(run: number): FailureReason[] {
    return this.#read(() => failureReasons(this.#database, run))
  }

  reviewPage(request: ReviewPageRequest): ReviewPage {
    return this.#read(() => reviewPage(this.#database, request))
  }

  reviewIds(request: ReviewIdsRequest): number[] {
    return this.#read(() => reviewIds(this.#database, request))
  }

  /** @throws UsageError where there is none */
  reviewResult(transfer: number): ReviewDetail {
    return this.#read(() => reviewDetail(this.#database, transfer))
  }

  countRule({ filter, rule }: RuleCount): number {
    return this.#read(() => idsOfRule(this.#database, filter, rule).length)
  }

  reviewStatistics(filter: ReviewFilter): ReviewStatistics {
    return this.#read(() => reviewStatistics(this.#database, filter))
  }

  verdictLines(filter: ReviewFilter): string {
    return this.#read(() => verdictLines(this.#database, filter))
  }

  #read<Answer>(answer: () => Answer): Answer {
    return this.#database.transaction(answer)()
  }
}

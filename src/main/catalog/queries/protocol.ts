import type { ErrorDescription } from '../../../shared/errors.ts'
import type { CatalogReader } from './catalog-reader.ts'

/** What the thread of the queries answers: the reader's own methods. */
export type QueryName = Exclude<keyof CatalogReader, 'close'>

export type Question<Name extends QueryName> = Parameters<CatalogReader[Name]>
export type Answer<Name extends QueryName> = ReturnType<CatalogReader[Name]>

export type ThreadRequest =
  | { readonly type: 'ask'; readonly id: number; readonly query: QueryName; readonly question: readonly unknown[] }
  /** Nobody waits for the answer any more: a question that was not begun is dropped. */
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' }

export type ThreadReply =
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorDescription }
  /** A defect of the program: not for a person. */
  | { readonly type: 'defect'; readonly id: number; readonly error: Error }

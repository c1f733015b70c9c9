import type { Condition } from '../../../shared/conditions.ts'
import type { ErrorDescription } from '../../../shared/errors.ts'
import type { Workspace } from '../workspace/folders.ts'
import type { SourceProgress } from './progress.ts'
import type { Pace } from './reader/pool.ts'
import type { SweptThumbnails } from './thumbnails/thumbnail-cache.ts'

export const walkedChanges = ['added', 'changed', 'moved', 'vanished'] as const
export type WalkedChange = (typeof walkedChanges)[number]

/** What the indexing of sources came to: their state in the catalog now, and how long it took. */
export interface IndexingSummary {
  /** That were there at the walk. */
  readonly images: number
  readonly labelled: number
  readonly problems: number
  readonly conditions: Readonly<Record<Condition, number>>
  /** What the walks found, in numbers of images; `vanished`: not there any more. */
  readonly walked: Readonly<Record<WalkedChange, number>>
  readonly walkSeconds: number
  readonly readSeconds: number
  /** Sentences of the walk about what was taken for granted or left out. */
  readonly notices: readonly string[]
}

/** What the indexing thread is started with. */
export interface IndexingThreadData {
  readonly workspace: Workspace
  readonly readers: number
  readonly maxThumbnailBytes: number
}

/** What the thread can be asked for, and what it answers. */
export interface IndexingCalls {
  readonly index: { readonly request: IndexRequest; readonly result: IndexingSummary }
  readonly thumbnail: { readonly request: { readonly imageId: number }; readonly result: string }
  readonly sweep: { readonly request: Record<string, never>; readonly result: SweptThumbnails }
  readonly close: { readonly request: Record<string, never>; readonly result: null }
}

export interface IndexRequest {
  readonly sourceIds: readonly number[]
  readonly walkOnly: boolean
}

type CallMessage = {
  [Kind in keyof IndexingCalls]: {
    readonly type: Kind
    readonly call: number
    readonly request: IndexingCalls[Kind]['request']
  }
}[keyof IndexingCalls]

/** To the indexing thread. */
export type IndexingRequest =
  | CallMessage
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'prioritise'; readonly imageIds: readonly number[] }
  | { readonly type: 'pace'; readonly pace: Pace }

/** From the indexing thread. */
export type IndexingEvent =
  | { readonly type: 'answer'; readonly call: number; readonly result: IndexingCalls[keyof IndexingCalls]['result'] }
  | { readonly type: 'failed'; readonly call: number; readonly error: ErrorDescription; readonly stack?: string }
  | { readonly type: 'progress'; readonly sources: readonly SourceProgress[] }

import type { ErrorDescription } from '../../../../shared/errors.ts'
import type { Problem } from '../../../../shared/problems.ts'
import type { LabelEncoding } from '../../../imaging/labels.ts'
import type { PictureStatistics } from './picture-statistics.ts'
import type { SourceFile } from './source-file.ts'

/** An image to be read, as the catalog knows it. */
export interface ImageToRead extends SourceFile {
  readonly id: number
  /** Real path of its source. */
  readonly root: string
  readonly label: LabelToRead | null
  /** Where the file still has this hash, what the catalog holds of it holds: it was only moved. */
  readonly expectedHash: Uint8Array | null
}

export interface LabelToRead extends SourceFile {
  /** As the file's name says; null where its pixels have to tell. */
  readonly encoding: LabelEncoding | null
}

/** What was learned of an image that was read. */
export interface ReadImage {
  readonly outcome: 'read'
  /** Null where the file is too large to be read. */
  readonly partialHash: Uint8Array | null
  /** Null where it cannot be decoded; the problems say why. */
  readonly picture: PictureFacts | null
  /** Null where there is none, or none that can be used with the picture. */
  readonly label: LabelFacts | null
  readonly problems: readonly Problem[]
}

export interface PictureFacts extends PictureStatistics {
  readonly width: number
  readonly height: number
}

export interface LabelFacts {
  readonly encoding: LabelEncoding
  /** [20]: pixels of train ids 0 to 18, then of void. */
  readonly classPixels: Uint32Array
}

/**
 * `confirmed`: the file has the hash that was expected. `changed`: a file is not as the walk saw it, the next walk will tell. `unavailable`: the
 * disk did not give a file, whose content may be good.
 */
export type Reading =
  | ReadImage
  | { readonly outcome: 'confirmed' | 'changed' }
  | { readonly outcome: 'unavailable'; readonly problem: Problem }

/** To a reader process, which answers each in its own time. */
export interface ReaderRequest {
  readonly job: number
  readonly image: ImageToRead
  /** The folder that the thumbnail goes to. */
  readonly thumbnails: string
}

/** From a reader process. `failed`: the thumbnail could not be written, or a defect of the program. */
export type ReaderEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly job: number; readonly reading: Reading }
  | { readonly type: 'failed'; readonly job: number; readonly error: ErrorDescription }

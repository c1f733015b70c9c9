import type { ErrorDescription } from '../../../shared/errors.ts'
import type { LabelEncoding } from '../../imaging/labels.ts'

/** What the decoding process makes of a source's file. */
export type DecodingOrder =
  /** A grey PNG of 8 bits whose samples are train ids: 0 to 18, and 255 for void. */
  | { readonly make: 'train-ids'; readonly file: string; readonly encoding: LabelEncoding | null }
  /** A JPEG of a picture that browsers don't show. */
  | { readonly make: 'jpeg'; readonly file: string }

export interface DecodingRequest {
  readonly job: number
  readonly order: DecodingOrder
}

export type DecodingAnswer =
  { readonly job: number; readonly bytes: Uint8Array } | { readonly job: number; readonly error: ErrorDescription }

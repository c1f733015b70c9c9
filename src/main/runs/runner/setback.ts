import { existsSync } from 'node:fs'
import {
  CancelledError,
  FileMissingError,
  ImageError,
  LabelError,
  MemoryError,
  SettingsError,
  UnsupportedModelError,
  WeatherglassError,
  WeightsError,
  WriteError,
  type ErrorDescription,
} from '../../../shared/errors.ts'
import type { ClaimedImage, ClaimedTransfer } from '../../catalog/transfers/queue.ts'

/** What to do about a block that failed as a whole. */
export type Setback =
  /** The same would happen again: its transfers fail. */
  | { readonly kind: 'impossible'; readonly error: ErrorDescription }
  /** Something that all transfers need is not there: the run waits for a person. */
  | { readonly kind: 'hold'; readonly error: ErrorDescription }
  /** Fewer together may fit. */
  | { readonly kind: 'too-large'; readonly error: ErrorDescription }
  /** A new process may do it. */
  | { readonly kind: 'died'; readonly error: ErrorDescription }
  | { readonly kind: 'cancelled' }

/** Judges an error of the engine. Broken inputs are none: they fail their own transfers. */
export function setbackOf(error: unknown): Setback {
  if (!(error instanceof WeatherglassError)) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'died', error: { code: 'engine-failed', message: `An unexpected error: ${message}` } }
  }
  if (error instanceof CancelledError) return { kind: 'cancelled' }
  return { kind: kindOf(error), error: error.describe() }
}

function kindOf(error: WeatherglassError): Exclude<Setback['kind'], 'cancelled'> {
  if (error instanceof MemoryError) return 'too-large'
  if (error instanceof SettingsError || error instanceof ImageError || error instanceof LabelError) return 'impossible'
  const isOfModel =
    error instanceof FileMissingError || error instanceof WeightsError || error instanceof UnsupportedModelError
  return isOfModel || error instanceof WriteError ? 'hold' : 'died'
}

/** Why a block cannot be done: a source's folder that is not there. Null where all are. */
export function vanishedSource(transfers: readonly ClaimedTransfer[]): ErrorDescription | null {
  const roots = new Set(transfers.flatMap(({ content, reference }) => [content?.root, reference?.root]))
  for (const root of roots) {
    if (root === undefined || existsSync(root)) continue
    const message = `${root} is not there: mount its disk or say where the source is now, then resume the run`
    return { code: 'bad-source', message, file: root }
  }
  return null
}

/** Transfers whose content or reference the catalog does not have any more. */
export const orphaned = (
  transfers: readonly ClaimedTransfer[],
): { readonly id: number; readonly error: ErrorDescription }[] =>
  transfers
    .filter(({ content, reference }) => !content || !reference)
    .map(({ id, content }) => {
      const what = content ? 'style reference' : 'content'
      const message = `The source of its ${what} was removed; add it again and plan a new run`
      return { id, error: { code: 'bad-source', message } }
    })

/** A transfer with both its images. */
export interface WholeTransfer extends ClaimedTransfer {
  readonly content: ClaimedImage
  readonly reference: ClaimedImage
}

export const isWhole = (transfer: ClaimedTransfer): transfer is WholeTransfer =>
  transfer.content !== null && transfer.reference !== null

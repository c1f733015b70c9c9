import { existsSync } from 'node:fs'
import {
  CancelledError,
  FileMissingError,
  ImageError,
  LabelError,
  MemoryError,
  ProviderError,
  SettingsError,
  UnsupportedModelError,
  WeatherglassError,
  WeightsError,
  WriteError,
  type ErrorDescription,
} from '../../../shared/errors.ts'
import type { ClaimedImage, ClaimedTransfer } from '../../catalog/transfers/queue.ts'

/**
 * What to do about a block that failed: end the transfers of a file that is broken and go on with the rest, end them all, pause the run,
 * compute fewer together, or try again with a new process.
 */
export type Setback =
  | { readonly kind: 'broken-file'; readonly file: string; readonly error: ErrorDescription }
  | { readonly kind: 'impossible'; readonly error: ErrorDescription }
  | { readonly kind: 'hold'; readonly reason: ErrorDescription }
  | { readonly kind: 'too-large'; readonly error: ErrorDescription }
  | { readonly kind: 'died'; readonly error: ErrorDescription }
  | { readonly kind: 'cancelled' }

/** Judges an error of the engine. @param inputs the files that the block reads */
export function setbackOf(error: unknown, inputs: readonly string[]): Setback {
  if (!(error instanceof WeatherglassError)) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'died', error: { code: 'engine-failed', message: `An unexpected error: ${message}` } }
  }
  const described = error.describe()
  if (error instanceof CancelledError) return { kind: 'cancelled' }
  if (error instanceof MemoryError) return { kind: 'too-large', error: described }
  const isInput = error.file !== undefined && inputs.includes(error.file)
  if (error instanceof ImageError || error instanceof LabelError || (error instanceof FileMissingError && isInput))
    return isInput
      ? { kind: 'broken-file', file: error.file, error: described }
      : { kind: 'impossible', error: described }
  if (error instanceof SettingsError) return { kind: 'impossible', error: described }
  const isOfModel =
    error instanceof FileMissingError || error instanceof WeightsError || error instanceof UnsupportedModelError
  if (isOfModel || error instanceof WriteError) return { kind: 'hold', reason: described }
  if (error instanceof ProviderError) return { kind: 'died', error: described }
  return { kind: 'died', error: described }
}

/** Why a block cannot begin: a source's folder that is not there. Null where all are. */
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
export function orphaned(
  transfers: readonly ClaimedTransfer[],
): { readonly id: number; readonly error: ErrorDescription }[] {
  return transfers
    .filter(({ content, reference }) => !content || !reference)
    .map(({ id, content }) => {
      const what = content ? 'style reference' : 'content'
      const message = `The source of its ${what} was removed; add it again and plan a new run`
      return { id, error: { code: 'bad-source', message } }
    })
}

/** A transfer with both its images. */
export interface WholeTransfer extends ClaimedTransfer {
  readonly content: ClaimedImage
  readonly reference: ClaimedImage
}

export const isWhole = (transfer: ClaimedTransfer): transfer is WholeTransfer =>
  transfer.content !== null && transfer.reference !== null

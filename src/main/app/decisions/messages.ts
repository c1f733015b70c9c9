import type { ErrorDescription } from '../../../shared/errors.ts'
import type { DecisionName } from './decisions.ts'

/** To the thread; `close` ends it. */
export interface DecisionCall {
  readonly call: number
  readonly name: DecisionName
  readonly request: unknown
}

/** From the thread; `defect` is a stack for the log. */
export type DecisionAnswer =
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: ErrorDescription }
  | { readonly call: number; readonly defect: string }

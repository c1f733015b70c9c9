import { ORPCError, ValidationError } from '@orpc/server'
import type { Failure } from '../../../shared/contract.ts'
import { WeatherglassError } from '../../../shared/errors.ts'
import type { Log } from '../log/log-file.ts'

/**
 * What a call that failed answers: the sentence of an error that is meant for a person; anything else becomes a sentence that names the
 * entry of the log, which alone has its message and its stack.
 *
 * @param call its name in the contract, as in `sources.add`
 */
export function asAnswer(error: unknown, call: string, log: Log): ORPCError<string, Failure> {
  const { status, ...failure } = describe(error, call, log)
  return new ORPCError(failure.code, { status, message: failure.message, data: failure })
}

export function unknownCall(call: string): ORPCError<string, Failure> {
  const failure: Failure = {
    code: 'usage',
    message: `Weatherglass knows no call ${JSON.stringify(call.slice(0, 100))}.`,
  }
  return new ORPCError(failure.code, { status: 404, message: failure.message, data: failure })
}

function describe(error: unknown, call: string, log: Log): Failure & { readonly status: number } {
  if (isCallError(error)) {
    if (isFailure(error.data)) return { ...error.data, status: error.status }
    if (error.status < 500) return { code: 'usage', message: wrongInput(error, call), status: 400 }
  }
  if (error instanceof WeatherglassError) return { ...error.describe(), status: 422 }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: `${call} was cancelled.`, status: 499 }
  const name = log.defect(error, call)
  return { code: 'defect', message: `Weatherglass met an unexpected error; the log has it as ${name}.`, status: 500 }
}

const isCallError = (error: unknown): error is ORPCError<string, unknown> => error instanceof ORPCError

const isFailure = (data: unknown): data is Failure =>
  typeof data === 'object' && data !== null && 'code' in data && 'message' in data

function wrongInput({ cause, message }: ORPCError<string, unknown>, call: string): string {
  const issue = cause instanceof ValidationError ? cause.issues[0] : undefined
  if (!issue) return `${call} was called with what cannot be read: ${message}`
  const place = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return `${call} was called wrongly${place && ` at ${place}`}: ${issue.message}.`
}

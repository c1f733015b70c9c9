import { ORPCError } from '@orpc/client'
import type { Failure } from '../../shared/contract.ts'
import { WeatherglassError } from '../../shared/errors.ts'

/** What a call that failed has to say to the person, whatever was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError && isFailure(error.data)) return error.data
  if (error instanceof WeatherglassError) return error.describe()
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', message: 'It was cancelled.' }
  return { code: 'defect', message: `The page met an unexpected error (${String(error)}).` }
}

const isFailure = (data: unknown): data is Failure =>
  typeof data === 'object' && data !== null && 'code' in data && 'message' in data

/** No answer of the application has it. */
const LINE_BROKE = 503

/** A call whose line broke: whether it was done cannot be known. */
export const lineBroke = (): ORPCError<string, Failure> => {
  const message = 'The line to Weatherglass broke in the middle; look whether it was done, then try again.'
  return new ORPCError('engine-failed', { status: LINE_BROKE, message, data: { code: 'engine-failed', message } })
}

/** Whether a call, or a stream that nobody ended, came to nothing because its line broke: what it told of goes on. */
export const isLineBroken = (error: unknown): boolean =>
  error instanceof ORPCError ? error.status === LINE_BROKE : error instanceof Error && error.name === 'AbortError'

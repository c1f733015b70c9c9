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

/** A call whose line broke: whether it was done cannot be known. */
export const lineBroke = (): ORPCError<string, Failure> => {
  const message = 'The line to Weatherglass broke in the middle; look whether it was done, then try again.'
  return new ORPCError('engine-failed', { status: 503, message, data: { code: 'engine-failed', message } })
}

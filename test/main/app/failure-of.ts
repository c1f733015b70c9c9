import { ORPCError } from '@orpc/client'
import type { Failure } from '../../../src/shared/contract.ts'

/** What a call that must fail answers. */
export async function failureOf(call: PromiseLike<unknown>): Promise<Failure> {
  try {
    await call
  } catch (error) {
    if (error instanceof ORPCError) return error.data as Failure
    throw error
  }
  throw new Error('the call did not fail')
}

import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Page } from '@playwright/test'
import type { Contract } from '../../src/shared/contract.ts'
import { rawCall } from './raw-call.ts'

/** The calls of the contract over lines of their own, as another window has them; streams are not among what they can carry. */
export const callsOf = (page: Page): ContractRouterClient<Contract> =>
  createORPCClient({ call: (path, input) => rawCall(page, `/${path.join('/')}`, input) })

import { defaultCacheFolder } from '../diffusion/weights-cache.ts'
import { describeFault, hasPassed } from './devices/comparison.ts'
import { Verdicts } from './devices/verdicts.ts'
import { weightsCacheBytes } from './model-loader.ts'
import type { VerifyRequest } from './protocol.ts'
import { verifyProvider, type Verification } from './verify.ts'

/** Verifies a device and remembers the verdict in place of an earlier one, for whoever chooses a device next. */
export async function runVerify({ device, model, weightsCache }: VerifyRequest): Promise<Verification> {
  const folder = weightsCache ?? defaultCacheFolder()
  const verdicts = new Verdicts(folder)
  await verdicts.end(device, null)
  await verdicts.begin(device)
  let found: Verification | null = null
  try {
    const cache = { folder, maxBytes: weightsCacheBytes }
    found = await verifyProvider(device, model === undefined ? null : { model, cache })
    return found
  } finally {
    await verdicts.end(device, found && verdictOf(found))
  }
}

/** Null where the check came to no end. */
function verdictOf({ provider, speed, parts }: Verification) {
  // the CPU is what others are compared with
  if (!speed || (parts.length === 0 && provider !== 'cpu')) return null
  const faults = parts.filter((part) => !hasPassed(part)).map(describeFault)
  return { timesCpu: speed.device / speed.cpu, gflops: speed.device, faults }
}

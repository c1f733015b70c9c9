import type { DeviceEntry } from '../../../shared/machine.ts'
import type { ProviderListing } from '../../diffusion/session.ts'
import { defaultCacheFolder } from '../../diffusion/weights-cache.ts'
import { howToInstall } from '../../engine/devices/installation.ts'
import { Verdicts, type Verdict } from '../../engine/devices/verdicts.ts'
import { verifiableDevices } from '../../engine/verify-devices.ts'

/** GFLOP of one transfer with the settings of the paper and Stable Diffusion 1.5, and the share of a product's rate that it reaches (docs/decisions.md). */
const GFLOP_PER_IMAGE = 118_000
const SHARE_REACHED = 0.97

/** What is known of every device, from earlier checks. */
export async function deviceEntries(providers: readonly ProviderListing[]): Promise<DeviceEntry[]> {
  const verdicts = new Verdicts(defaultCacheFolder())
  return Promise.all(
    verifiableDevices(providers).map(async ({ bundled, ...device }) => {
      const verdict = await verdicts.find(device)
      const gflops = verdict?.gflops ?? null
      return {
        ...device,
        ...describe(device, bundled, verdict),
        gflops,
        imagesPerHour: gflops === null ? null : (3600 * gflops * SHARE_REACHED) / GFLOP_PER_IMAGE,
      }
    }),
  )
}

function describe(
  { provider }: Pick<DeviceEntry, 'provider'>,
  bundled: boolean,
  verdict: Verdict | null,
): Pick<DeviceEntry, 'state' | 'message'> {
  if (provider === 'cpu') return { state: 'works', message: 'Always there; the others are compared with it.' }
  if (!verdict) {
    const remedy = howToInstall(provider)
    if (!bundled && remedy !== null) return { state: 'absent', message: `To use it, ${remedy}.` }
    return { state: 'unchecked', message: 'It was not compared with the CPU yet.' }
  }
  const speed = `${verdict.timesCpu.toPrecision(2)} times the speed of the CPU`
  if (!verdict.faults) return { state: 'unchecked', message: `It has ${speed}; its results were not compared.` }
  if (verdict.faults.length > 0) return { state: 'fails', message: `It computes wrong: ${verdict.faults.join('; ')}.` }
  return { state: 'works', message: `It computes right, with ${speed}.` }
}

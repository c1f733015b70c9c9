import { EngineError } from '../../shared/errors.ts'
import { listProviders, type Device, type ProviderListing } from '../diffusion/session.ts'
import { startEngine } from './client.ts'
import { cudaEnvironment } from './devices/cuda-libraries.ts'
import { howToInstall } from './devices/installation.ts'
import type { Verification } from './protocol.ts'

/** A device that was verified, and what to do where it does not start. */
export interface VerifiedDevice extends Verification, Pick<ProviderListing, 'bundled'> {
  /** With the exact command; null where there is nothing to install. */
  readonly remedy: string | null
}

export interface VerifyDevicesOptions {
  /** A model to try one step of at full size. */
  readonly model?: string | undefined
  readonly weightsCache?: string | undefined
  readonly cudaLibraries?: string | undefined
  /** Before each device. */
  readonly onDevice?: (device: Device, index: number, count: number) => void
  readonly signal?: AbortSignal
}

/** Every provider of the installed ONNX Runtime in each precision that it may compute in. */
export const verifiableDevices = (providers: readonly ProviderListing[]): readonly (Device & ProviderListing)[] =>
  providers.flatMap(({ provider, bundled }) =>
    (provider === 'cpu' ? (['fp32'] as const) : (['fp16', 'fp32'] as const)).map((precision) => ({
      provider,
      precision,
      bundled,
    })),
  )

/**
 * Compares every device with the CPU, one after the other, and remembers the verdicts.
 *
 * @param providers as `listProviders` says; told where the caller does not load ONNX Runtime itself
 * @throws CancelledError, and what a person can get wrong about the model
 */
export async function verifyDevices(
  { onDevice, ...options }: VerifyDevicesOptions,
  providers: readonly ProviderListing[] = listProviders(),
): Promise<VerifiedDevice[]> {
  const devices = verifiableDevices(providers)
  const verified: VerifiedDevice[] = []
  for (const [index, { bundled, ...device }] of devices.entries()) {
    onDevice?.(device, index, devices.length)
    const found = await verifyDevice(device, options)
    verified.push({ ...found, bundled, remedy: found.speed ? null : howToInstall(device.provider) })
  }
  return verified
}

/** In a process of its own: a provider that crashes takes only that along. */
async function verifyDevice(
  device: Device,
  { model, weightsCache, cudaLibraries, signal }: VerifyDevicesOptions,
): Promise<Verification> {
  const engine = startEngine({ env: await cudaEnvironment(cudaLibraries), graceMilliseconds: 0 })
  try {
    return await engine.verify(
      { device, ...(model !== undefined && { model }), ...(weightsCache !== undefined && { weightsCache }) },
      { ...(signal && { signal }) },
    )
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { ...device, passed: false, speed: null, parts: [], fullSize: null, problems: [error.message] }
  } finally {
    await engine.stop()
  }
}

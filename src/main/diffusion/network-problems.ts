import { WeatherglassError } from '../../shared/errors.ts'
import { buildDecoder, buildEncoder } from './autoencoder.ts'
import type { Component, ModelSource } from './model-source.ts'
import { createScheduler } from './scheduler.ts'
import { buildTextEncoder } from './text-encoder.ts'
import { buildUnet, textTokens } from './unet.ts'
import { isFloatDtype } from './weights/dtypes.ts'

/**
 * What a transfer would stumble over: builds the graph of every network with its weights left in their files, so that each
 * config value is read and each tensor looked for. Of every network the first thing that is wrong.
 *
 * @returns UnsupportedModelError for a config value, WeightsError for a missing or mis-shaped tensor
 */
export function networkProblems({ unet, vae, textEncoder, scheduler, path }: ModelSource): WeatherglassError[] {
  const target = { device: 'cpu', compute: 'float32' } as const
  const [height, width] = [64, 128]
  const checks = [
    () => createScheduler(scheduler, path),
    () => buildUnet(asConverted(unet), { target, height, width }),
    () => buildEncoder(asConverted(vae), { target, height, width }),
    () => buildDecoder(asConverted(vae), { target, height, width }),
    () => textEncoder && buildTextEncoder(asConverted(textEncoder), { target, tokens: textTokens }),
  ]
  const problems = checks.map(problemOf).filter((problem) => problem !== null)
  // encoder and decoder share their config
  return problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i)
}

function problemOf(check: () => unknown): WeatherglassError | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof WeatherglassError) return error
    throw error
  }
}

/** The component as its weights will be once they are converted, which they are one tensor at a time: files may mix dtypes. */
function asConverted(component: Component): Component {
  const views = Array.from(component.tensors, ([name, view]) => {
    return [name, isFloatDtype(view.dtype) ? { ...view, dtype: 'F32' as const } : view] as const
  })
  return { ...component, tensors: new Map(views) }
}

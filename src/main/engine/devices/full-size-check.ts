import { openModel } from '../../diffusion/model-source.ts'
import type { Device } from '../../diffusion/session.ts'
import { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import type { WeightsCache } from '../../diffusion/weights-cache.ts'
import { defaultSettings } from '../../../shared/settings.ts'
import { comparePart, type PartCheck } from './comparison.ts'
import { MixedStep, rowsPerStep } from './mixed-step.ts'

/** One denoising step of a model at the paper's size, 512x1024, of one content and one reference. */
export interface FullSizeCheck {
  /** Against the CPU in float32; empty where the device is the CPU. */
  readonly parts: readonly PartCheck[]
  /** Of one U-Net row. */
  readonly secondsPerEvaluation: number
  /** The CPU's, of one U-Net row. */
  readonly cpuSecondsPerEvaluation: number
  /** All denoising steps of one transfer with the default settings. */
  readonly secondsPerImage: number
  /** Most that this process had in main memory up to the end of the device's step; a GPU's own memory is not in it. */
  readonly peakMemoryBytes: number
}

/** @throws what `openModel` and the constructor of `StableDiffusion` throw; ProviderError, MemoryError */
export async function checkFullSize(device: Device, model: string, cache: WeightsCache): Promise<FullSizeCheck> {
  const open = async (on: Device) =>
    new StableDiffusion(await openModel(model, on.precision === 'fp16' ? { variant: 'fp16' } : {}), {
      device: on,
      cache,
    })
  const onDevice = await timeStep(await open(device), device.provider === 'cpu' ? 1 : 2)
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024
  const isCpu = device.provider === 'cpu'
  const onCpu = isCpu ? onDevice : await timeStep(await open({ provider: 'cpu', precision: 'fp32' }), 1)
  const parts = isCpu
    ? []
    : [
        comparePart('U-Net', device.precision, onDevice.own, onCpu.own),
        comparePart('mixed attention', device.precision, onDevice.output, onCpu.output),
      ]
  return {
    parts,
    secondsPerEvaluation: onDevice.seconds / rowsPerStep,
    cpuSecondsPerEvaluation: onCpu.seconds / rowsPerStep,
    secondsPerImage: onDevice.seconds * (defaultSettings.steps - defaultSettings.skip),
    peakMemoryBytes,
  }
}

/** The last of `times` steps: on a GPU the first one compiles. */
async function timeStep(model: StableDiffusion, times: number) {
  try {
    const step = new MixedStep(model, defaultSettings.size)
    await step.load()
    for (let i = 1; i < times; i++) await step.mixed()
    const begin = performance.now()
    const predictions = await step.mixed()
    return { ...predictions, seconds: (performance.now() - begin) / 1000 }
  } finally {
    await model.release()
  }
}

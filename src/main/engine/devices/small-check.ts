import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { tinySd } from '../../diffusion/random-model/architecture.ts'
import { openModel } from '../../diffusion/model-source.ts'
import { writeRandomModel } from '../../diffusion/random-model/random-model.ts'
import { weightsDtype, type Device } from '../../diffusion/session.ts'
import { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import { comparePart, type CheckedPart, type PartCheck } from './comparison.ts'
import { MixedStep, noiseField } from './mixed-step.ts'

const size = [64, 128] as const

/**
 * Every part of a tiny model of random weights on a device and on the CPU in float32: every operator that a real model uses. In
 * float16 both take the same, rounded weights.
 * @throws ProviderError where the device cannot load or evaluate a part
 */
export async function checkSmallModel(device: Device): Promise<PartCheck[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-check-'))
  try {
    const dtype = weightsDtype(device)
    await writeRandomModel(folder, { architecture: tinySd, dtype, seed: 1 })
    const source = await openModel(folder, dtype === 'F16' ? { variant: 'fp16' } : {})
    const cache = { folder: path.join(folder, 'converted'), maxBytes: 1e9 }
    const onCpu = { provider: 'cpu', precision: 'fp32' } as const
    const expected = await evaluateParts(new StableDiffusion(source, { device: onCpu, cache }))
    const actual = await evaluateParts(new StableDiffusion(source, { device, cache }))
    return expected.map(([part, values], i) => comparePart(part, device.precision, actual[i]![1], values))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function evaluateParts(model: StableDiffusion): Promise<[CheckedPart, Float32Array][]> {
  const unreported = (): Promise<void> => Promise.resolve()
  try {
    const { embeddings } = await model.embed('a street in the rain')
    const image = { tensor: noiseField('image', 3 * size[0] * size[1]), hash: 'noise' }
    const [encoded] = await model.encode([image], size, unreported)
    const [channels, height, width] = model.latentShape(size)
    const [decoded] = await model.decode([noiseField('latents', channels * height * width)], size, unreported)
    const step = new MixedStep(model, size)
    return [
      ['text encoder', embeddings],
      ['encoder', encoded!],
      ['decoder', decoded!],
      ['U-Net', await step.plain()],
      ['mixed attention', (await step.mixed()).output],
    ]
  } finally {
    await model.release()
  }
}

import { readFileSync } from 'node:fs'

import type { TransferBlock, PreparedImage } from '../../../src/main/cactif/block.ts'
import { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import type { Provider } from '../../../src/shared/compute.ts'
import { defaultSettings, type Settings } from '../../../src/shared/settings.ts'
import { float32, oraclePath, readGoldens, type Golden } from '../../oracle.ts'

/** The oracle's pair of images, its tiny model and the settings of its modes. */

export async function tinyModel(provider: Provider = 'cpu'): Promise<StableDiffusion> {
  const source = await openModel(oraclePath('tiny-sd'))
  return new StableDiffusion(source, { device: { provider, precision: 'fp32' }, cache: { folder: '', maxBytes: 0 } })
}

/** content and style with the recorded noise of that folder. */
export function oraclePair(folder: string): { content: PreparedImage; style: PreparedImage } {
  const preprocessed = readGoldens('cactif', 'preprocessing.safetensors')
  const inversion = readGoldens(folder, 'inversion.safetensors')
  const image = (name: 'content' | 'style'): PreparedImage => {
    const pixels = preprocessed.get(`${name}_image_uint8_hwc`)!
    const labels = preprocessed.get(`${name}_label_latent`)!
    const [height, width] = labels.shape as [number, number]
    return {
      tensor: toTensor(pixels),
      hash: name,
      labels: { kind: 'hard', trainIds: labels.data as Uint8Array, height, width },
      noise: float32(inversion, `${name}.noise`),
    }
  }
  return { content: image('content'), style: image('style') }
}

/** uint8 [H, W, 3] -> float32 [3, H, W] in [-1, 1] */
function toTensor({ data, shape }: Golden): Float32Array {
  const size = shape[0]! * shape[1]!
  return Float32Array.from(
    { length: 3 * size },
    (_, i) => Number(data[(i % size) * 3 + Math.floor(i / size)]) / 127.5 - 1,
  )
}

interface Mode {
  readonly filtering?: boolean
  readonly filter_perc: number
  readonly cross_attention?: boolean
  readonly adain_class?: boolean
  readonly swap_guidance_scale: number
  readonly contrast_strength: number
  readonly prompt: string
  readonly class_adain_range: [number, number]
  readonly cross_attn_64_range: [number, number]
  readonly cross_attn_32_range: [number, number]
  readonly step_seen_by_attention: number[]
}

export function readModes(folder: string): { modes: Record<string, Mode>; steps: number; skip: number } {
  const file = JSON.parse(readFileSync(oraclePath(folder, 'modes.json'), 'utf8')) as {
    modes: Record<string, Mode>
    num_timesteps: number
    skip_steps: number
  }
  return { modes: file.modes, steps: file.num_timesteps, skip: file.skip_steps }
}

/** The settings of a mode of the oracle. FreeU is off: the tiny model never reaches the channel counts at which the public code applies it. */
export function modeSettings(folder: string, name: string, overrides: Partial<Settings> = {}): Settings {
  const { modes, steps, skip } = readModes(folder)
  const mode = modes[name]
  if (!mode) throw new Error(`the oracle has no mode ${name}`)
  const off: readonly [number, number] = [0, 0]
  const mixes = mode.cross_attention !== false
  return {
    ...defaultSettings,
    method: mode.adain_class === false ? 'cross-image' : mode.filtering === false ? 'cacti' : 'cactif',
    size: [128, 256],
    steps,
    skip,
    prompt: mode.prompt,
    contrast: mode.contrast_strength,
    filterShare: mode.filter_perc,
    mixRange: { full: mixes ? mode.cross_attn_64_range : off, half: mixes ? mode.cross_attn_32_range : off },
    classAdainRange: mode.class_adain_range,
    swapGuidance: mode.swap_guidance_scale,
    freeU: null,
    ...overrides,
  }
}

export const onePair = ({ content, style }: ReturnType<typeof oraclePair>, settings: Settings): TransferBlock => ({
  contents: [content],
  styles: [style],
  outs: [{ content: 0, style: 0, settings }],
})

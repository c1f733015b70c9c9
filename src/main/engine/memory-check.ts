import { MemoryError } from '../../shared/errors.ts'
import { memoryNeed } from '../cactif/memory-need.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/**
 * Refuses one transfer that would not fit into memory, before anything is loaded. On a GPU the provider knows its own
 * memory and nobody else does.
 *
 * @throws MemoryError with what is needed, what is free and a size that fits
 */
export function checkMemory(
  model: StableDiffusion,
  size: readonly [number, number],
  available = process.availableMemory(),
): void {
  if (model.device.provider !== 'cpu') return
  const shape = { contents: 1, styles: 1, stylesCached: false }
  const { peak } = memoryNeed(model, size, shape)
  if (peak <= available) return
  const smaller = smallerSizes(size).find((candidate) => memoryNeed(model, candidate, shape).peak <= available)
  const advice = smaller ? `choose a smaller size (${smaller.join('x')} would fit)` : 'choose a smaller model'
  throw new MemoryError(
    `A transfer at ${size.join('x')} pixels with ${model.source.name} needs about ${gigabytes(peak)} of memory and ${gigabytes(available)} are free: ${advice}, or close other programs.`,
  )
}

/** Sizes of about the same aspect, each a multiple of 64, largest first. */
function smallerSizes([height, width]: readonly [number, number]): [number, number][] {
  const sizes: [number, number][] = []
  for (let h = height - 64; h >= 64; h -= 64) sizes.push([h, Math.max(64, Math.round((width * h) / height / 64) * 64)])
  return sizes
}

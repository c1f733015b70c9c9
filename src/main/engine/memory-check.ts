import { MemoryError } from '../../shared/errors.ts'
import { memoryNeed, type BlockShape } from '../cactif/memory-need.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const oneTransfer: BlockShape = { contents: 1, styles: 1, stylesCached: false }

/**
 * Refuses a block that would not fit into memory, before anything is loaded. On a GPU the provider knows its own
 * memory and nobody else does.
 *
 * @throws MemoryError with what is needed, what is free and a size that fits
 */
export function checkMemory(
  model: StableDiffusion,
  size: readonly [number, number],
  available = process.availableMemory(),
  shape: BlockShape = oneTransfer,
): void {
  if (model.device.provider !== 'cpu') return
  const { peak } = memoryNeed(model, size, shape)
  if (peak <= available) return
  const fewer = memoryNeed(model, size, oneTransfer).peak <= available
  const smaller = smallerSizes(size).find((candidate) => memoryNeed(model, candidate, oneTransfer).peak <= available)
  const advice = fewer
    ? 'evaluate fewer together'
    : smaller
      ? `choose a smaller size (${smaller.join('x')} would fit)`
      : 'choose a smaller model'
  const outputs = shape.contents * shape.styles
  const what = outputs === 1 ? 'A transfer' : `A block of ${shape.contents} contents and ${shape.styles} references`
  throw new MemoryError(
    `${what} at ${size.join('x')} pixels with ${model.source.name} needs about ${gigabytes(peak)} of memory and ${gigabytes(available)} are free: ${advice}, or close other programs.`,
  )
}

/** Sizes of about the same aspect, each a multiple of 64, largest first. */
function smallerSizes([height, width]: readonly [number, number]): [number, number][] {
  const sizes: [number, number][] = []
  for (let h = height - 64; h >= 64; h -= 64) sizes.push([h, Math.max(64, Math.round((width * h) / height / 64) * 64)])
  return sizes
}

import { trainIds } from '../../../shared/labels.ts'
import type { LatentLabels } from '../../imaging/latent-labels.ts'

/** Where each of the 19 classes is on the grid of the latents. */
export interface ClassMasks {
  /** [19, h * w], 0 to 1: how much of a latent pixel belongs to the class. */
  readonly weights: Float32Array
  /** Latent pixels that the label gives each class, before erosion: a sum of weights by train id. */
  readonly labelled: readonly number[]
}

/**
 * The masks of class-wise AdaIN. With `erosion` each is eroded once by the 3x3 cross, pixels outside the image counting as another
 * class, so that the image's border belongs to none (`scipy.ndimage.binary_erosion` in the public code); soft masks take the
 * minimum over the cross. Void belongs to no class.
 */
export function classMasks(labels: LatentLabels, { erosion }: { readonly erosion: boolean }): ClassMasks {
  const { width, height } = labels
  const covered = labels.kind === 'soft' ? labels.weights : oneHot(labels.trainIds)
  const size = width * height
  if (covered.length !== trainIds.length * size) {
    throw new RangeError(`Expected labels of ${width}x${height} latent pixels but received ${covered.length} weights.`)
  }
  const labelled = trainIds.map((trainId) => sum(covered.subarray(trainId * size, (trainId + 1) * size)))
  return { weights: erosion ? eroded(covered, width, height) : covered, labelled }
}

export const sum = (weights: Float32Array): number => weights.reduce((total, weight) => total + weight, 0)

function oneHot(labels: Uint8Array): Float32Array {
  const weights = new Float32Array(trainIds.length * labels.length)
  labels.forEach((trainId, pixel) => {
    if (trainId < trainIds.length) weights[trainId * labels.length + pixel] = 1
  })
  return weights
}

/** Grey erosion of every plane of `[n, height, width]` by the cross, which on 0 and 1 is binary erosion; the border becomes 0. */
function eroded(planes: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(planes.length)
  for (let plane = 0; plane < planes.length; plane += width * height) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const at = plane + y * width + x
        const horizontal = Math.min(planes[at - 1]!, planes[at]!, planes[at + 1]!)
        result[at] = Math.min(horizontal, planes[at - width]!, planes[at + width]!)
      }
    }
  }
  return result
}

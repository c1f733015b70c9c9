import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { labPlanes } from '../../../src/main/metrics/colour.ts'
import { boxMean } from '../../../src/main/metrics/planes.ts'
import { trainIdOfClassName } from '../../../src/shared/labels.ts'

const building = trainIdOfClassName('building')
const reach = 12
const fewestPixels = 1000

/**
 * Lit windows: d is L* less its mean over the building's pixels of the surrounding 25x25; the number is the skewness of d over the
 * buildings, E[(d - E d)^3] / E[(d - E d)^2]^1.5. Below 0 where small dark things stand on bright walls, as windows by day do;
 * above 0 where small bright things stand on dark ones. Brighter, darker, more or less contrast leave it as it is: what a class-wise
 * shift and scale of the colours can't bring. Null where there is hardly a building.
 */
export function litWindows(image: RgbImage, trainIds: Uint8Array): number | null {
  const { width, height, lightness } = labPlanes(image)
  const inside = Float32Array.from(trainIds, (trainId) => (trainId === building ? 1 : 0))
  const masked = lightness.map((value, at) => value * inside[at]!)
  const sums = boxMean({ width, height, values: masked }, reach).values
  const shares = boxMean({ width, height, values: inside }, reach).values
  const contrasts: number[] = []
  for (const [at, isInside] of inside.entries()) {
    if (isInside) contrasts.push(lightness[at]! - sums[at]! / shares[at]!)
  }
  return contrasts.length < fewestPixels ? null : skewness(contrasts)
}

function skewness(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length
  return moment(3) / moment(2) ** 1.5
}

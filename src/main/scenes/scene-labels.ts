import type { Geometry } from './geometry/geometry.ts'
import { NO_FACE, SAMPLES, type Samples } from './geometry/raster.ts'
import { labelIds as ids } from './geometry/surfaces.ts'

/** The labels of a scene's pixels. A pixel belongs to what most of its samples show, on a tie to the nearest of these. */
export function readLabels(
  geometry: Geometry,
  samples: Samples,
  owners: Int32Array,
): { labelIds: Uint8Array; instanceIds: Uint16Array } {
  const width = samples.width / SAMPLES
  const height = samples.height / SAMPLES
  const labelIds = new Uint8Array(width * height)
  const instanceIds = new Uint16Array(width * height)
  const votes = new Int32Array(SAMPLES * SAMPLES)
  const nearness = new Float64Array(SAMPLES * SAMPLES)
  const instanceOf = Int32Array.from(geometry.parts, ({ labelId, instance }) =>
    instance < 0 ? labelId : labelId * 1000 + instance,
  )
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < votes.length; k++) {
        const index = (SAMPLES * y + (k >> 1)) * samples.width + SAMPLES * x + (k & 1)
        const face = owners[index]!
        votes[k] = face === NO_FACE ? ids.sky : instanceOf[geometry.facePart[face]!]!
        nearness[k] = samples.nearness[index]!
      }
      const winner = elect(votes, nearness)
      instanceIds[y * width + x] = winner
      labelIds[y * width + x] = winner >= 1000 ? Math.floor(winner / 1000) : winner
    }
  }
  return { labelIds, instanceIds }
}

function elect(votes: Int32Array, nearness: Float64Array): number {
  let best = 0
  let bestCount = 0
  for (let k = 0; k < votes.length; k++) {
    let count = 0
    for (const vote of votes) if (vote === votes[k]) count++
    if (count > bestCount || (count === bestCount && nearness[k]! > nearness[best]!)) {
      best = k
      bestCount = count
    }
  }
  return votes[best]!
}

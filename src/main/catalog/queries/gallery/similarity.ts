import { UsageError } from '../../../../shared/errors.ts'
import { SHARE_STEPS, UNKNOWN, type ImageColumns } from '../columns/image-columns.ts'

/**
 * How alike each row's classes are to an image's: the overlap of their profiles, `sum_c min(p_c, q_c)`. [count], in steps; UNKNOWN
 * where a row's shares are.
 *
 * @throws UsageError where the image is not in the catalog or has no shares
 */
export function similaritiesTo(columns: ImageColumns, image: number): Uint16Array {
  const target = columns.slotOf(image)
  if (target === -1)
    throw new UsageError(`Image ${image} is not in the catalog: choose another picture to compare with.`)
  if (columns.shares[0]![target] === UNKNOWN)
    throw new UsageError(
      `Image ${image} has no class shares to compare: choose a picture with a label that has been read.`,
    )
  const overlaps = new Int32Array(columns.count)
  for (const profile of columns.profile) addOverlaps(overlaps, profile, profile[target]!)
  return similarities(overlaps, columns.shares[0]!)
}

function addOverlaps(overlaps: Int32Array, profile: Uint16Array, wanted: number): void {
  for (let slot = 0; slot < overlaps.length; slot++) overlaps[slot]! += Math.min(profile[slot]!, wanted)
}

/** Parts that were rounded up may come to a little more than everything. */
function similarities(overlaps: Int32Array, shares: Uint16Array): Uint16Array {
  const found = new Uint16Array(overlaps.length)
  for (let slot = 0; slot < found.length; slot++)
    found[slot] = shares[slot] === UNKNOWN ? UNKNOWN : Math.min(SHARE_STEPS, overlaps[slot]!)
  return found
}

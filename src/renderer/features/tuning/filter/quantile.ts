const { fround } = Math

/** The values in ascending order, apart from the ones given. */
export const inOrder = (values: Float32Array): Float32Array => values.slice().sort()

/**
 * The value below which a share of the values lies: linear interpolation between neighbours, in the float32 steps of the pipeline
 * (`torch.quantile`), so that the same values and share give the same bits.
 *
 * @param sorted in ascending order, at least one
 * @param share 0 to 1
 */
export function quantile(sorted: Float32Array, share: number): number {
  const rank = fround(fround(share) * (sorted.length - 1))
  const below = Math.floor(rank)
  const [low, high] = [sorted[below]!, sorted[Math.ceil(rank)]!]
  return fround(low + fround(fround(rank - below) * fround(high - low)))
}

/** The share whose quantile a value is: the way back from `quantile`. 0 below all values, 1 above. */
export function shareBelow(sorted: Float32Array, value: number): number {
  const last = sorted.length - 1
  if (last < 1 || value <= sorted[0]!) return 0
  if (value >= sorted[last]!) return 1
  const above = firstAbove(sorted, value)
  const [low, high] = [sorted[above - 1]!, sorted[above]!]
  return (above - 1 + (value - low) / (high - low)) / last
}

/** The index of the first value above `value`. */
function firstAbove(sorted: Float32Array, value: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! > value) to = middle
    else from = middle + 1
  }
  return from
}

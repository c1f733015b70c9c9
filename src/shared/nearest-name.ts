/** Case and the separators that people mix up do not count: `filter_share` is as near to `filterShare` as can be. */
const normalised = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

/** Levenshtein distance: how many characters must be inserted, removed or replaced to turn `from` into `to`. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[to.length]!
}

/**
 * The candidate that a person most probably meant by `name`; the first one on a tie. For a dotted candidate (`quirks.erosion`)
 * its last part counts as well, so that a key on the wrong level still finds its place.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = normalised(name.slice(0, 100))
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const lastPart = candidate.slice(candidate.lastIndexOf('.') + 1)
    const distance = Math.min(editDistance(wanted, normalised(candidate)), editDistance(wanted, normalised(lastPart)))
    if (!best || distance < best.distance) best = { candidate, distance }
  }
  return best?.candidate
}

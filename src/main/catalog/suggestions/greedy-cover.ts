/** Which classes each candidate covers, how well, and what each class is worth. */
export interface CoverProblem {
  /** [candidates, classes], 0 to 1. */
  readonly coverages: Float64Array
  /** By class; 0 and above. */
  readonly weights: readonly number[]
}

export interface GreedyOptions {
  /** Picks at most. */
  readonly count: number
  /** What is covered before the first pick, by class. */
  readonly start: readonly number[]
  /** Candidates that may not be picked. */
  readonly excluded: ReadonlySet<number>
  /** A pick that gains less is not made. */
  readonly leastGain: number
  /** Candidates whose gain is this share of the best one or more count as equally good, and `penalty` decides. */
  readonly nearTie: number
  /** What speaks against a candidate beside those picked so far; the lowest wins, then the higher gain, then the lower index. */
  readonly penalty: (candidate: number, picked: readonly number[]) => number
}

export interface CoverPick {
  readonly candidate: number
  /** What it adds to the value. */
  readonly gain: number
  /** By class, with this pick and all before it. */
  readonly covered: readonly number[]
}

/**
 * Greedy weighted cover: picks one candidate after the other, each time one that adds (nearly) most to
 * F(S) = sum_c w_c max_{r in S} q_rc. F grows with S and its gains shrink (it is submodular), so with `nearTie` = a and no `leastGain`
 * the first k picks reach 1 - exp(-a) of the best value of any k candidates (Nemhauser, Wolsey and Fisher 1978; 1 - 1/e = 63 %
 * for a = 1). `leastGain` costs at most k times its value on top.
 */
export function greedyCover(problem: CoverProblem, options: GreedyOptions): CoverPick[] {
  const picks: CoverPick[] = []
  const taken = new Set(options.excluded)
  let covered = [...options.start]
  while (picks.length < options.count) {
    const gains = gainsOf(problem, covered, taken)
    const candidate = choose(gains, options, picks)
    if (candidate === undefined) break
    covered = withCandidate(problem, covered, candidate)
    taken.add(candidate)
    picks.push({ candidate, gain: gains[candidate]!, covered })
  }
  return picks
}

/** What candidates that were chosen already add, each to those before it. */
export function coverInOrder(problem: CoverProblem, candidates: readonly number[]): CoverPick[] {
  const { weights } = problem
  let covered: readonly number[] = weights.map(() => 0)
  return candidates.map((candidate) => {
    const before = covered
    covered = withCandidate(problem, before, candidate)
    const gain = weights.reduce((sum, weight, c) => sum + weight * (covered[c]! - before[c]!), 0)
    return { candidate, gain, covered }
  })
}

function withCandidate({ coverages }: CoverProblem, covered: readonly number[], candidate: number): number[] {
  return covered.map((value, c) => Math.max(value, coverages[candidate * covered.length + c]!))
}

/** What each candidate would add; -1 for those that may not be picked. */
function gainsOf({ coverages, weights }: CoverProblem, covered: readonly number[], taken: ReadonlySet<number>) {
  const gains = new Float64Array(weights.length === 0 ? 0 : coverages.length / weights.length)
  for (let candidate = 0, at = 0; candidate < gains.length; candidate++) {
    let gain = 0
    for (let c = 0; c < weights.length; c++, at++) gain += weights[c]! * Math.max(0, coverages[at]! - covered[c]!)
    gains[candidate] = gain
  }
  for (const candidate of taken) gains[candidate] = -1
  return gains
}

function choose(gains: Float64Array, options: GreedyOptions, picks: readonly CoverPick[]): number | undefined {
  const best = gains.reduce((most, gain) => Math.max(most, gain), 0)
  if (best <= 0 || best < options.leastGain) return undefined
  const picked = picks.map(({ candidate }) => candidate)
  let chosen: number | undefined
  let lowest = Infinity
  for (let candidate = 0; candidate < gains.length; candidate++) {
    if (gains[candidate]! < best * options.nearTie) continue
    const penalty = options.penalty(candidate, picked)
    if (penalty < lowest || (penalty === lowest && gains[candidate]! > gains[chosen!]!)) {
      chosen = candidate
      lowest = penalty
    }
  }
  return chosen
}

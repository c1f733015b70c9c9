import { describe, expect, it } from 'vitest'
import { seededDraw } from '../../../../src/main/catalog/sampling/seeded-draws.ts'
import {
  greedyCover,
  type CoverProblem,
  type GreedyOptions,
} from '../../../../src/main/catalog/suggestions/greedy-cover.ts'

const plain: GreedyOptions = {
  count: 3,
  start: [0, 0, 0, 0],
  excluded: new Set(),
  leastGain: 0,
  nearTie: 1,
  penalty: () => 0,
}

const problem = (rows: readonly (readonly number[])[], weights: readonly number[]): CoverProblem => ({
  coverages: Float64Array.from(rows.flat()),
  weights,
})

/** F(S) of rows of the problem. */
function value({ coverages, weights }: CoverProblem, rows: readonly number[]): number {
  return weights.reduce(
    (total, weight, c) => total + weight * Math.max(0, ...rows.map((row) => coverages[row * weights.length + c]!)),
    0,
  )
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield []
  for (let first = from; size > 0 && first < n; first++) {
    for (const rest of subsets(n, size - 1, first + 1)) yield [first, ...rest]
  }
}

/** Twelve candidates, seven classes; a class is absent, shown in part, or covered. */
function drawnProblem(seed: number): CoverProblem {
  const draw = (...key: (string | number)[]): number => Math.max(0, Math.min(1, 3 * seededDraw(seed, ...key) - 1.6))
  const rows = Array.from({ length: 12 }, (_, row) => Array.from({ length: 7 }, (_, c) => draw(row, c)))
  return problem(
    rows,
    Array.from({ length: 7 }, (_, c) => 0.1 + seededDraw(seed, 'weight', c)),
  )
}

const picked = (given: CoverProblem, options: Partial<GreedyOptions> = {}): number[] =>
  greedyCover(given, { ...plain, start: given.weights.map(() => 0), ...options }).map(({ candidate }) => candidate)

describe('the greedy cover', () => {
  it('takes the candidate that adds most to what is covered, one after the other', () => {
    const given = problem(
      [
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [0, 0, 1, 0.9],
        [0, 0, 0, 0.5],
      ],
      [1, 1, 1, 1],
    )
    const picks = greedyCover(given, plain)
    expect(picks.map(({ candidate }) => candidate)).toEqual([1, 2])
    expect(picks.map(({ gain }) => gain)).toEqual([3, 0.9])
    expect(picks.map(({ covered }) => covered)).toEqual([
      [1, 1, 1, 0],
      [1, 1, 1, 0.9],
    ])
  })

  it('weighs classes', () => {
    expect(
      picked(
        problem(
          [
            [1, 1, 0],
            [0, 0, 1],
          ],
          [1, 1, 3],
        ),
        { count: 1 },
      ),
    ).toEqual([1])
  })

  it('reaches 1 - 1/e of the best value of as many candidates, compared with all choices', () => {
    let worst = 1
    for (let seed = 0; seed < 60; seed++) {
      const given = drawnProblem(seed)
      for (const count of [1, 2, 3]) {
        const best = Math.max(...[...subsets(12, count)].map((rows) => value(given, rows)))
        const share = value(given, picked(given, { count })) / best
        if (count === 1) expect(share).toBe(1)
        worst = Math.min(worst, share)
      }
    }
    expect(worst).toBeGreaterThanOrEqual(1 - 1 / Math.E)
    // far above the bound, as greedy covers are
    expect(worst).toBeGreaterThan(0.8)
  })

  it('reaches 1 - exp(-a) where a penalty decides among candidates with the share a of the best gain', () => {
    for (let seed = 0; seed < 60; seed++) {
      const given = drawnProblem(seed)
      const penalty = (candidate: number): number => seededDraw(seed, 'penalty', candidate)
      const best = Math.max(...[...subsets(12, 3)].map((rows) => value(given, rows)))
      const reached = value(given, picked(given, { nearTie: 0.8, penalty }))
      expect(reached / best).toBeGreaterThanOrEqual(1 - Math.exp(-0.8))
    }
  })

  it('sums up its gains to the value', () => {
    const given = drawnProblem(5)
    const picks = greedyCover(given, { ...plain, start: new Array<number>(7).fill(0) })
    const rows = picks.map(({ candidate }) => candidate)
    expect(picks.reduce((total, { gain }) => total + gain, 0)).toBeCloseTo(value(given, rows), 12)
  })

  it('prefers the first of equal candidates', () => {
    expect(picked(problem([[0], [1], [1]], [1]))).toEqual([1])
  })

  it('lets the penalty decide between near ties, and the gain where it is the same', () => {
    const given = problem([[0.97], [1], [0.98], [0.5]], [1])
    const penalty = (candidate: number): number => (candidate === 1 ? 1 : 0)
    expect(picked(given, { nearTie: 0.95, penalty, count: 1 })).toEqual([2])
    expect(picked(given, { nearTie: 1, penalty, count: 1 })).toEqual([1])
  })

  it('stops where nothing is gained, where too little is, and after the last candidate', () => {
    expect(picked(problem([[1], [1], [0]], [1]))).toEqual([0])
    expect(
      picked(
        problem(
          [
            [1, 0],
            [0, 0.05],
          ],
          [1, 1],
        ),
        { leastGain: 0.1 },
      ),
    ).toEqual([0])
    expect(
      picked(
        problem(
          [
            [0.1, 0],
            [0, 0.1],
          ],
          [1, 1],
        ),
        { count: 50 },
      ),
    ).toEqual([0, 1])
  })

  it('starts from what is covered and leaves out what may not be picked', () => {
    const given = problem(
      [
        [1, 0],
        [0, 1],
        [0, 0.5],
      ],
      [1, 1],
    )
    expect(picked(given, { start: [1, 0], excluded: new Set([1]) })).toEqual([2])
  })

  it('picks nothing without candidates, without classes, or where none is asked for', () => {
    expect(picked(problem([], [1, 1]))).toEqual([])
    expect(picked(problem([], []))).toEqual([])
    expect(picked(problem([[1]], [1]), { count: 0 })).toEqual([])
  })
})

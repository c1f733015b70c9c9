import { describe, expect, it } from 'vitest'
import type { RunEstimate } from '../../../../src/shared/runs.ts'
import { estimateNotes } from '../../../../src/renderer/features/runs/plan/estimate-words.ts'

const estimate: RunEstimate = {
  ...{ transfers: 24, perCondition: { fog: 24, night: 0, rain: 0, snow: 0 }, contents: 6, references: 4 },
  ...{ seconds: 60, imagesPerHour: 1440, measuredBy: 'results', blockShape: { contents: 4, references: 2 } },
  ...{ diskBytes: 1e6, freeDiskBytes: 1e9, memoryBytes: 1e8, freeMemoryBytes: 1e9 },
  ...{ uncovered: [], classesLeftOut: [], existing: 0, obstacles: [] },
  leftOut: { unlabelled: 0, waiting: 0, defective: 0 },
}
const notes = (part: Partial<RunEstimate>) =>
  estimateNotes({ ...estimate, ...part }).map(({ state, head, words }) => `${state}: ${head} ${words}`)

describe('what is said before a run starts', () => {
  it('is that all is well where it is', () => {
    expect(estimateNotes(estimate).map(({ state }) => state)).toEqual(['good', 'good'])
  })

  it('names classes without a reference by condition, and no class that no frame shows', () => {
    const [note] = notes({
      uncovered: [
        { condition: 'night', class: 'train', contents: 41 },
        { condition: 'night', class: 'bus', contents: 3 },
        { condition: 'fog', class: 'rider', contents: 0 },
      ],
    })
    expect(note).toContain('warning: Night: no reference shows train, bus. In it up to 41\u00a0frames show them')
    expect(notes({ uncovered: [{ condition: 'fog', class: 'rider', contents: 0 }] })).toHaveLength(2)
    expect(notes({ uncovered: [{ condition: 'fog', class: 'rider', contents: 1 }] })[0]).toContain(
      '1\u00a0frame shows it',
    )
  })

  it('counts what is left out, and why', () => {
    expect(notes({ leftOut: { unlabelled: 3, waiting: 0, defective: 2 } })[0]).toBe(
      'note: 5\u00a0pictures left out: 3 without a label, 2 with a broken picture or label.',
    )
  })

  it('begins with what stops it', () => {
    expect(notes({ obstacles: ['The disk is full'], existing: 24 })[0]).toBe('bad:  The disk is full.')
  })

  it('does not call memory enough that is not there', () => {
    const all = notes({ memoryBytes: 2e9 }).join()
    expect(all).toContain('Smaller blocks are taken')
    expect(all).not.toContain('Enough')
  })
})

import { describe, expect, it } from 'vitest'
import { additionOf } from '../../../../src/renderer/features/library/adding/addition.ts'
import {
  adviceFor,
  countsByKind,
  fileName,
  severity,
} from '../../../../src/renderer/features/library/problems/problem-words.ts'
import { addSourceSchema, type SourceGuess } from '../../../../src/shared/sources.ts'

const guess: SourceGuess = {
  folder: '/data/winter',
  layout: 'folder',
  reason: 'images without a layout',
  condition: 'snow',
}

describe('what is added', () => {
  it('is the guess where nothing was put right', () => {
    expect(additionOf(guess, {})).toEqual({ folder: '/data/winter', condition: 'snow' })
    expect(additionOf({ ...guess, layout: 'acdc', condition: null }, {})).toEqual({ folder: '/data/winter' })
  })

  it('is what was put right, in the form that the application takes', () => {
    const addition = additionOf(guess, { layout: 'folder', condition: 'night' })
    expect(addition).toEqual({ folder: '/data/winter', condition: 'night' })
    expect(addSourceSchema.parse(addition)).toEqual(addition)
  })

  it('has no condition where the path or the dataset says it', () => {
    expect(additionOf(guess, { condition: null })).toEqual({ folder: '/data/winter' })
    expect(additionOf(guess, { layout: 'gta5', condition: 'fog' })).toEqual({ folder: '/data/winter', layout: 'gta5' })
  })
})

describe('problems', () => {
  const counts = [
    { source: 1, problem: 'size-mismatch', count: 62 },
    { source: 1, problem: 'unreadable', count: 1 },
    { source: 2, problem: 'unreadable', count: 70 },
  ] as const

  it('are counted by kind, the most frequent first', () => {
    expect(countsByKind(counts, null)).toEqual([
      { problem: 'unreadable', count: 71 },
      { problem: 'size-mismatch', count: 62 },
    ])
  })

  it('are counted in one source, without kinds that it has not', () => {
    expect(countsByKind(counts, 2)).toEqual([{ problem: 'unreadable', count: 70 }])
    expect(countsByKind(counts, 3)).toEqual([])
  })

  it('are named by their file, or as the source', () => {
    expect(fileName('images/00017.png')).toBe('00017.png')
    expect(fileName('')).toBe('The source itself')
  })

  it('warn where the rest can be used, and say what to do', () => {
    expect(severity('label-missing')).toBe('warning')
    expect(severity('unreadable')).toBe('bad')
    expect(adviceFor('unreadable')).toMatch(/rescan/)
  })
})

import { describe, expect, it } from 'vitest'
import { isPaused, isUnderWay, taskOf } from '../../../../src/renderer/application/indexing-progress.ts'
import {
  libraryInWords,
  samplePlaces,
  sourceState,
} from '../../../../src/renderer/features/library/sources/source-state.ts'
import type { SourceSummary } from '../../../../src/shared/gallery.ts'
import type { IndexingProgress } from '../../../../src/shared/sources.ts'

const source: SourceSummary = {
  id: 1,
  name: 'ACDC',
  root: '/data/acdc',
  layout: 'acdc',
  condition: null,
  missing: false,
  addedUtc: '2025-11-22T09:00:00.000Z',
  walkedUtc: '2025-11-22T09:14:00.000Z',
  walkSeconds: 2,
  images: 8012,
  missingImages: 0,
  labelled: 2006,
  waiting: 0,
  failed: 0,
  conditions: { fog: 1000, night: 1006, rain: 1000, snow: 1000, clear: 4006 },
  problems: 3,
}

const reading: IndexingProgress = {
  source: 1,
  name: 'ACDC',
  phase: 'read',
  done: 2318,
  total: 8012,
  rate: 38,
  secondsLeft: 150,
  problems: 3,
  paused: false,
}

describe('the state of a source', () => {
  it('is its progress while it is listed or read', () => {
    const state = sourceState(source, reading)
    expect(state).toEqual({
      kind: 'working',
      progress: {
        name: 'Reading ACDC',
        done: 2318,
        total: 8012,
        unit: 'images',
        rate: 38,
        secondsLeft: 150,
        isPaused: false,
      },
    })
  })

  it('shows progress of a source that was gone and is looked for', () => {
    expect(sourceState({ ...source, missing: true }, { ...reading, phase: 'walk' }).kind).toBe('working')
  })

  it.each([
    ['gone', { ...source, missing: true }, undefined, /Connect the drive/],
    ['waiting', source, { ...reading, phase: 'waiting' }, /turn/],
    ['waiting', source, { ...reading, phase: 'waiting', paused: true }, /paused/],
    [
      'failed',
      source,
      { ...reading, phase: 'failed', failure: 'The disk is full; free some space' },
      /^The disk is full/,
    ],
    ['unread', { ...source, walkedUtc: null }, undefined, /Rescan/],
    ['unread', { ...source, waiting: 12 }, undefined, /^12\u00a0images not read yet/],
    ['ready', source, undefined, /^Up to date · read 22 Nov 2025/],
  ] as const)('%s', (kind, of, indexing, words) => {
    const state = sourceState(of, indexing)
    expect(state.kind).toBe(kind)
    expect('words' in state && state.words).toMatch(words)
  })

  it('leaves out of the status bar what waits or failed', () => {
    expect(taskOf({ ...reading, phase: 'waiting' })).toBeNull()
    expect(taskOf({ ...reading, phase: 'failed' })).toBeNull()
    expect(taskOf({ ...reading, phase: 'walk', total: null })).toMatchObject({
      name: 'Listing ACDC',
      unit: 'files',
      total: undefined,
    })
  })

  it('counts what failed as ended, and what waits as under way', () => {
    expect(isUnderWay([{ ...reading, phase: 'failed' }])).toBe(false)
    expect(isUnderWay([{ ...reading, phase: 'waiting' }])).toBe(true)
    expect(isPaused([reading, { ...reading, paused: true }])).toBe(true)
  })
})

describe('the library in words', () => {
  it('adds up all sources', () => {
    expect(libraryInWords([source, source])).toBe('2\u00a0sources · 16,024\u00a0images · 4,012 with labels')
  })

  it('takes samples from all over a source', () => {
    expect(samplePlaces(600)).toEqual([100, 300, 500])
    expect(samplePlaces(4)).toEqual([0, 2, 3])
    expect(samplePlaces(2)).toEqual([0, 1])
    expect(samplePlaces(0)).toEqual([])
  })
})

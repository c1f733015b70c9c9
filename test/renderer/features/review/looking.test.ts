import { describe, expect, test } from 'vitest'
import { PictureStore } from '../../../../src/renderer/features/review/one/picture-store.ts'
import { acceptedShares } from '../../../../src/renderer/features/review/one/accepted.tsx'
import { toggledTag } from '../../../../src/renderer/features/review/one/tag-list.tsx'
import { Pace } from '../../../../src/renderer/features/review/pace.ts'
import { metricValue, ruleInWords } from '../../../../src/renderer/features/review/review-words.ts'
import { rebinned } from '../../../../src/renderer/features/review/statistics/distributions.tsx'
import { partsOf } from '../../../../src/renderer/features/review/filter/filter-parts.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('pictures that come next', () => {
  const size = { width: 2, height: 1 }

  test('are loaded once, the most urgent first, and are ready when they are asked for', async () => {
    const asked: string[] = []
    const store = new PictureStore((url) => {
      asked.push(url)
      return Promise.resolve({ size, image: null })
    })
    store.want(['/1', '/2'])
    store.want(['/2', '/1', '/3'])
    expect(store.get('/1')).toEqual({ state: 'loading', size: null })
    await settled()
    expect(asked).toEqual(['/1', '/2', '/3'])
    expect(store.get('/3')).toEqual({ state: 'ready', size })
  })

  test('that are not there are said to be absent', async () => {
    const store = new PictureStore(() => Promise.reject(new Error('404')))
    store.want(['/1'])
    await settled()
    expect(store.get('/1')?.state).toBe('absent')
  })

  test('make room for others once nobody wants them', () => {
    const store = new PictureStore(() => Promise.resolve({ size, image: null }))
    for (let step = 0; step < 100; step++) store.want([`/${step}`])
    expect(store.get('/0')).toBeUndefined()
    expect(store.get('/99')).toBeDefined()
  })
})

test('the pace is that of the last decisions, once there are enough of them', () => {
  const pace = new Pace()
  const paces = [0, 10_000, 20_000, 30_000, 40_000].map((at) => pace.judged(at))
  expect(paces).toEqual([null, null, null, null, 6])
  expect(pace.judged(3_600_000)).toBeNull()
})

test('shares of accepted pixels begin with the rarest class', () => {
  const acceptedPixels = Array.from({ length: 19 }, (_, trainId) => (trainId === 0 ? 90 : trainId === 17 ? 10 : 0))
  const shares = acceptedShares({ conditions: [{ acceptedPixels }] as never })
  expect(shares).toEqual([
    { trainId: 17, share: 0.1 },
    { trainId: 0, share: 0.9 },
  ])
})

test('counts are laid on a wider span without one being lost', () => {
  const { counts } = rebinned({ min: 1, max: 2, counts: [1, 2, 3, 4] }, { min: 0, max: 4 })
  expect(counts).toEqual([0, 10, 0, 0])
})

test('measures and rules are said with their own precision', () => {
  expect(metricValue('structure', 0.7)).toBe('0.70')
  expect(metricValue('style', 12.41)).toBe('12.4')
  expect(metricValue('leakage', null)).toBe('–')
  expect(ruleInWords({ metric: 'structure', is: 'below', value: 0.7 })).toBe('structure kept below 0.70')
})

test('a tag is put on and taken off', () => {
  expect(toggledTag(['too weak'], 'blotches')).toEqual(['too weak', 'blotches'])
  expect(toggledTag(['too weak', 'blotches'], 'too weak')).toEqual(['blotches'])
})

test('each part of a filter can be dropped for itself', () => {
  const filter = { conditions: ['fog', 'snow'], references: [7], failed: true } as const
  const references = [{ reference: 7, name: 'a/GOPR0475_frame_000041_rgb_anon.png' }] as never
  const parts = partsOf(filter, { references, runs: [] })
  expect(parts.map(({ name }) => name)).toEqual(['Fog', 'Snow', 'GOPR0475_000041', 'Failed'])
  expect(parts[0]!.without).toEqual({ conditions: ['snow'], references: [7], failed: true })
  expect(parts[2]!.without).toEqual({ conditions: ['fog', 'snow'], failed: true })
  expect(parts[3]!.without).toEqual({ conditions: ['fog', 'snow'], references: [7] })
})

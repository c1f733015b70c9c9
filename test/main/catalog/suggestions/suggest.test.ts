import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../../../../src/shared/errors.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import * as queries from '../../../../src/main/catalog/sampling/class-pixel-queries.ts'
import { readContents } from '../../../../src/main/catalog/sampling/content-set.ts'
import {
  suggestNearest,
  suggestReferences,
  type CoverRequest,
} from '../../../../src/main/catalog/suggestions/suggest.ts'
import { catalogInMemory, insertImages, type Counts, type ImageRow } from '../class-pixel-rows.ts'
import { picture } from './reference-sets.ts'

let database: CatalogDatabase

beforeEach(() => {
  database = catalogInMemory()
})

afterEach(() => {
  database.close()
})

const street = picture({ road: 4000, sky: 2000, car: 400, bus: 300 })
const reference = (name: string, counts: Counts | null, more: Partial<ImageRow> = {}): ImageRow => ({
  sourceId: 2,
  path: name,
  condition: 'fog',
  counts,
  ...more,
})

const request: CoverRequest = {
  contents: { sourceIds: [1] },
  chosen: [],
  count: 3,
  settings: { ...defaultSettings, fidelity: 'corrected' },
  counterparts: new Map(),
}

describe('suggestions from a catalog', () => {
  it('cover the labelled contents of a source, condition by condition', () => {
    insertImages(database, [
      { path: '1.png', counts: street },
      { path: '2.png', counts: street },
    ])
    const [, busNight] = insertImages(database, [
      reference('a.png', picture({ road: 4000, sky: 2000, car: 400 })),
      reference('b.png', picture({ bus: 300 }), { condition: 'night' }),
      reference('c.png', street, { condition: 'clear' }),
    ])
    insertImages(database, [{ path: '3.png' }, { path: '4.png', labelPath: null }])
    const { contents, contentsLeftOut, conditions } = suggestReferences(database, request)
    expect(contents).toBe(2)
    expect(contentsLeftOut).toEqual({ unlabelled: 1, waiting: 1, defective: 0 })
    expect(conditions.map(({ condition, references }) => [condition, references.map((own) => own.path)])).toEqual([
      ['fog', ['a.png']],
      ['night', ['b.png']],
      ['rain', []],
      ['snow', []],
    ])
    expect(conditions[1]!.references[0]).toMatchObject({ imageId: busNight, sourceId: 2, adds: ['bus'] })
  })

  it('leave out references that nothing can be computed from, and say how many', () => {
    insertImages(database, [{ path: '1.png', counts: street }])
    insertImages(database, [
      reference('no-label.png', null, { labelPath: null }),
      reference('unread.png', null),
      reference('size.png', street, { problem: 'size-mismatch' }),
      reference('twice.png', street, { problem: 'duplicate-name' }),
      reference('gone.png', street, { missing: true }),
    ])
    const [fog] = suggestReferences(database, request).conditions
    expect(fog!.references.map((own) => own.path)).toEqual(['twice.png'])
    expect(fog).toMatchObject({ candidates: 1, leftOut: { unlabelled: 1, waiting: 1, defective: 1 } })
    expect(fog!.summary).toContain(
      '3 references were left out: 1 without a label, 1 not read yet and 1 with a problem.',
    )
  })

  it('keep to the conditions and sources that are asked for', () => {
    insertImages(database, [{ path: '1.png', counts: street }])
    insertImages(database, [
      reference('a.png', street),
      reference('b.png', street, { sourceId: 1 }),
      reference('c.png', street, { condition: 'snow' }),
    ])
    const only = suggestReferences(database, { ...request, conditions: ['snow', 'fog'], referenceSources: [1] })
    expect(only.conditions.map(({ condition, candidates }) => [condition, candidates])).toEqual([
      ['fog', 1],
      ['snow', 0],
    ])
  })

  it('take single contents, and those on the board as given', () => {
    const [, bus] = insertImages(database, [
      { path: '1.png', counts: picture({ road: 8000 }) },
      { path: '2.png', counts: picture({ bus: 8000 }) },
    ])
    const [onBoard] = insertImages(database, [reference('a.png', picture({ bus: 100 })), reference('b.png', street)])
    const contents = { imageIds: [bus!, bus!, 9999] }
    expect(suggestReferences(database, { ...request, contents }).conditions[0]!.references[0]!.path).toBe('a.png')
    const completed = suggestReferences(database, { ...request, contents, chosen: [onBoard!] })
    expect(completed.contents).toBe(1)
    expect(completed.conditions[0]).toMatchObject({ references: [], cover: 1 })
  })

  it('find the nearest to one content', () => {
    const [content] = insertImages(database, [{ path: '1.png', counts: street }])
    insertImages(database, [reference('a.png', picture({ road: 8000 })), reference('b.png', street)])
    const [fog] = suggestNearest(database, content!, request)
    expect(fog!.references.map((own) => own.path)).toEqual(['b.png', 'a.png'])
    expect(fog!.references[0]).toMatchObject({ similarity: 1, missing: [] })
  })

  it('say why a content has no classes to compare', () => {
    const [unread, unlabelled] = insertImages(database, [{ path: '1.png' }, { path: '2.png', labelPath: null }])
    expect(() => suggestNearest(database, unread!, request)).toThrow(/was not read yet/)
    expect(() => suggestNearest(database, unlabelled!, request)).toThrow(/has no label that can be used/)
    expect(() => suggestNearest(database, 99, request)).toThrow(UsageError)
    expect(() => suggestReferences(database, { ...request, count: -1 })).toThrow(UsageError)
  })

  it('work in an empty catalog', () => {
    const { contents, conditions } = suggestReferences(database, request)
    expect(contents).toBe(0)
    expect(conditions.every(({ references }) => references.length === 0)).toBe(true)
  })
})

it('a content set is in the order of sources and paths, whatever order images were added in', () => {
  const ids = insertImages(database, [
    { path: 'b.png', counts: street },
    { path: 'é.png', counts: street },
    { path: 'a.png', counts: street, sourceId: 2 },
    { path: 'a.png', counts: street },
  ])
  const expected = [ids[3], ids[0], ids[1], ids[2]]
  expect(readContents(database, { sourceIds: [2, 1] }).table.imageIds).toEqual(expected)
  expect(readContents(database, { imageIds: ids }).table.imageIds).toEqual(expected)
})

it('no statement reads a table of images or problems from end to end', () => {
  for (const [name, sql] of Object.entries(queries)) {
    const parameters = (sql.match(/\?/g) ?? []).map(() => 0)
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]
    expect(
      plan.map(({ detail }) => detail).filter((detail) => /SCAN (image|problem)/.test(detail)),
      name,
    ).toEqual([])
  }
})

import { describe, expect, it, onTestFinished } from 'vitest'
import { BoardReader } from '../../../../src/main/catalog/boards/board-reader.ts'
import { createBoard } from '../../../../src/main/catalog/boards/boards.ts'
import { putImages } from '../../../../src/main/catalog/boards/changes.ts'
import type { CoverSettings } from '../../../../src/main/catalog/boards/column-cover.ts'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import type { PickCondition } from '../../../../src/shared/gallery.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { catalogInMemory, insertImages, type Counts, type ImageRow } from '../class-pixel-rows.ts'
import { picture } from '../suggestions/reference-sets.ts'

/** Labels that lose nothing, so that 16 of 8,192 pixels cover a class. */
const settings: CoverSettings = {
  settings: { ...defaultSettings, fidelity: 'corrected' },
  counterparts: new Map(),
}
const contents = { sources: [1] }
const street = picture({ road: 4000, sky: 2000, car: 400, bus: 300 })

const reference = (path: string, counts: Counts | null, more: Partial<ImageRow> = {}): ImageRow => ({
  ...{ sourceId: 2, path, condition: 'fog', counts },
  ...more,
})

function drawn(...references: readonly ImageRow[]) {
  const database: CatalogDatabase = catalogInMemory()
  onTestFinished(() => void database.close())
  insertImages(database, [{ path: '1.png', counts: street }, { path: 'unread.png' }])
  const images = insertImages(database, references)
  const board = createBoard(database, 'Adverse')
  const reader = new BoardReader(database, () => {
    throw new Error('no row is asked for')
  })
  const put = (condition: PickCondition, ...places: readonly number[]) =>
    putImages(database, { board, condition, images: places.map((place) => images[place]!) })
  const coverage = () => reader.coverage({ board, contents }, settings)
  const column = (condition: PickCondition) => coverage().columns.find((one) => one.condition === condition)!
  const suggest = (count: number) =>
    reader.suggestions({ board, contents, count, conditions: ['fog', 'night'] }, settings)
  return { database, board, images, put, coverage, column, suggest }
}

describe('the coverage of a board', () => {
  it('tells of each column how well it serves each class of the contents, and by which reference', () => {
    const own = drawn(
      reference('a.png', picture({ road: 4000, car: 8 })),
      reference('b.png', picture({ car: 100 })),
      reference('c.png', picture({ bus: 500 })),
    )
    own.put('fog', 0, 1)
    expect(own.coverage()).toMatchObject({ contents: 1, waiting: 1, tooSmall: [] })
    const { classes, candidates, coveredArea } = own.column('fog')
    const [a, b] = own.images
    expect(candidates).toBe(3)
    expect(coveredArea).toBeCloseTo(4400 / 6700, 6)
    expect(classes).toMatchObject([
      { class: 'road', state: 'covered', image: a },
      { class: 'sky', state: 'missing', reason: 'absent', available: false, image: null },
      { class: 'car', state: 'covered', image: b },
      { class: 'bus', state: 'missing', reason: 'absent', available: true },
    ])
    expect(own.column('night').classes.every(({ state }) => state === 'missing')).toBe(true)
  })

  it('says in the order of the column what each reference adds to those before it', () => {
    const own = drawn(
      reference('a.png', picture({ road: 4000, sky: 2000, car: 300 })),
      reference('b.png', picture({ car: 300, bus: 300 })),
      reference('c.png', picture({ road: 4000 })),
    )
    const reasons = () => own.column('fog').reasons.map(({ reason }) => reason)
    own.put('fog', 0, 1, 2)
    expect(reasons()).toEqual(['Covers 3 classes at once', 'Adds bus', 'Adds no class'])
    putImages(own.database, { board: own.board, condition: 'fog', images: [own.images[1]!], position: 0 })
    expect(reasons()).toEqual(['Adds bus and car', 'Adds sky and road', 'Adds no class'])
    expect(own.column('fog').reasons[2]!.detail).toBe('What it shows well enough is covered by those before it.')
  })

  it('counts a picture in the column where it is, whatever its own condition', () => {
    const own = drawn(
      reference('clear.png', street, { condition: 'clear' }),
      reference('night.png', street, { condition: 'night' }),
    )
    own.put('fog', 0, 1)
    expect(own.column('fog').classes.every(({ state }) => state === 'covered')).toBe(true)
    expect(own.column('fog').candidates).toBe(0)
    expect(own.column('night').classes.every(({ state }) => state === 'missing')).toBe(true)
  })

  it('says of references that nothing can be computed from why', () => {
    const own = drawn(
      reference('a.png', null, { labelPath: null }),
      reference('b.png', null),
      reference('c.png', street, { problem: 'size-mismatch' }),
      reference('d.png', street, { missing: true }),
    )
    own.put('fog', 0, 1, 2, 3)
    const { reasons, classes } = own.column('fog')
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'Lends its whole style',
      'Not read yet',
      'Has a problem',
      'Not found',
    ])
    expect(classes.every(({ state }) => state === 'missing')).toBe(true)
  })

  it('has no classes and no reasons where no content has a label', () => {
    const own = drawn(reference('a.png', street))
    own.put('fog', 0)
    own.database.exec('UPDATE image SET class_pixels = NULL WHERE source_id = 1')
    expect(own.coverage()).toMatchObject({ contents: 0, waiting: 2 })
    expect(own.column('fog')).toMatchObject({ classes: [], reasons: [] })
  })
})

describe('suggestions for a board', () => {
  it('complete each column by what it does not cover yet', () => {
    const own = drawn(
      reference('a.png', street),
      reference('b.png', picture({ bus: 300 })),
      reference('c.png', picture({ road: 4000, sky: 2000, car: 300 })),
      reference('d.png', street, { condition: 'night' }),
    )
    const suggested = () =>
      own.suggest(5).map(({ condition, references }) => [condition, references.map(({ image }) => image)])
    const [a, , , d] = own.images
    expect(suggested()).toEqual([
      ['fog', [a]],
      ['night', [d]],
    ])
    own.put('fog', 2)
    own.put('night', 0) // a picture of fog that covers the night
    expect(suggested()).toEqual([
      ['fog', [a]],
      ['night', []],
    ])
    own.put('fog', 0)
    expect(suggested()[0]).toEqual(['fog', []])
    expect(own.suggest(1)[0]!.summary).toContain('In fog all 4 classes of your content are covered')
  })

  it('give for each the reason that its card has once it is on the board', () => {
    const own = drawn(
      reference('a.png', picture({ road: 4000, sky: 2000, car: 300 })),
      reference('b.png', picture({ bus: 300 })),
    )
    const [fog] = own.suggest(5)
    expect(fog!.references.map(({ reason }) => reason)).toEqual(['Covers 3 classes at once', 'Adds bus'])
    putImages(own.database, {
      board: own.board,
      condition: 'fog',
      images: fog!.references.map(({ image }) => image),
    })
    expect(own.column('fog').reasons).toEqual(fog!.references)
  })
})

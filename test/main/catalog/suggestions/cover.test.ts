import { describe, expect, it } from 'vitest'
import { trainIdOfClassName } from '../../../../src/shared/labels.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import {
  suggestCover,
  type ConditionSuggestion,
  type CoverOptions,
} from '../../../../src/main/catalog/suggestions/cover.ts'
import { latentRule } from '../../../../src/main/catalog/suggestions/latent-rule.ts'
import { adverseConditions } from '../../../../src/main/catalog/suggestions/references.ts'
import { tableOfCounts, type Counts } from '../class-pixel-rows.ts'
import { picture, plainOptions, referenceSet, type DrawnReference } from './reference-sets.ts'

const street = picture({ road: 4000, sky: 2000, building: 1500, car: 400, bus: 200, rider: 20 })

function suggest(
  references: readonly DrawnReference[],
  options: Partial<CoverOptions> = {},
  contents: readonly Counts[] = [street],
): ConditionSuggestion {
  const { conditions } = suggestCover(tableOfCounts(contents), [referenceSet(references)], {
    ...plainOptions,
    ...options,
  })
  return conditions[0]!
}

const paths = ({ references }: ConditionSuggestion): string[] => references.map(({ path }) => path)
const stateOf = ({ classes }: ConditionSuggestion, name: string) => classes.find((entry) => entry.class === name)

const broad = picture({ road: 4000, sky: 2000, building: 1000, car: 300 })

describe('suggestions by cover', () => {
  it('take the broadest reference first, then those that add classes, with the reasons', () => {
    const suggestion = suggest([
      picture({ road: 5000, bus: 300 }),
      broad,
      picture({ road: 5000, bus: 300, rider: 100 }),
      picture({ sky: 8000 }),
    ])
    expect(paths(suggestion)).toEqual(['b.png', 'c.png'])
    const [first, second] = suggestion.references
    expect(first).toMatchObject({
      adds: ['car', 'building', 'sky', 'road'],
      reason: 'Covers 4 classes at once',
      detail: 'It covers 4 of the 6 classes of your content: 97 % of its area.',
    })
    expect(second).toMatchObject({
      adds: ['rider', 'bus'],
      strengthens: [],
      reason: 'Adds rider and bus',
      detail: 'Adds rider and bus. With it, all 6 classes of your content are covered: 100 % of its area.',
    })
    expect(suggestion.summary).toBe('In fog all 6 classes of your content are covered: 100 % of its area.')
    expect(suggestion.cover).toBeCloseTo(1, 12)
  })

  it('value a rare class above a common one', () => {
    const contents = [picture({ road: 7000, train: 100 })]
    const suggestion = suggest([picture({ road: 8000 }), picture({ train: 8000 })], { count: 1 }, contents)
    expect(suggestion.references[0]).toMatchObject({ path: 'b.png', adds: ['train'], reason: 'Adds train' })
    expect(stateOf(suggestion, 'road')).toMatchObject({ state: 'missing', reason: 'absent', available: true })
    expect(suggestion.summary).toContain('Other references would add road.')
  })

  it('call a class rare below half a percent of the content', () => {
    const contents = [picture({ road: 8100, train: 30 })]
    expect(suggest([picture({ train: 8000 })], {}, contents).references[0]!.reason).toBe(
      'Adds train, rare in your content',
    )
  })

  it('count a class with fewer than 16 latent pixels in part', () => {
    const suggestion = suggest([picture({ road: 8000, bus: 8 }), picture({ road: 8000, bus: 4 })], { count: 1 })
    expect(suggestion.references[0]).toMatchObject({ path: 'a.png', strengthens: ['bus'] })
    expect(stateOf(suggestion, 'bus')).toMatchObject({ state: 'weak', coverage: expect.closeTo(0.5, 6) as number })
    expect(suggestion.coveredArea).toBeCloseTo((4000 + 0.5 * 200) / 8120, 6)
    expect(suggestion.summary).toContain('1 of the 6 classes of your content is covered, 1 more weakly')
  })

  it('say of a class whether the references lack it or show too little of it', () => {
    const options = { rule: latentRule(defaultSettings) }
    const suggestion = suggest([picture({ road: 6000, sky: 1500, bus: 25 })], options)
    expect(stateOf(suggestion, 'bus')).toMatchObject({ state: 'missing', reason: 'too small', available: false })
    expect(stateOf(suggestion, 'car')).toMatchObject({ state: 'missing', reason: 'absent' })
    expect(suggestion.summary).toBe(
      'In fog 2 of the 5 classes of your content are covered: 73 % of its area. ' +
        'No counterpart for building and car: they take the style of the whole picture. ' +
        'Too small in these references: bus; it takes the style of the whole picture.',
    )
  })

  it('need no counterpart for a class that is too small in every content', () => {
    const { tooSmallInContent, conditions } = suggestCover(
      tableOfCounts([picture({ road: 8000, rider: 10 }), picture({ road: 8000, rider: 15 })]),
      [referenceSet([broad])],
      plainOptions,
    )
    expect(tooSmallInContent).toEqual(['rider'])
    expect(conditions[0]!.classes.map((entry) => entry.class)).toEqual(['road'])
  })

  it('look for the class that the class map names, and leave out those that are off', () => {
    const [truck, car, road] = (['truck', 'car', 'road'] as const).map(trainIdOfClassName) as [14, 13, 0]
    const { conditions, off } = suggestCover(
      tableOfCounts([picture({ road: 4000, truck: 400 })]),
      [referenceSet([picture({ truck: 5000 }), picture({ car: 500 })])],
      {
        ...plainOptions,
        counterparts: new Map([
          [truck, car],
          [road, null],
        ]),
      },
    )
    expect(off).toEqual(['road'])
    expect(paths(conditions[0]!)).toEqual(['b.png'])
    expect(conditions[0]!.classes).toMatchObject([{ class: 'truck', state: 'covered', imageId: 2 }])
  })

  it('stop where another reference would add next to nothing', () => {
    expect(paths(suggest([broad, { ...broad }, picture({ bus: 1 })]))).toEqual(['a.png'])
  })

  it('complete what is on the board', () => {
    const references = [broad, picture({ bus: 300 }), picture({ bus: 300, rider: 100 })]
    const suggestion = suggest(references, { chosen: new Set([1]) })
    expect(paths(suggestion)).toEqual(['c.png'])
    expect(suggestion.references[0]!.reason).toBe('Adds rider and bus')
    expect(stateOf(suggestion, 'sky')).toMatchObject({ state: 'covered', imageId: 1 })
  })

  it('tell how well a board covers where none is asked for', () => {
    const suggestion = suggest([broad, picture({ bus: 300 })], { chosen: new Set([1, 99]), count: 0 })
    expect(suggestion.references).toEqual([])
    expect(stateOf(suggestion, 'sky')!.referenceShare).toBeCloseTo(2000 / 8192, 9)
    expect(stateOf(suggestion, 'bus')).toMatchObject({ state: 'missing', available: true })
  })
})

describe('among references that cover about as much', () => {
  const bus = picture({ bus: 300 })
  const take = (...facts: Exclude<DrawnReference['facts'], undefined>[]): string[] =>
    paths(suggest([broad, ...facts.map((own) => ({ ...bus, facts: own }))], { chosen: new Set([1]) }))

  it('the first by path is taken', () => {
    expect(take({}, {})).toEqual(['b.png'])
  })

  it('one of a recording that is not on the board is preferred', () => {
    const references = [
      { ...broad, facts: { sequence: 'GOPR0475' } },
      { ...bus, facts: { sequence: 'GOPR0475' } },
      { ...bus, facts: { sequence: 'GOPR0476' } },
    ]
    expect(paths(suggest(references))).toEqual(['a.png', 'c.png'])
    expect(paths(suggest(references.slice(0, 2)))).toEqual(['a.png', 'b.png'])
  })

  it('a sequence of the same name in another source is another recording', () => {
    const references = [
      { ...broad, facts: { sequence: '1' } },
      { ...bus, facts: { sequence: '2', sourceId: 1 } },
      { ...bus, facts: { sequence: '1', sourceId: 2 } },
    ]
    expect(paths(suggest(references))).toEqual(['a.png', 'b.png'])
  })

  it('the tenth with the least sharpness gives way', () => {
    const facts = Array.from({ length: 20 }, (_, index) => ({ sharpness: 10 + index }))
    expect(take(...facts)).toEqual(['d.png'])
  })

  it('a picture that shows next to nothing gives way, a dark one does not', () => {
    expect(take({ luminanceSpread: 2 }, { luminanceSpread: 12 })).toEqual(['c.png'])
    expect(take({ luminanceSpread: 12 }, { luminanceSpread: 60 })).toEqual(['b.png'])
  })

  it('neither outweighs a class', () => {
    const references = [
      { ...picture({ bus: 300, rider: 100 }), facts: { luminanceSpread: 1 } },
      { ...bus, facts: { luminanceSpread: 60 } },
    ]
    expect(paths(suggest(references))).toEqual(['a.png'])
  })
})

describe('suggestions where there is little to go by', () => {
  it('say that there is no reference, and what was left out', () => {
    const set = { ...referenceSet([]), leftOut: { unlabelled: 3, waiting: 1, defective: 0 } }
    const { conditions } = suggestCover(tableOfCounts([street]), [set], plainOptions)
    expect(conditions[0]).toMatchObject({ references: [], candidates: 0, coveredArea: 0, cover: 0 })
    expect(conditions[0]!.summary).toBe(
      'There is no labelled reference for fog. 4 references were left out: 3 without a label and 1 not read yet.',
    )
  })

  it.each([
    ['an empty content set', []],
    ['contents that are all void', [picture({}), picture({})]],
  ])('suggest nothing for %s', (_, contents) => {
    const suggestion = suggest([broad], {}, contents)
    expect(suggestion).toMatchObject({ references: [], classes: [], coveredArea: 0, cover: 0 })
    expect(suggestion.summary).toBe('There is no labelled content with a class to cover.')
  })

  it('pass over references that are all void', () => {
    expect(paths(suggest([picture({}), broad]))).toEqual(['b.png'])
  })

  it('work with one class only', () => {
    const suggestion = suggest([picture({ sky: 8192 }), picture({ road: 20 })], {}, [picture({ road: 8192 })])
    expect(paths(suggestion)).toEqual(['b.png'])
    expect(suggestion.cover).toBe(1)
  })
})

it('suggestions are the same every time, for each condition by itself', () => {
  const sets = adverseConditions.map((condition, index) =>
    referenceSet(index === 1 ? [broad] : [picture({ bus: 300 }), broad], condition),
  )
  const once = suggestCover(tableOfCounts([street]), sets, plainOptions)
  expect(suggestCover(tableOfCounts([street]), sets, plainOptions)).toEqual(once)
  expect(once.conditions.map(({ condition }) => condition)).toEqual(['fog', 'night', 'rain', 'snow'])
  expect(once.conditions.map(paths)).toEqual([['b.png', 'a.png'], ['a.png'], ['b.png', 'a.png'], ['b.png', 'a.png']])
  expect(JSON.parse(JSON.stringify(once))).toEqual(once)
})

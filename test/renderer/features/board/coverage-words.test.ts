import { describe, expect, it } from 'vitest'
import { cellInWords, coverageInWords } from '../../../../src/renderer/features/board/cover/coverage-words.ts'
import type { ClassCoverage, ColumnCoverage } from '../../../../src/shared/boards.ts'
import type { ClassName } from '../../../../src/shared/labels.ts'

const coverage = (name: ClassName, more: Partial<ClassCoverage> = {}): ClassCoverage => ({
  class: name,
  contentShare: 0.02,
  state: 'covered',
  coverage: 1,
  image: 7,
  referenceShare: 0.042,
  ...more,
})
const missing = (name: ClassName, more: Partial<ClassCoverage> = {}): ClassCoverage =>
  coverage(name, { state: 'missing', coverage: 0, image: null, referenceShare: 0, reason: 'absent', ...more })
const column = (...classes: readonly ClassCoverage[]): ColumnCoverage => ({
  condition: 'fog',
  classes,
  coveredArea: 0.5,
  candidates: 1003,
  reasons: [],
})
/** Without the spaces that hold number and unit together. */
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')
const words = (of: ColumnCoverage, references = 3) => {
  const told = coverageInWords(of, references)
  return (
    told && [
      plain(`${told.covered} ${told.more}`.trim()),
      ...told.notes.map(({ kind, classes, text }) => plain(`${kind}: ${classes.join(', ')} ${text}`)),
    ]
  )
}

describe('the coverage of a column in words', () => {
  it('counts what is covered and names what is weak', () => {
    const weak = (name: ClassName, referenceShare: number) =>
      coverage(name, { state: 'weak', coverage: 0.4, referenceShare })
    expect(words(column(coverage('road'), weak('rider', 0.002), weak('terrain', 0.004)))).toEqual([
      '1 of 3 classes covered. Weak: rider 0.2 %, terrain 0.4 %.',
      'good:  Every class of your content has a counterpart.',
    ])
  })

  it('says which classes take the style of the whole picture, and why', () => {
    expect(words(column(coverage('road'), missing('motorcycle')))).toEqual([
      '1 of 2 classes covered.',
      'warning: motorcycle no counterpart, so it takes the style of the whole picture.',
    ])
    const small = missing('pole', { reason: 'too small' })
    expect(words(column(coverage('road'), small, missing('bus'), missing('train', { available: true })))).toEqual([
      '1 of 4 classes covered.',
      'warning: bus, train no counterpart, so they take the style of the whole picture.',
      'warning: pole too small in these references, so it takes the style of the whole picture.',
      'note:  Suggest finds references for train.',
    ])
  })

  it('of an empty column says what to do', () => {
    expect(words(column(missing('road'), missing('sky')), 0)).toEqual([
      'No references yet. 2 classes of your content wait for a counterpart.',
      'note:  Suggest chooses among 1,003 labelled pictures of fog.',
    ])
    expect(words({ ...column(missing('road')), candidates: 0 }, 0)?.at(-1)).toBe(
      'note:  No labelled picture of fog is here: add some in the library.',
    )
  })

  it('is silent where no class needs a counterpart', () => {
    expect(words(column())).toBeNull()
  })
})

it('a cell names its class, its state and the shares behind it', () => {
  const cell = (of: ClassCoverage | undefined, tooSmall: readonly ClassName[] = []) =>
    plain(cellInWords('bus', of, tooSmall))
  expect(cell(coverage('bus'))).toBe('bus: covered, at most 4.2 % of a reference; 2.0 % of your content')
  expect(cell(coverage('bus', { state: 'weak', coverage: 0.57 }))).toBe(
    'bus: weak, at most 4.2 % of a reference: 57 % of what is enough; 2.0 % of your content',
  )
  expect(cell(missing('bus'))).toBe('bus: no counterpart; 2.0 % of your content')
  expect(cell(missing('bus', { reason: 'too small' }))).toBe(
    'bus: too small in these references; 2.0 % of your content',
  )
  expect(cell(undefined)).toBe('bus: not in your content')
  expect(cell(undefined, ['bus'])).toBe('bus: too small everywhere in your content to be styled by itself')
})

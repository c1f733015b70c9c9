import type { ClassCoverage, ColumnCoverage } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import type { ClassName } from '../../../../shared/labels.ts'
import { count, counted, share } from '../../../ui/format/numbers.ts'

/** What is said below the cells of a column: a sentence in bold and what follows it, then what to know. */
export interface CoverageWords {
  readonly covered: string
  readonly more: string
  readonly notes: readonly CoverageNote[]
}

export interface CoverageNote {
  readonly kind: 'good' | 'warning' | 'note'
  /** The classes that it is about, in bold before the rest. */
  readonly classes: readonly ClassName[]
  readonly text: string
}

const inState = ({ classes }: ColumnCoverage, state: ClassCoverage['state']): readonly ClassCoverage[] =>
  classes.filter((each) => each.state === state)

/** A column's coverage in words; null where the content has no class that needs a counterpart. */
export function coverageInWords(coverage: ColumnCoverage, references: number): CoverageWords | null {
  const { classes, condition, candidates } = coverage
  if (classes.length === 0) return null
  if (references === 0)
    return {
      covered: 'No references yet.',
      more: `${counted(classes.length, 'class', 'classes')} of your content ${classes.length === 1 ? 'waits' : 'wait'} for a counterpart.`,
      notes: [emptyNote(condition, candidates)],
    }
  const weak = inState(coverage, 'weak')
  return {
    covered: `${count(inState(coverage, 'covered').length)} of ${counted(classes.length, 'class', 'classes')} covered.`,
    more:
      weak.length === 0 ? '' : `Weak: ${weak.map((each) => `${each.class} ${share(each.referenceShare)}`).join(', ')}.`,
    notes: missingNotes(inState(coverage, 'missing')),
  }
}

function emptyNote(condition: PickCondition, candidates: number): CoverageNote {
  return {
    kind: 'note',
    classes: [],
    text:
      candidates === 0
        ? `No labelled picture of ${condition} is here: add some in the library.`
        : `Suggest chooses among ${counted(candidates, 'labelled picture')} of ${condition}.`,
  }
}

function missingNotes(missing: readonly ClassCoverage[]): readonly CoverageNote[] {
  if (missing.length === 0)
    return [{ kind: 'good', classes: [], text: 'Every class of your content has a counterpart.' }]
  const named = (reason: ClassCoverage['reason']) =>
    missing.filter((each) => each.reason === reason).map((each) => each.class)
  const note = (classes: readonly ClassName[], what: string): readonly CoverageNote[] =>
    classes.length === 0 ? [] : [{ kind: 'warning', classes, text: `${what}, so ${wholeStyle(classes.length)}.` }]
  const available = missing.filter((each) => each.available).map((each) => each.class)
  return [
    ...note(named('absent'), 'no counterpart'),
    ...note(named('too small'), 'too small in these references'),
    ...(available.length === 0
      ? []
      : [{ kind: 'note' as const, classes: [], text: `Suggest finds references for ${available.join(', ')}.` }]),
  ]
}

const wholeStyle = (classes: number): string =>
  classes === 1 ? 'it takes the style of the whole picture' : 'they take the style of the whole picture'

/** What a cell says of its class. `coverage`: undefined where the content does not need it. */
export function cellInWords(
  name: ClassName,
  coverage: ClassCoverage | undefined,
  tooSmall: readonly ClassName[],
): string {
  if (!coverage)
    return tooSmall.includes(name)
      ? `${name}: too small everywhere in your content to be styled by itself`
      : `${name}: not in your content`
  const inContent = `${share(coverage.contentShare)} of your content`
  if (coverage.state === 'missing')
    return `${name}: ${coverage.reason === 'too small' ? 'too small in these references' : 'no counterpart'}; ${inContent}`
  const best = `at most ${share(coverage.referenceShare)} of a reference`
  if (coverage.state === 'covered') return `${name}: covered, ${best}; ${inContent}`
  return `${name}: weak, ${best}: ${share(coverage.coverage, 0)} of what is enough; ${inContent}`
}

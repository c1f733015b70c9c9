import type { FilterPart, GalleryFilter, PickCondition } from '../../../../shared/gallery.ts'
import { problemCodes } from '../../../../shared/problems.ts'
import { inBlocks } from '../columns/blocks.ts'
import { LUMINANCE_STEPS, problemBit, shareSteps, type ImageColumns } from '../columns/image-columns.ts'
import { addByNumber, failWithoutWords, searchWords } from '../columns/path-search.ts'
import { traitSets, type Traits } from '../columns/traits.ts'

/** Which parts of a filter each row fails, as bits; 0 for the rows that pass. */
export interface Failures {
  readonly rows: Int32Array
  /** The bit of each part that is given, below 2 ** 30. */
  readonly bits: ReadonlyMap<FilterPart, number>
}

/** The images on a style board, or in one column of it. */
export type PickedImages = (board: number, condition: PickCondition | undefined) => readonly number[]

/** How many values the column of problems has. */
export const PROBLEM_SETS = 1 << problemCodes.length

/** One pass over a column for each part of the filter that is given, and one for all traits. */
export function failuresOf(columns: ImageColumns, filter: GalleryFilter, pickedImages: PickedImages): Failures {
  return new FilterPass(columns, filter, pickedImages)
}

/** Bits to be added to each row by its value in a column. */
interface Lookup {
  readonly column: Uint16Array
  readonly table: Int32Array
}

class FilterPass implements Failures {
  readonly rows: Int32Array
  readonly bits = new Map<FilterPart, number>()
  readonly #columns: ImageColumns
  readonly #lookups: Lookup[] = []

  constructor(columns: ImageColumns, filter: GalleryFilter, pickedImages: PickedImages) {
    this.#columns = columns
    this.rows = new Int32Array(columns.count)
    this.#failByTraits(filter)
    this.#failByPlace(filter)
    this.#failByProblems(filter)
    this.#failByRanges(filter)
    this.#failByBoard(filter, pickedImages)
    this.#failByText(filter)
    addByTables(this.rows, this.#lookups)
  }

  #failByTraits({ conditions, splits, labelled, missing = 'hidden', picked }: GalleryFilter): void {
    const table = new Int32Array(traitSets.length)
    const allow = (part: FilterPart, allowed: (traits: Traits) => boolean): void => {
      const bit = this.#bitOf(part)
      for (const [packed, traits] of traitSets.entries()) if (traits && !allowed(traits)) table[packed]! |= bit
    }
    if (conditions?.length) allow('conditions', ({ condition }) => conditions.includes(condition))
    if (splits?.length) allow('splits', ({ split }) => splits.includes(split ?? 'none'))
    if (labelled !== undefined) allow('labelled', (traits) => traits.labelled === labelled)
    if (missing !== 'shown') allow('missing', (traits) => traits.missing === (missing === 'only'))
    if (picked === 'any' || picked === 'none') allow('picked', (traits) => traits.picked === (picked === 'any'))
    this.#lookups.push({ column: this.#columns.traits, table })
  }

  #failByPlace({ sources, sequences }: GalleryFilter): void {
    const { source, sequence, sources: knownSources, sequences: knownSequences } = this.#columns
    if (sources?.length) {
      const numbers = sources.map((id) => knownSources.find(id))
      this.#lookups.push({ column: source, table: this.#tableOf('sources', knownSources.values.length, numbers) })
    }
    if (sequences?.length) {
      const numbers = sequences.map((wanted) => knownSequences.find(wanted.source, wanted.sequence))
      addByNumber(this.rows, sequence, this.#tableOf('sequences', knownSequences.all.length, numbers))
    }
  }

  #failByProblems({ problems }: GalleryFilter): void {
    if (!problems?.length) return
    const bit = this.#bitOf('problems')
    const wanted = typeof problems === 'string' ? -1 : problems.reduce((set, code) => set | problemBit(code), 0)
    const passes = (set: number): boolean => ((set & wanted) === 0) === (problems === 'none')
    const table = Int32Array.from({ length: PROBLEM_SETS }, (_, set) => (passes(set) ? 0 : bit))
    this.#lookups.push({ column: this.#columns.problems, table })
  }

  #failByRanges({ shares = [], luminance }: GalleryFilter): void {
    const { shares: shareColumns, luminance: luminanceColumn } = this.#columns
    for (const { trainId, min, max } of shares) {
      const bit = this.#bitOf(`share-${trainId}`)
      addOutside(this.rows, shareColumns[trainId]!, shareSteps(min), shareSteps(max), bit)
    }
    if (!luminance) return
    const min = Math.ceil(luminance.min * LUMINANCE_STEPS)
    const max = Math.floor(luminance.max * LUMINANCE_STEPS)
    addOutside(this.rows, luminanceColumn, min, max, this.#bitOf('luminance'))
  }

  #failByBoard({ picked }: GalleryFilter, pickedImages: PickedImages): void {
    if (typeof picked !== 'object') return
    const found = new Uint16Array(this.rows.length)
    for (const id of pickedImages(picked.board, picked.condition)) found[this.#columns.slotOf(id)] = 1
    this.#lookups.push({ column: found, table: this.#tableOf('picked', 2, [1]) })
  }

  #failByText({ text = '' }: GalleryFilter): void {
    const words = searchWords(text)
    if (words.length > 0) failWithoutWords(this.rows, this.#bitOf('text'), this.#columns, words)
  }

  /** The bit of the part for all of so many values but those allowed; undefined is a value that no row has. */
  #tableOf(part: FilterPart, values: number, allowed: readonly (number | undefined)[]): Int32Array {
    const table = new Int32Array(values).fill(this.#bitOf(part))
    for (const value of allowed) if (value !== undefined) table[value] = 0
    return table
  }

  #bitOf(part: FilterPart): number {
    const bit = 1 << this.bits.size
    this.bits.set(part, bit)
    return bit
  }
}

/** Two at a time: most of what a pass costs is to look at the rows at all. */
function addByTables(rows: Int32Array, lookups: readonly Lookup[]): void {
  for (let at = 0; at < lookups.length; at += 2) {
    const [first, second] = [lookups[at]!, lookups[at + 1]]
    inBlocks(rows.length, (start, end) =>
      second ? addTwoBlocks(rows, first, second, start, end) : addBlock(rows, first.column, first.table, start, end),
    )
  }
}

function addTwoBlocks(rows: Int32Array, first: Lookup, second: Lookup, start: number, end: number): void {
  const { column: columnA, table: tableA } = first
  const { column: columnB, table: tableB } = second
  for (let slot = start; slot < end; slot++) rows[slot]! |= tableA[columnA[slot]!]! | tableB[columnB[slot]!]!
}

function addBlock(rows: Int32Array, column: Uint16Array, table: Int32Array, start: number, end: number): void {
  for (let slot = start; slot < end; slot++) rows[slot]! |= table[column[slot]!]!
}

/** Bounds included; a value that is not known is outside. */
function addOutside(rows: Int32Array, column: Uint16Array, min: number, max: number, bit: number): void {
  inBlocks(rows.length, (start, end) => addBlockOutside(rows, column, min, max, bit, start, end))
}

function addBlockOutside(
  rows: Int32Array,
  column: Uint16Array,
  min: number,
  max: number,
  bit: number,
  start: number,
  end: number,
): void {
  for (let slot = start; slot < end; slot++) {
    const value = column[slot]!
    // negative where it is outside; a branch would be mispredicted for every other row
    rows[slot]! |= (((value - min) | (max - value)) >> 31) & bit
  }
}

import { conditions } from '../../../../shared/conditions.ts'
import { LUMINANCE_BINS, splitFacets, type FacetCounts, type FilterPart } from '../../../../shared/gallery.ts'
import { trainIds } from '../../../../shared/labels.ts'
import { problemCodes } from '../../../../shared/problems.ts'
import { inBlocks } from '../columns/blocks.ts'
import { LUMINANCE_STEPS, problemBit, UNKNOWN, type ImageColumns } from '../columns/image-columns.ts'
import { TRAIT_SETS, traitSets, type Traits } from '../columns/traits.ts'
import { PROBLEM_SETS, type Failures } from './filter.ts'

/** Counts per value, each obeying all parts of the filter but its own. */
export function countFacets(
  columns: ImageColumns,
  failures: Failures,
  sources: readonly { readonly id: number; readonly name: string }[],
): FacetCounts {
  const counts = new FacetPass(columns, failures)
  const total = counts.failing(null)
  const problems = (passes: (set: number) => boolean): number => counts.problems(passes)
  const traits = (part: FilterPart, passes: (traits: Traits) => boolean): number => counts.traits(part, passes)
  return {
    total,
    present: counts.present(),
    sources: sources.map(({ id, name }) => ({ source: id, name, count: counts.source(columns.sources.find(id)) })),
    conditions: byName(conditions, (name) => traits('conditions', ({ condition }) => condition === name)),
    splits: byName(splitFacets, (name) => traits('splits', ({ split }) => (split ?? 'none') === name)),
    labelled: {
      with: traits('labelled', ({ labelled }) => labelled),
      without: traits('labelled', ({ labelled }) => !labelled),
    },
    picked: { any: traits('picked', ({ picked }) => picked), none: traits('picked', ({ picked }) => !picked) },
    problems: {
      ...byName(problemCodes, (code) => problems((set) => (set & problemBit(code)) !== 0)),
      any: problems((set) => set !== 0),
      none: problems((set) => set === 0),
    },
    missing: traits('missing', ({ missing }) => missing),
    classes: counts.classes(),
    luminance: counts.luminance(),
    without: [...failures.bits.keys()]
      .map((part) => ({ part, total: total + counts.failing(part) }))
      .filter((without) => without.total > total)
      .sort((a, b) => b.total - a.total || (a.part < b.part ? -1 : 1)),
  }
}

const byName = <Name extends string>(
  names: readonly Name[],
  count: (name: Name) => number,
): Readonly<Record<Name, number>> =>
  Object.fromEntries(names.map((name) => [name, count(name)])) as Record<Name, number>

/**
 * One pass over all rows. A row that fails nothing counts everywhere, one that fails a single part counts in the facet of that
 * part alone: so each histogram has a band for the rows that fail nothing (0) and one for each part.
 */
class FacetPass {
  readonly #columns: ImageColumns
  readonly #failures: Failures
  readonly #bands: ReadonlyMap<FilterPart, number>
  readonly #rows: Uint32Array
  readonly #sources: Uint32Array
  readonly #traits: Uint32Array
  readonly #problems: Uint32Array
  readonly #luminance: Uint32Array

  constructor(columns: ImageColumns, failures: Failures) {
    this.#columns = columns
    this.#failures = failures
    this.#bands = new Map([...failures.bits.keys()].map((part, place) => [part, place + 1]))
    const bands = failures.bits.size + 1
    this.#rows = new Uint32Array(bands)
    this.#sources = new Uint32Array(bands * columns.sources.values.length)
    this.#traits = new Uint32Array(bands * TRAIT_SETS)
    this.#problems = new Uint32Array(bands * PROBLEM_SETS)
    this.#luminance = new Uint32Array(bands * LUMINANCE_BINS)
    inBlocks(failures.rows.length, (start, end) => this.#count(start, end))
  }

  #count(start: number, end: number): void {
    const { source, traits, problems, luminance, sources } = this.#columns
    const { rows } = this.#failures
    const allSources = sources.values.length
    const binWidth = (256 * LUMINANCE_STEPS) / LUMINANCE_BINS
    for (let slot = start; slot < end; slot++) {
      const failed = rows[slot]!
      if ((failed & (failed - 1)) !== 0) continue
      // part n, counted from 0, has the bit 1 << n
      const band = 32 - Math.clz32(failed)
      this.#rows[band]!++
      this.#sources[band * allSources + source[slot]!]!++
      this.#traits[band * TRAIT_SETS + traits[slot]!]!++
      this.#problems[band * PROBLEM_SETS + problems[slot]!]!++
      const light = luminance[slot]!
      if (light !== UNKNOWN) this.#luminance[band * LUMINANCE_BINS + Math.floor(light / binWidth)]!++
    }
  }

  /** Rows that fail this part alone, or nothing. */
  failing(part: FilterPart | null): number {
    return this.#rows[part === null ? 0 : this.#bands.get(part)!]!
  }

  /** All rows whose files are there, whatever the filter says. */
  present(): number {
    const { traits } = this.#columns
    const counts = new Uint32Array(TRAIT_SETS)
    inBlocks(this.#failures.rows.length, (start, end) => countEach(counts, traits, start, end))
    return counts.reduce((sum, count, packed) => (traitSets[packed]?.missing === false ? sum + count : sum), 0)
  }

  source(number: number | undefined): number {
    if (number === undefined) return 0
    return this.#sum('sources', this.#sources, this.#columns.sources.values.length, (value) => value === number)
  }

  traits(part: FilterPart, passes: (traits: Traits) => boolean): number {
    return this.#sum(part, this.#traits, TRAIT_SETS, (packed) => {
      const traits = traitSets[packed]
      return traits ? passes(traits) : false
    })
  }

  problems(passes: (set: number) => boolean): number {
    return this.#sum('problems', this.#problems, PROBLEM_SETS, passes)
  }

  luminance(): number[] {
    return Array.from({ length: LUMINANCE_BINS }, (_, bin) =>
      this.#sum('luminance', this.#luminance, LUMINANCE_BINS, (value) => value === bin),
    )
  }

  /** For each class, how many rows show it. */
  classes(): number[] {
    const passing = this.#classSets(0)
    return trainIds.map((trainId) => {
      const bit = this.#failures.bits.get(`share-${trainId}`)
      return countBit(passing, trainId) + (bit === undefined ? 0 : countBit(this.#classSets(bit), trainId))
    })
  }

  /** The sets of classes of the rows that fail just this. */
  #classSets(failed: number): Int32Array {
    const { classes } = this.#columns
    const { rows } = this.#failures
    const sets = new Int32Array(rows.length)
    let count = 0
    inBlocks(rows.length, (start, end) => (count = addWhereEqual(sets, count, classes, rows, failed, start, end)))
    return sets.subarray(0, count)
  }

  #sum(part: FilterPart, counts: Uint32Array, values: number, passes: (value: number) => boolean): number {
    const band = this.#bands.get(part)
    let sum = 0
    for (let value = 0; value < values; value++)
      if (passes(value)) sum += counts[value]! + (band === undefined ? 0 : counts[band * values + value]!)
    return sum
  }
}

function countEach(counts: Uint32Array, values: Uint16Array, start: number, end: number): void {
  for (let slot = start; slot < end; slot++) counts[values[slot]!]!++
}

function addWhereEqual(
  found: Int32Array,
  count: number,
  values: Int32Array,
  rows: Int32Array,
  wanted: number,
  start: number,
  end: number,
): number {
  for (let slot = start; slot < end; slot++) {
    found[count] = values[slot]!
    if (rows[slot] === wanted) count++
  }
  return count
}

function countBit(sets: Int32Array, bit: number): number {
  let count = 0
  inBlocks(sets.length, (start, end) => (count += countBlockBit(sets, bit, start, end)))
  return count
}

function countBlockBit(sets: Int32Array, bit: number, start: number, end: number): number {
  let count = 0
  for (let place = start; place < end; place++) count += (sets[place]! >>> bit) & 1
  return count
}

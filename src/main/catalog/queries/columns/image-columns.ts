import type { Condition } from '../../../../shared/conditions.ts'
import type { ReadingState } from '../../../../shared/gallery.ts'
import { trainIds } from '../../../../shared/labels.ts'
import { problemCodes, type ProblemCode } from '../../../../shared/problems.ts'
import { Dictionary } from './dictionary.ts'
import { foldedName } from './folded-name.ts'
import { NameOrder } from './name-order.ts'
import { DIGIT_COLUMNS, digitSet, nameShape, type SearchedNames } from './path-search.ts'
import { Sequences } from './sequences.ts'
import { packTraits } from './traits.ts'

/** One row of `LOAD_COLUMNS` or `CHANGED_COLUMNS`. */
export type ColumnRow = readonly [
  id: number,
  source: number,
  path: string,
  condition: Condition,
  split: 'train' | 'val' | 'test' | null,
  sequence: string | null,
  flags: number,
  reading: ReadingState,
  luminance: number | null,
  classPixels: Uint8Array | null,
  problems: string | null,
]

/** In a column of shares or luminance: not known. Above every value, so that it is outside every range. */
export const UNKNOWN = 65_535

/** A share of 1; a class that is there at all has at least one step (rounded up). */
export const SHARE_STEPS = 65_000
/** Of one grey level. */
export const LUMINANCE_STEPS = 256

/** Of a label: train ids 0 to 18, then void. */
const PIXEL_COUNTS = trainIds.length + 1

export const shareSteps = (share: number): number => Math.ceil(share * SHARE_STEPS - 1e-6)
export const luminanceSteps = (luminance: number): number => Math.round(luminance * LUMINANCE_STEPS)

const problemBits = new Map(problemCodes.map((code, bit) => [code as string, 1 << bit]))

export const problemBit = (problem: ProblemCode): number => problemBits.get(problem)!

/** Slots from `start` up to `end` that move to `target`. */
interface Run {
  readonly start: number
  end: number
  readonly target: number
}

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array

/**
 * What filters, sorts and facets look at, as one array per column. A row has a slot, the same in all arrays; slots are in the order of
 * ids. Only the first `count` elements of an array are rows. Columns of small numbers are of one type, even where a byte
 * would do: a loop that meets several types of array runs at a fifth of its speed.
 */
export class ImageColumns implements SearchedNames {
  count = 0
  ids = new Float64Array(0)
  source = new Uint16Array(0)
  /** Condition, split, state of reading, labelled, missing, picked. */
  traits = new Uint16Array(0)
  sequence = new Uint32Array(0)
  luminance = new Uint16Array(0)
  problems = new Uint16Array(0)
  /** Bit t is set where train id t is in the label. */
  classes = new Int32Array(0)
  /** By train id: its share of all pixels, void included, in steps. */
  shares: Uint16Array[] = trainIds.map(() => new Uint16Array(0))
  /**
   * By train id: the square root of its share over the sum of all roots, in steps; 0 everywhere where shares are not known. Two
   * pictures are as alike as their profiles overlap, as in the suggestions (`nearestInLayout`).
   */
  profile: Uint16Array[] = trainIds.map(() => new Uint16Array(0))
  /** Folded paths. */
  names: string[] = []
  shape = new Uint32Array(0)
  digits: Int32Array[] = Array.from({ length: DIGIT_COLUMNS }, () => new Int32Array(0))

  readonly sources = new Dictionary<number>()
  readonly sequences = new Sequences()
  readonly shapes = new Dictionary<string>()
  readonly #nameOrder = new NameOrder({
    sourceOf: (slot) => this.sources.values[this.source[slot]!]!,
    nameOf: (slot) => this.names[slot]!,
  })

  readonly #digits = new Int32Array(DIGIT_COLUMNS)
  readonly #pixels = new Uint32Array(PIXEL_COUNTS)
  readonly #pixelBytes = new Uint8Array(this.#pixels.buffer)

  get capacity(): number {
    return this.ids.length
  }

  /** The slot of an image, -1 where there is no such image. */
  slotOf(id: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ids[middle]! < id) low = middle + 1
      else high = middle
    }
    return low < this.count && this.ids[low] === id ? low : -1
  }

  /** All slots in the order of their names: source by source, path by path, numbers by their value. */
  slotsByName(): Uint32Array {
    return this.#nameOrder.slots(this.count)
  }

  /** Takes a row as it is now; false where it is new and its id is below another's, so that it has no place. */
  put(row: ColumnRow): boolean {
    const [id, source, path, condition, split, sequence, flags, reading, luminance, classPixels, problems] = row
    const slot = this.#slotFor(id)
    if (slot === -1) return false
    this.#putName(slot, foldedName(path), this.sources.numberOf(source))
    this.traits[slot] = packTraits(flags, condition, split, reading)
    this.sequence[slot] = sequence === null ? 0 : this.sequences.numberOf(source, sequence)
    this.luminance[slot] = luminance === null ? UNKNOWN : luminanceSteps(luminance)
    this.problems[slot] = problems === null ? 0 : problemMask(problems)
    this.#putShares(slot, classPixels)
    return true
  }

  /** Leaves the rows with these ids, which are in ascending order, and forgets all others. */
  keep(ids: Float64Array): void {
    const slotsNow = new Int32Array(this.count).fill(-1)
    const runs: Run[] = []
    let kept = 0
    let next = 0
    for (let slot = 0; slot < this.count; slot++) {
      while (next < ids.length && ids[next]! < this.ids[slot]!) next++
      if (ids[next] !== this.ids[slot]) continue
      if (slot === 0 || slotsNow[slot - 1] === -1) runs.push({ start: slot, end: slot, target: kept })
      runs.at(-1)!.end = slot + 1
      slotsNow[slot] = kept++
    }
    for (const { start, end, target } of runs)
      for (const column of [...this.#columns(), this.names]) column.copyWithin(target, start, end)
    this.count = kept
    this.names.length = kept
    this.#nameOrder.compacted(slotsNow)
  }

  #slotFor(id: number): number {
    if (this.count === 0 || id > this.ids[this.count - 1]!) {
      if (this.count === this.capacity) this.#grow(Math.max(1024, Math.ceil(1.5 * this.count)))
      this.ids[this.count] = id
      return this.count++
    }
    return this.slotOf(id)
  }

  #putName(slot: number, name: string, sourceNumber: number): void {
    if (this.names[slot] === name && this.source[slot] === sourceNumber) return
    this.#nameOrder.renamed(slot)
    this.names[slot] = name
    this.source[slot] = sourceNumber
    this.shape[slot] = this.shapes.numberOf(nameShape(name))
    digitSet(name, this.#digits)
    for (let column = 0; column < DIGIT_COLUMNS; column++) this.digits[column]![slot] = this.#digits[column]!
  }

  #putShares(slot: number, classPixels: Uint8Array | null): void {
    const pixels = this.#pixels
    if (classPixels) this.#pixelBytes.set(classPixels)
    else pixels.fill(0)
    let total = 0
    let roots = 0
    let classes = 0
    for (let count = 0; count < PIXEL_COUNTS; count++) total += pixels[count]!
    for (const trainId of trainIds) {
      roots += Math.sqrt(pixels[trainId]!)
      if (pixels[trainId]! > 0) classes |= 1 << trainId
    }
    this.classes[slot] = classes
    for (const trainId of trainIds) {
      this.shares[trainId]![slot] = total === 0 ? UNKNOWN : shareSteps(pixels[trainId]! / total)
      const part = roots === 0 ? 0 : Math.sqrt(pixels[trainId]!) / roots
      this.profile[trainId]![slot] = Math.round(part * SHARE_STEPS)
    }
  }

  #columns(): Column[] {
    const { ids, source, traits, sequence, luminance, problems, classes, shares, profile, shape, digits } = this
    return [ids, source, traits, sequence, luminance, problems, classes, ...shares, ...profile, shape, ...digits]
  }

  #grow(capacity: number): void {
    const larger = <Grown extends Column>(column: Grown): Grown => {
      const grown = new (column.constructor as new (length: number) => Grown)(capacity)
      grown.set(column)
      return grown
    }
    this.ids = larger(this.ids)
    this.source = larger(this.source)
    this.traits = larger(this.traits)
    this.sequence = larger(this.sequence)
    this.luminance = larger(this.luminance)
    this.problems = larger(this.problems)
    this.classes = larger(this.classes)
    this.shares = this.shares.map(larger)
    this.profile = this.profile.map(larger)
    this.shape = larger(this.shape)
    this.digits = this.digits.map(larger)
  }
}

function problemMask(problems: string): number {
  let mask = 0
  for (const problem of problems.split(',')) mask |= problemBits.get(problem) ?? 0
  return mask
}

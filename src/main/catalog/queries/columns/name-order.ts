const ZERO = 48
const isDigit = (code: number): boolean => code >= ZERO && code <= 57

/** Where the digits end that begin at `start`. */
function digitsEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && isDigit(text.charCodeAt(end))) end++
  return end
}

/** Compares two runs of digits by their value, whatever their leading zeros and length. */
function compareDigits(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): number {
  while (aStart < aEnd && a.charCodeAt(aStart) === ZERO) aStart++
  while (bStart < bEnd && b.charCodeAt(bStart) === ZERO) bStart++
  const byLength = aEnd - aStart - (bEnd - bStart)
  if (byLength !== 0) return byLength
  for (; aStart < aEnd; aStart++, bStart++) {
    const difference = a.charCodeAt(aStart) - b.charCodeAt(bStart)
    if (difference !== 0) return difference
  }
  return 0
}

/**
 * The order that people expect of file names: runs of digits by their value (`img2` before `img10`), all else by code unit. Names that
 * differ in leading zeros alone are ordered by code unit, so only equal names compare as 0.
 */
export function compareNames(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++
  const plain = (a.charCodeAt(at) || 0) - (b.charCodeAt(at) || 0) || a.length - b.length
  if (plain === 0) return 0
  // the first difference may lie within two numbers that began before it
  let aAt = at
  while (aAt > 0 && isDigit(a.charCodeAt(aAt - 1))) aAt--
  let bAt = aAt
  for (;;) {
    const aEnd = digitsEnd(a, aAt)
    const bEnd = digitsEnd(b, bAt)
    if (aEnd > aAt && bEnd > bAt) {
      const byValue = compareDigits(a, aAt, aEnd, b, bAt, bEnd)
      if (byValue !== 0) return byValue
      aAt = aEnd
      bAt = bEnd
    }
    if (aAt >= a.length || bAt >= b.length) break
    const difference = a.charCodeAt(aAt) - b.charCodeAt(bAt)
    if (difference !== 0) return difference
    aAt++
    bAt++
  }
  return a.length - aAt - (b.length - bAt) || plain
}

/** What the order looks at, by slot. */
export interface NamedRows {
  /** The id of the source. */
  readonly sourceOf: (slot: number) => number
  readonly nameOf: (slot: number) => string
}

/** Slots in the order of source, name and id. Kept while rows come, go and change their names; sorted when asked for. */
export class NameOrder {
  readonly #rows: NamedRows
  #slots: Uint32Array = new Uint32Array(0)
  /** Slots from here on are not in the order yet. */
  #sorted = 0
  readonly #renamed = new Set<number>()

  constructor(rows: NamedRows) {
    this.#rows = rows
  }

  /** The slot has another name now. */
  renamed(slot: number): void {
    if (slot < this.#sorted) this.#renamed.add(slot)
  }

  /** Rows were deleted: `slotsNow` gives each old slot its new one, -1 where it is gone. */
  compacted(slotsNow: Int32Array): void {
    const kept = (slot: number): boolean => slotsNow[slot] !== -1
    const renamed = [...this.#renamed].filter(kept)
    this.#renamed.clear()
    for (const slot of renamed) this.#renamed.add(slotsNow[slot]!)
    this.#slots = this.#slots.filter(kept).map((slot) => slotsNow[slot]!)
    this.#sorted = this.#slots.length
  }

  /** The slots below `count` in order. */
  slots(count: number): Uint32Array {
    if (this.#sorted < count || this.#renamed.size > 0) this.#settle(count)
    return this.#slots
  }

  /** Which of two slots comes first. */
  compare(a: number, b: number): number {
    const rows = this.#rows
    return rows.sourceOf(a) - rows.sourceOf(b) || compareNames(rows.nameOf(a), rows.nameOf(b)) || a - b
  }

  /** Sorts what is new or renamed, which comes nearly in order from a walk, and merges it with the others. */
  #settle(count: number): void {
    const incoming = [...this.#renamed]
    const settled = incoming.length === 0 ? this.#slots : this.#slots.filter((slot) => !this.#renamed.has(slot))
    for (let slot = this.#sorted; slot < count; slot++) incoming.push(slot)
    incoming.sort((a, b) => this.compare(a, b))
    this.#slots = settled.length === 0 ? Uint32Array.from(incoming) : this.#merge(settled, incoming)
    this.#renamed.clear()
    this.#sorted = count
  }

  #merge(settled: Uint32Array, incoming: readonly number[]): Uint32Array {
    const merged = new Uint32Array(settled.length + incoming.length)
    let next = 0
    let at = 0
    for (const slot of incoming) {
      const before = this.#placeAmong(settled, slot, at)
      merged.set(settled.subarray(at, before), next)
      next += before - at
      at = before
      merged[next++] = slot
    }
    merged.set(settled.subarray(at), next)
    return merged
  }

  /** How many of the settled slots come before this one; at least `from` do. */
  #placeAmong(settled: Uint32Array, slot: number, from: number): number {
    let low = from
    let high = settled.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compare(settled[middle]!, slot) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

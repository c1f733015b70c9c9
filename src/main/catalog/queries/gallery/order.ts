import { UsageError } from '../../../../shared/errors.ts'
import type { GalleryCursor, GallerySort } from '../../../../shared/gallery.ts'
import { inBlocks } from '../columns/blocks.ts'
import { compareNames } from '../columns/name-order.ts'
import { LUMINANCE_STEPS, SHARE_STEPS, UNKNOWN, type ImageColumns } from '../columns/image-columns.ts'
import type { Failures } from './filter.ts'
import { similaritiesTo } from './similarity.ts'

/** The pictures that pass a filter, in order. */
export interface GalleryList {
  readonly slots: Uint32Array
  readonly sort: GallerySort
  /** By slot, in steps, where the list is sorted by such a number; UNKNOWN comes last in both directions. */
  readonly values: Uint16Array | null
}

/** Rows of the same value are in the order of their ids, which is that of their slots. */
export function orderedList(columns: ImageColumns, failures: Failures, sort: GallerySort): GalleryList {
  const values = valuesOf(columns, sort)
  if (values) return { slots: countingSort(passing(failures.rows), values, sort.descending), sort, values }
  const inOrder = sort.by === 'name' ? passingAmong(columns.slotsByName(), failures.rows) : passing(failures.rows)
  const slots = inOrder.slice()
  return { slots: sort.descending ? slots.reverse() : slots, sort, values: null }
}

function valuesOf(columns: ImageColumns, sort: GallerySort): Uint16Array | null {
  switch (sort.by) {
    case 'name':
    case 'added':
      return null
    case 'luminance':
      return columns.luminance
    case 'class-share':
      return columns.shares[sort.trainId]!
    case 'similarity':
      return similaritiesTo(columns, sort.image)
  }
}

/** What a row is sorted by, for people: luminance, or a share or similarity of 0 to 1; null where it is not known or no number. */
export function shownValue({ sort, values }: GalleryList, slot: number): number | null {
  const value = values?.[slot]
  if (value === undefined || value === UNKNOWN) return null
  return value / (sort.by === 'luminance' ? LUMINANCE_STEPS : SHARE_STEPS)
}

/** 1 for a row that fails nothing, else 0: a branch would be mispredicted for every other row. */
const passes = (failed: number): number => (failed - 1) >>> 31

/** Kept from list to list: the system gives new memory page by page, each of which it has to clear. */
let slotMemory = new Uint32Array(0)
const placeMemory = new Uint32Array(UNKNOWN + 1)

function roomForSlots(count: number): Uint32Array {
  if (slotMemory.length < count) slotMemory = new Uint32Array(Math.ceil(1.5 * count))
  return slotMemory
}

/** Slots of the rows that fail nothing; valid until the next list. */
function passing(failures: Int32Array): Uint32Array {
  const slots = roomForSlots(failures.length)
  let count = 0
  inBlocks(failures.length, (start, end) => (count = addPassing(slots, count, failures, start, end)))
  return slots.subarray(0, count)
}

function addPassing(slots: Uint32Array, count: number, failures: Int32Array, start: number, end: number): number {
  for (let slot = start; slot < end; slot++) {
    slots[count] = slot
    count += passes(failures[slot]!)
  }
  return count
}

function passingAmong(ordered: Uint32Array, failures: Int32Array): Uint32Array {
  const slots = roomForSlots(ordered.length)
  let count = 0
  inBlocks(ordered.length, (start, end) => (count = addPassingAmong(slots, count, ordered, failures, start, end)))
  return slots.subarray(0, count)
}

function addPassingAmong(
  slots: Uint32Array,
  count: number,
  ordered: Uint32Array,
  failures: Int32Array,
  start: number,
  end: number,
): number {
  for (let place = start; place < end; place++) {
    const slot = ordered[place]!
    slots[count] = slot
    count += passes(failures[slot]!)
  }
  return count
}

/** The place of a value among all values. */
const rankOf = (value: number, descending: boolean): number =>
  descending && value !== UNKNOWN ? UNKNOWN - 1 - value : value

function countingSort(slots: Uint32Array, values: Uint16Array, descending: boolean): Uint32Array {
  const places = placeMemory.fill(0)
  inBlocks(slots.length, (start, end) => countEach(places, slots, values, start, end))
  let next = 0
  inBlocks(places.length, (start, end) => (next = placeEach(places, next, descending, start, end)))
  const sorted = new Uint32Array(slots.length)
  inBlocks(slots.length, (start, end) => putEach(sorted, places, slots, values, start, end))
  return sorted
}

/** From how many rows have each value to the place of the first of them; from rank `start` up to `end`, and what comes next. */
function placeEach(places: Uint32Array, first: number, descending: boolean, start: number, end: number): number {
  let next = first
  for (let rank = start; rank < end; rank++) {
    // the rank of a rank is its value
    const value = rankOf(rank, descending)
    const count = places[value]!
    places[value] = next
    next += count
  }
  return next
}

function countEach(counts: Uint32Array, slots: Uint32Array, values: Uint16Array, start: number, end: number): void {
  for (let place = start; place < end; place++) counts[values[slots[place]!]!]!++
}

/** `places` has for each value the place of its next slot. */
function putEach(
  sorted: Uint32Array,
  places: Uint32Array,
  slots: Uint32Array,
  values: Uint16Array,
  start: number,
  end: number,
): void {
  for (let place = start; place < end; place++) {
    const slot = slots[place]!
    sorted[places[values[slot]!]!++] = slot
  }
}

/** A cursor at a place of the list: what its row is sorted by, and its id. */
export function cursorAt(columns: ImageColumns, list: GalleryList, place: number): GalleryCursor {
  const slot = list.slots[place]!
  return { id: columns.ids[slot]!, value: cursorValue(columns, list, slot) }
}

function cursorValue(columns: ImageColumns, { sort, values }: GalleryList, slot: number): number | string {
  if (values) return values[slot]!
  return sort.by === 'name' ? `${columns.sources.values[columns.source[slot]!]!}/${columns.names[slot]!}` : 0
}

/** The place of the first row that comes after a cursor, whether the cursor's own row is still there or not. */
export function placeAfter(columns: ImageColumns, list: GalleryList, cursor: GalleryCursor): number {
  const compare = comparison(columns, list, cursor)
  let low = 0
  let high = list.slots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(list.slots[middle]!) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a slot comes before (negative), at (0) or after the cursor. */
function comparison(columns: ImageColumns, list: GalleryList, { id, value }: GalleryCursor): (slot: number) => number {
  const { sort, values } = list
  const byId = (slot: number): number => columns.ids[slot]! - id
  if (values && typeof value === 'number') {
    const wanted = rankOf(value, sort.descending)
    return (slot) => rankOf(values[slot]!, sort.descending) - wanted || byId(slot)
  }
  const direction = sort.descending ? -1 : 1
  if (sort.by === 'name' && typeof value === 'string') {
    const slash = value.indexOf('/')
    const source = Number(value.slice(0, slash))
    const name = value.slice(slash + 1)
    return (slot) => {
      const bySource = columns.sources.values[columns.source[slot]!]! - source
      return direction * (bySource || compareNames(columns.names[slot]!, name) || byId(slot))
    }
  }
  if (sort.by === 'added' && typeof value === 'number') return (slot) => direction * byId(slot)
  throw new UsageError(
    `Expected a cursor of a list sorted by ${sort.by} but received the value ${JSON.stringify(value)}.`,
  )
}

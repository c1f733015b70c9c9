import { UsageError } from '../../../../shared/errors.ts'
import { inBlocks } from './blocks.ts'
import { foldedName } from './folded-name.ts'

/** What the search looks at, one element per row. */
export interface SearchedNames {
  readonly names: readonly string[]
  /** Numbers of `shapes.values`. */
  readonly shape: Uint32Array
  readonly shapes: { readonly values: readonly string[] }
  readonly digits: readonly Int32Array[]
}

/** Each is looked for in every path. */
const MAX_WORDS = 64

/** The words of a search, each once and folded as paths are; those that another one contains are left out, for it says more. */
export function searchWords(text: string): string[] {
  const words = [...new Set(foldedName(text).split(/\s+/))].filter((word) => word !== '')
  if (words.length > 10 * MAX_WORDS) throw tooManyWords(words.length)
  const telling = words.filter((word) => !words.some((other) => other !== word && other.includes(word)))
  if (telling.length > MAX_WORDS) throw tooManyWords(telling.length)
  return telling
}

const tooManyWords = (count: number): UsageError =>
  new UsageError(
    `Expected at most ${MAX_WORDS} different words to search for but received ${count}: shorten the search.`,
  )

/**
 * Adds `bit` to the rows whose name lacks a word. Names of a dataset differ in their numbers and little else, so most of the
 * work is done once for each shape and by the pairs of digits; only names that both let through are read.
 */
export function failWithoutWords(
  rows: Int32Array,
  bit: number,
  searched: SearchedNames,
  words: readonly string[],
): void {
  failByShape(rows, bit, searched, words.map(nameShape))
  for (const [column, wanted] of digitSet(words.join(' ')).entries())
    if (wanted !== 0) failWithoutBits(rows, bit, searched.digits[column]!, wanted)
  for (const word of words) if (!isSettled(word)) failByName(rows, bit, searched.names, word)
}

/** Whether shape and digits say all of it: there is no digit, or nothing else and at most a pair. */
const isSettled = (word: string): boolean => /^(\D+|\d\d?)$/.test(word)

function failByShape(rows: Int32Array, bit: number, { shape, shapes }: SearchedNames, wanted: readonly string[]): void {
  const table = Int32Array.from(shapes.values, (known) => (wanted.every((one) => known.includes(one)) ? 0 : bit))
  addByNumber(rows, shape, table)
}

/** Adds to each row what the table has for its number. */
export function addByNumber(rows: Int32Array, numbers: Uint32Array, table: Int32Array): void {
  inBlocks(rows.length, (start, end) => addBlock(rows, numbers, table, start, end))
}

function addBlock(rows: Int32Array, numbers: Uint32Array, table: Int32Array, start: number, end: number): void {
  for (let slot = start; slot < end; slot++) rows[slot]! |= table[numbers[slot]!]!
}

function failWithoutBits(rows: Int32Array, bit: number, digits: Int32Array, wanted: number): void {
  inBlocks(rows.length, (start, end) => addBlockWithoutBits(rows, bit, digits, wanted, start, end))
}

function addBlockWithoutBits(
  rows: Int32Array,
  bit: number,
  digits: Int32Array,
  wanted: number,
  start: number,
  end: number,
): void {
  for (let slot = start; slot < end; slot++) rows[slot]! |= (digits[slot]! & wanted) === wanted ? 0 : bit
}

function failByName(rows: Int32Array, bit: number, names: readonly string[], word: string): void {
  inBlocks(rows.length, (start, end) => addBlockByName(rows, bit, names, word, start, end))
}

function addBlockByName(
  rows: Int32Array,
  bit: number,
  names: readonly string[],
  word: string,
  start: number,
  end: number,
): void {
  for (let slot = start; slot < end; slot++)
    if ((rows[slot]! & bit) === 0 && !names[slot]!.includes(word)) rows[slot]! |= bit
}

/** A name with every number as 0: where a name contains a word, its shape contains the word's. */
export const nameShape = (name: string): string => name.replace(/\d+/g, '0')

/** A bit for each of the 100 pairs of digits and 10 digits, in four numbers. */
export const DIGIT_COLUMNS = 4

/** Which pairs of digits stand side by side in a name, and which digits are in it. */
export function digitSet(name: string, set: Int32Array = new Int32Array(DIGIT_COLUMNS)): Int32Array {
  set.fill(0)
  let before = NO_DIGIT
  for (let at = 0; at < name.length; at++) {
    const digit = name.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) {
      before = NO_DIGIT
      continue
    }
    addBit(set, 100 + digit)
    if (before !== NO_DIGIT) addBit(set, 10 * before + digit)
    before = digit
  }
  return set
}

const ZERO = 48
const NO_DIGIT = -1

function addBit(set: Int32Array, bit: number): void {
  set[bit >>> 5]! |= 1 << (bit & 31)
}

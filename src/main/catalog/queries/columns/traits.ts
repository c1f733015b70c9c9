import { conditions, type Condition } from '../../../../shared/conditions.ts'
import type { ReadingState } from '../../../../shared/gallery.ts'

/** What an image has one of a few of, packed into one number: one table then answers for all of it at once. */
export interface Traits {
  readonly condition: Condition
  readonly split: 'train' | 'val' | 'test' | null
  readonly reading: ReadingState
  readonly labelled: boolean
  readonly missing: boolean
  readonly picked: boolean
}

const splits = ['train', 'val', 'test', null] as const
const readings = ['waiting', 'done', 'failed'] as const satisfies readonly ReadingState[]

/** Bits of `flags`, as the statements compute them; the lowest bits of the traits. */
const LABELLED = 1
const MISSING = 2
const PICKED = 4
const FLAG_BITS = 3
const CONDITION_BITS = 3
const SPLIT_BITS = 2
const READING_BITS = 2

/** How many numbers there are, some of which stand for nothing. */
export const TRAIT_SETS = 1 << (FLAG_BITS + CONDITION_BITS + SPLIT_BITS + READING_BITS)

const numbers = <Name>(names: readonly Name[]): ReadonlyMap<Name, number> =>
  new Map(names.map((name, number) => [name, number]))
const conditionNumbers = numbers(conditions)
const splitNumbers = numbers(splits)
const readingNumbers = numbers(readings)

export function packTraits(flags: number, condition: Condition, split: Traits['split'], reading: ReadingState): number {
  const vocabulary =
    (((readingNumbers.get(reading)! << SPLIT_BITS) | splitNumbers.get(split)!) << CONDITION_BITS) |
    conditionNumbers.get(condition)!
  return (vocabulary << FLAG_BITS) | flags
}

/** What a number stands for; numbers that stand for nothing are no row's. */
export const traitSets: readonly (Traits | null)[] = Array.from({ length: TRAIT_SETS }, (_, packed) => {
  const condition = conditions[(packed >>> FLAG_BITS) % (1 << CONDITION_BITS)]
  const split = splits[(packed >>> (FLAG_BITS + CONDITION_BITS)) % (1 << SPLIT_BITS)]
  const reading = readings[packed >>> (FLAG_BITS + CONDITION_BITS + SPLIT_BITS)]
  if (condition === undefined || split === undefined || reading === undefined) return null
  const has = (flag: number): boolean => (packed & flag) !== 0
  return { condition, split, reading, labelled: has(LABELLED), missing: has(MISSING), picked: has(PICKED) }
})

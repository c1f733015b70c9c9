import type { BoardName } from '../../../../shared/boards.ts'

const isTaken = (boards: readonly BoardName[], name: string): boolean =>
  boards.some((board) => board.name.toLowerCase() === name.toLowerCase())

/** References in all columns. */
export const referencesOn = ({ references }: BoardName): number =>
  Object.values(references).reduce((sum, count) => sum + count, 0)

/** `Style board 1`, or the first number that is free. */
export function nameForNew(boards: readonly BoardName[]): string {
  let number = 1
  while (isTaken(boards, `Style board ${number}`)) number++
  return `Style board ${number}`
}

/** `Adverse v3` -> `Adverse v4`; `Adverse` -> `Adverse 2`: the next number that is free. */
export function nameForCopy(boards: readonly BoardName[], name: string): string {
  const [, stem = name, digits] = /^(.*?)(\d{1,9})?$/s.exec(name) ?? []
  const begin = digits === undefined ? `${name} ` : stem
  let number = digits === undefined ? 2 : Number(digits) + 1
  while (isTaken(boards, `${begin}${number}`)) number++
  return `${begin}${number}`
}

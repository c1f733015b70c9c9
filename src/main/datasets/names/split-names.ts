import type { Split } from '../layout.ts'

const splitOfName: Record<string, Split> = {
  train: 'train',
  training: 'train',
  train_extra: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
}

/** The split that a folder is named after; `train_ref` (ACDC's references) belongs to `train`. */
export const splitOfPart = (part: string): Split | null => splitOfName[part.toLowerCase().replace(/_ref$/, '')] ?? null

/** The split that a path's parts tell, the last part that tells one. */
export const splitOfParts = (parts: readonly string[]): Split | null =>
  parts.map(splitOfPart).findLast((split) => split !== null) ?? null

import type { FoundImage } from '../../../../src/main/datasets/layout.ts'

/** An image as a walk of a GTA5 tree would tell it; its size and time follow from its number. */
export function drawnImage(number: number, folder = 'images'): FoundImage {
  const name = String(number).padStart(6, '0')
  return {
    path: `${folder}/${name}.png`,
    bytes: 2_000_000 + number * 7,
    modifiedMs: 1_700_000_000_000 + number * 13,
    label: {
      path: `labels/${name}.png`,
      encoding: 'labelIds',
      bytes: 30_000 + number,
      modifiedMs: 1_700_000_000_000 + number,
    },
    condition: 'clear',
    split: null,
    sequence: null,
    frame: name,
  }
}

export const drawnImages = (count: number, folder?: string): FoundImage[] =>
  Array.from({ length: count }, (_, index) => drawnImage(index, folder))

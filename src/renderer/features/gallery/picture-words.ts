import type { GalleryRow, PickCondition } from '../../../shared/gallery.ts'
import { conditionNames } from '../../ui/conditions/condition-icon.tsx'
import { problemNames } from '../library/problems/problem-words.ts'

/** `rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png` -> `GOPR0475_frame_000041_rgb_anon.png`. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** What a layout appends to the name of every picture says nothing in a grid. */
const endings = /(_rgb_anon|_rgb_ref_anon|_leftImg8bit)?\.[^.]+$/
const frameWord = /_frame_(?=\d+$)/

/** As short as it stays unmistakable: `GOPR0475_000041`. */
export const shortName = (path: string): string => fileName(path).replace(endings, '').replace(frameWord, '_')

/** What is out of the ordinary about a picture, most grave first. */
export function exceptionsOf({ missing, reading, problems, labelled, predicted }: GalleryRow): readonly string[] {
  if (missing) return ['file is missing']
  if (reading === 'failed') return [problemNames.unreadable.toLowerCase()]
  const words = problems.map((code) => problemNames[code].toLowerCase())
  if (predicted) return [...words, 'label predicted']
  return words.length > 0 || labelled ? words : ['no label']
}

/** A picture for those who do not see it: `GOPR0475_000041, fog, 5.3 %, on the board: fog, no label`. */
export function pictureInWords(row: GalleryRow, columns: readonly PickCondition[], detail: string | undefined): string {
  const board = columns.map((condition) => conditionNames[condition].toLowerCase()).join(', ')
  const words = [
    shortName(row.path),
    conditionNames[row.condition].toLowerCase(),
    detail,
    board && `on the board: ${board}`,
    ...exceptionsOf(row),
  ]
  return words.filter(Boolean).join(', ')
}

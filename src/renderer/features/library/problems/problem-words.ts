import type { ProblemPage } from '../../../../shared/gallery.ts'
import { problemCodes, type ProblemCode } from '../../../../shared/problems.ts'

/** What is wrong, as a row of the list begins. */
export const problemNames: Readonly<Record<ProblemCode, string>> = {
  'size-mismatch': 'Sizes differ',
  unreadable: 'Cannot be read',
  'single-colour': 'Single colour',
  'no-known-class': 'No known class',
  'label-missing': 'Label missing',
  'image-missing': 'Image missing',
  'duplicate-name': 'Duplicate name',
  'empty-file': 'Empty file',
  'wrong-colour-type': 'Wrong colour type',
  'too-large': 'Too large',
  'outside-source': 'Outside its source',
  'source-missing': 'Source missing',
}

const missingParts: readonly ProblemCode[] = ['label-missing', 'image-missing', 'single-colour']

/** A part that is missing, or a picture that could be meant as it is, warns; all else cannot be used. */
export const severity = (problem: ProblemCode): 'warning' | 'bad' =>
  missingParts.includes(problem) ? 'warning' : 'bad'

const advice: Partial<Record<ProblemCode, string>> = {
  'size-mismatch':
    'The classes would not lie on the right pixels. Put a label of the image’s size there, or take the pair out.',
  unreadable: 'Copy the file from its origin again, then rescan the source.',
  'single-colour': 'It lends no appearance and teaches no class. Take it out of the folder, or leave it unused.',
  'no-known-class':
    'Its label may be of another encoding, or empty. Look whether the layout of the source is the right one.',
  'label-missing': 'As a style reference it can be used without. For content, put its label beside it and rescan.',
  'image-missing': 'The label is there without its image. Copy the image from its origin, then rescan the source.',
  'empty-file': 'The copy was interrupted. Copy the file from its origin again, then rescan the source.',
}

/** What to do, beyond the sentence of the problem itself. */
export const adviceFor = (problem: ProblemCode): string | undefined => advice[problem]

export interface KindCount {
  readonly problem: ProblemCode
  readonly count: number
}

/** How many problems of each kind there are, of one source or of all; the most frequent first. */
export function countsByKind(counts: ProblemPage['counts'], source: number | null): readonly KindCount[] {
  const ofSource = counts.filter((each) => source === null || each.source === source)
  return problemCodes
    .map((problem) => ({
      problem,
      count: ofSource.reduce((sum, each) => sum + (each.problem === problem ? each.count : 0), 0),
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
}

/** `images/00017.png` -> `00017.png`; a problem of a whole source has no file. */
export const fileName = (path: string): string => path.split('/').at(-1) || 'The source itself'

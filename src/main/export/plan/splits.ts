import { createHash } from 'node:crypto'
import type { ExportOptions } from '../../../shared/exports.ts'
import type { Split } from '../layout/names.ts'
import type { ExportContent } from '../rows.ts'

/** GTA5 was recorded while driving: frames of one hundred are near-duplicates more often than not. */
const FRAMES_TOGETHER = 100

/** 0 to 1, the same for a key and a seed everywhere. */
export const drawOf = (seed: number, key: string): number =>
  createHash('sha256').update(`${seed}/${key}`).digest().readUInt32BE() / 2 ** 32

/** What is never divided between train and val. */
export function groupOf(
  { source, path, sequence, frame }: Pick<ExportContent, 'source' | 'path' | 'sequence' | 'frame'>,
  keepTogether: ExportOptions['split']['keepTogether'],
): string {
  if (keepTogether === 'content') return `${source}/${path}`
  if (sequence !== null) return `${source}/sequence ${sequence}`
  const number = /^\d+$/.test(frame) ? Number(frame) : null
  return number === null ? `${source}/${path}` : `${source}/frames ${Math.floor(number / FRAMES_TOGETHER)}`
}

/**
 * The split of each group, by a draw of its own: a group stays where it is when others come or go. Of two groups or more, at least one goes
 * to each split that is asked for.
 */
export function splitsOf(
  groups: ReadonlySet<string>,
  { validation, seed }: Pick<ExportOptions['split'], 'validation' | 'seed'>,
): ReadonlyMap<string, Split> {
  const drawn = [...groups]
    .map((group) => ({ group, draw: drawOf(seed, group) }))
    .sort((a, b) => a.draw - b.draw || (a.group < b.group ? -1 : 1))
  const below = drawn.filter(({ draw }) => draw < validation).length
  const wanted = validation === 0 || drawn.length < 2 ? 0 : Math.min(Math.max(below, 1), drawn.length - 1)
  return new Map(drawn.map(({ group }, index) => [group, index < wanted ? 'val' : 'train']))
}

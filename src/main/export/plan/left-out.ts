import { leftOutReasons, type LeftOut, type LeftOutReason } from '../../../shared/exports.ts'
import type { ExportVerdict } from '../rows.ts'

const MOST_ITEMS = 200

/** A picture that does not go in, and why. */
export interface LeftOutPicture {
  readonly reason: LeftOutReason
  readonly transfer: number | null
  readonly content: string
  readonly sentence: string
  readonly verdict?: ExportVerdict | null
}

const advice: Readonly<Record<LeftOutReason, string>> = {
  rejected: 'They stay in the workspace.',
  'not-judged': 'Judge them, or export now and update the export later.',
  'not-done': 'Let the run end, or retry what failed, then update the export.',
  'result-missing': 'Run these again.',
  'result-changed': 'Run these again.',
  'content-gone': 'Add the source again and run these again.',
  unlabelled: 'A dataset for segmentation needs labels.',
  'label-missing': 'Mount the disk of the source, or rescan it.',
  'label-changed': 'Run these again.',
  'label-damaged': 'See the problems of the source.',
  'name-used-twice': 'The first one is kept.',
}

/** By reason, in the order of the list. */
export function summarise(pictures: readonly LeftOutPicture[]): LeftOut[] {
  return leftOutReasons.flatMap((reason) => {
    const found = pictures.filter((picture) => picture.reason === reason)
    if (found.length === 0) return []
    const items = found.slice(0, MOST_ITEMS).map(({ transfer, content, sentence }) => ({ transfer, content, sentence }))
    return [{ reason, count: found.length, sentence: sentenceOf(reason, found), items }]
  })
}

function sentenceOf(reason: LeftOutReason, found: readonly LeftOutPicture[]): string {
  if (reason === 'rejected') return `${mostTags(found)}${advice.rejected}`
  if (found.length > 3 && reason !== 'name-used-twice') return advice[reason]
  return `${found
    .slice(0, 3)
    .map(({ content }) => nameOf(content))
    .join(', ')}. ${advice[reason]}`
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `Mostly tagged "too weak" (611) and "object lost" (388). `; empty where there are no tags. */
function mostTags(found: readonly LeftOutPicture[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of found) for (const tag of verdict?.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2)
  return most.length === 0 ? '' : `Mostly tagged ${most.map(([tag, count]) => `"${tag}" (${count})`).join(' and ')}. `
}

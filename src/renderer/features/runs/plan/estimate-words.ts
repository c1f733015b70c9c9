import { pickConditions } from '../../../../shared/conditions.ts'
import type { RunEstimate } from '../../../../shared/runs.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { bytes, count, counted } from '../../../ui/format/numbers.ts'
import { sentence } from '../run-words.ts'

export interface EstimateNote {
  readonly state: 'good' | 'bad' | 'warning' | 'note'
  /** What it is about, in bold. */
  readonly head: string
  readonly words: string
}

/** What a person should know before a run starts: what stops it first, then what is amiss, then what is well. */
export const estimateNotes = (estimate: RunEstimate): readonly EstimateNote[] => [
  ...estimate.obstacles.map((obstacle): EstimateNote => ({ state: 'bad', head: '', words: sentence(obstacle) })),
  ...uncoveredNotes(estimate),
  ...rareNotes(estimate),
  ...leftOutNotes(estimate),
  existingNote(estimate),
  ...roomNotes(estimate),
]

/** One for each condition: `Night: no reference shows train, motorcycle.` */
function uncoveredNotes({ uncovered }: RunEstimate): readonly EstimateNote[] {
  return pickConditions.flatMap((condition): readonly EstimateNote[] => {
    const missing = uncovered.filter((each) => each.condition === condition && each.contents > 0)
    if (missing.length === 0) return []
    const most = Math.max(...missing.map(({ contents }) => contents))
    const names = missing.map((each) => each.class).join(', ')
    const frames =
      missing.length === 1 ? `${counted(most, 'frame')} show it` : `up to ${counted(most, 'frame')} show them`
    return [
      {
        state: 'warning',
        head: `${conditionNames[condition]}: no reference shows ${names}.`,
        words: `In it ${frames.replace('1\u00a0frame show', '1\u00a0frame shows')}; there the style of the whole picture is taken.`,
      },
    ]
  })
}

const rareNotes = ({ classesLeftOut }: RunEstimate): readonly EstimateNote[] =>
  classesLeftOut.length === 0
    ? []
    : [
        {
          state: 'note',
          head: `Nothing is drawn for ${classesLeftOut.join(', ')}.`,
          words: 'No frame shows enough of it; a lower minimum of pixels may help.',
        },
      ]

function leftOutNotes({ leftOut: { unlabelled, waiting, defective } }: RunEstimate): readonly EstimateNote[] {
  const parts = [
    unlabelled > 0 && `${count(unlabelled)} without a label`,
    defective > 0 && `${count(defective)} with a broken picture or label`,
    waiting > 0 && `${count(waiting)} not read yet`,
  ].filter((part) => part !== false)
  const sum = unlabelled + waiting + defective
  if (sum === 0) return []
  return [{ state: 'note', head: `${counted(sum, 'picture')} left out:`, words: `${parts.join(', ')}.` }]
}

function existingNote({ existing, transfers }: RunEstimate): EstimateNote {
  if (existing === 0) return { state: 'good', head: '', words: 'No transfer of this plan exists yet.' }
  return {
    state: 'warning',
    head: `${count(existing)} of ${counted(transfers, 'transfer')} exist already`,
    words: 'with these settings and this model; they would be made a second time.',
  }
}

function roomNotes({ diskBytes, freeDiskBytes, memoryBytes, freeMemoryBytes }: RunEstimate): readonly EstimateNote[] {
  if (diskBytes > freeDiskBytes) return []
  if (memoryBytes !== null && memoryBytes > freeMemoryBytes)
    return [
      {
        state: 'warning',
        head: `A block needs about ${bytes(memoryBytes)} of memory and ${bytes(freeMemoryBytes)} are free.`,
        words: 'Smaller blocks are taken where it does not fit, which is slower.',
      },
    ]
  return [{ state: 'good', head: '', words: 'Enough disk and memory.' }]
}

import type { SequencePage, SequencesRequest } from '../../../../shared/gallery.ts'
import { inBlocks } from '../columns/blocks.ts'
import { foldedName } from '../columns/folded-name.ts'
import type { ImageColumns } from '../columns/image-columns.ts'
import { compareNames } from '../columns/name-order.ts'
import type { Failures } from './filter.ts'

/** The sequences of the chosen sources, by source and name, and how many pictures of each pass all but the choice of sequences. */
export function listSequences(columns: ImageColumns, failures: Failures, request: SequencesRequest): SequencePage {
  const { passing, all } = countImages(columns, failures)
  const { sources } = request.filter
  const contains = foldedName(request.contains.trim())
  const listed = columns.sequences.all
    .flatMap((sequence, number) => (sequence && all[number]! > 0 ? { ...sequence, count: passing[number]! } : []))
    .filter(({ source }) => !sources?.length || sources.includes(source))
    .filter(({ sequence }) => foldedName(sequence).includes(contains))
    .sort((a, b) => a.source - b.source || compareNames(a.sequence, b.sequence))
  return { sequences: listed.slice(request.offset, request.offset + request.limit), total: listed.length }
}

/** Images of each sequence: those that pass the other parts of the filter, and all. */
function countImages({ count, sequence, sequences }: ImageColumns, { rows, bits }: Failures) {
  const passing = new Uint32Array(sequences.all.length)
  const all = new Uint32Array(sequences.all.length)
  const others = ~(bits.get('sequences') ?? 0)
  inBlocks(count, (start, end) => {
    for (let slot = start; slot < end; slot++) {
      all[sequence[slot]!]!++
      if ((rows[slot]! & others) === 0) passing[sequence[slot]!]!++
    }
  })
  return { passing, all }
}

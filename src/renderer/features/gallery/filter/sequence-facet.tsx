import OutlinedInput from '@mui/material/OutlinedInput'
import { useCallback, useState } from 'react'
import type { GalleryFilter, SequencePage } from '../../../../shared/gallery.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useRevision } from '../../../application/live.tsx'
import { FacetOptions } from '../../../ui/filters/facet-options.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import type { FacetProps } from './facet-props.ts'
import { withPart } from './filter-parts.ts'
import type { SourceNames } from './filter-words.ts'
import styles from './filter.module.css'

type Sequence = NonNullable<GalleryFilter['sequences']>[number]

/** As many as are looked through; others are found by their name. */
const SHOWN = 12

/** Sequences with their counts: those that are chosen, then the first of those whose name has what was typed. */
export function SequenceFacet({ filter, onFilter, sources }: FacetProps & { readonly sources: SourceNames }) {
  const [contains, setContains] = useState('')
  const ask = useCallback(
    (signal: AbortSignal) =>
      api.gallery.sequences({ filter, contains: contains.trim(), offset: 0, limit: SHOWN }, { signal }),
    [filter, contains],
  )
  const { value: answer } = useAnswer(ask, useRevision())
  const chosen = filter.sequences ?? []
  const options = optionsOf(chosen, answer, sources)
  const choose = (keys: ReadonlySet<string>) => onFilter(withPart(filter, 'sequences', [...keys].map(sequenceOf)))
  const more = answer ? answer.total - answer.sequences.length : 0
  return (
    <>
      <OutlinedInput
        className={styles.sequenceSearch}
        fullWidth
        value={contains}
        placeholder="Search sequences"
        onChange={(event) => setContains(event.target.value)}
        slotProps={{ input: { 'aria-label': 'Search sequences', spellCheck: false } }}
      />
      <FacetOptions options={options} chosen={new Set(chosen.map(keyOf))} onChange={choose} />
      {answer?.total === 0 && (
        <p className={styles.note}>{contains ? 'No sequence has that name.' : 'These pictures have no sequences.'}</p>
      )}
      {more > 0 && <p className={styles.note}>{counted(more, 'more sequence')}: search by name.</p>}
    </>
  )
}

function optionsOf(chosen: readonly Sequence[], page: SequencePage | undefined, sources: SourceNames) {
  const found = new Map((page?.sequences ?? []).map((sequence) => [keyOf(sequence), sequence]))
  const others = [...found.values()].filter((sequence) => !chosen.some((one) => keyOf(one) === keyOf(sequence)))
  const hasSeveral = sources.size > 1
  return [...chosen, ...others].map((sequence) => ({
    value: keyOf(sequence),
    name: hasSeveral ? `${sequence.sequence} · ${sources.get(sequence.source) ?? ''}` : sequence.sequence,
    count: found.get(keyOf(sequence))?.count ?? 0,
  }))
}

const keyOf = ({ source, sequence }: Sequence): string => JSON.stringify([source, sequence])

function sequenceOf(key: string): Sequence {
  const [source, sequence] = JSON.parse(key) as [number, string]
  return { source, sequence }
}

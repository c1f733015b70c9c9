import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useCallback, useState } from 'react'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { ProblemCode } from '../../../../shared/problems.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useRevision } from '../../../application/live.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { ProblemList } from './problem-list.tsx'
import { ProblemPane } from './problem-pane.tsx'
import { countsByKind, problemNames, type KindCount } from './problem-words.ts'
import styles from './problems.module.css'

/** Rows of one answer: more than two screens of them. */
const PAGE = 200

interface ProblemsProps {
  readonly sources: readonly SourceSummary[]
  /** Of which source; null: of all. */
  readonly source: number | null
  readonly onSource: (source: number | null) => void
}

/** What is wrong in the sources: a list to filter, and the one that is looked at. */
export function Problems({ sources, source, onSource }: ProblemsProps) {
  const [kind, setKind] = useState<ProblemCode | null>(null)
  const [first, setFirst] = useState(0)
  const [selected, setSelected] = useState(0)
  // a source that was removed filters nothing
  const known = sources.some(({ id }) => id === source) ? source : null
  const ask = useCallback(
    (signal: AbortSignal) =>
      api.sources.problems(
        {
          ...(known === null ? {} : { sources: [known] }),
          ...(kind === null ? {} : { problems: [kind] }),
          offset: first,
          limit: PAGE,
        },
        { signal },
      ),
    [known, kind, first],
  )
  const { value: page, failure, again } = useAnswer(ask, useRevision())
  if (!page)
    return failure ? <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} /> : null
  if (page.counts.length === 0)
    return (
      <p className={styles.none}>
        <StateLabel state="good">No problem was found in what was read.</StateLabel>
      </p>
    )

  const atStart = () => {
    setFirst(0)
    setSelected(0)
  }
  const show = (place: number) => {
    // half a page before, so that going back finds its rows
    if (place < page.offset || place >= page.offset + page.problems.length)
      setFirst(Math.max(0, Math.floor(place / (PAGE / 2)) - 1) * (PAGE / 2))
  }
  const place = Math.min(selected, page.total - 1)
  const select = (next: number) => {
    setSelected(next)
    show(next)
  }
  const problem = page.problems[place - page.offset]
  return (
    <div className={styles.problems}>
      <section className={styles.list} aria-label="Problems">
        <Filters
          sources={sources}
          source={known}
          onSource={(next) => {
            atStart()
            onSource(next)
          }}
          kinds={countsByKind(page.counts, known)}
          kind={kind}
          onKind={(next) => {
            atStart()
            setKind(next)
          }}
        />
        <ProblemList page={page} sources={sources} selected={place} onSelect={select} onShow={show} />
      </section>
      {problem && (
        <ProblemPane
          key={problem.id}
          problem={problem}
          source={sources.find(({ id }) => id === problem.source)?.name ?? ''}
          onBefore={place > 0 ? () => select(place - 1) : undefined}
          onNext={place < page.total - 1 ? () => select(place + 1) : undefined}
        />
      )}
    </div>
  )
}

interface FiltersProps {
  readonly sources: readonly SourceSummary[]
  readonly source: number | null
  readonly onSource: (source: number | null) => void
  readonly kinds: readonly KindCount[]
  readonly kind: ProblemCode | null
  readonly onKind: (kind: ProblemCode | null) => void
}

const ALL = 'all'

function Filters({ sources, source, onSource, kinds, kind, onKind }: FiltersProps) {
  const total = kinds.reduce((sum, each) => sum + each.count, 0)
  return (
    <div className={styles.filters}>
      <h2 className={styles.title}>{counted(total, 'problem')}</h2>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={kind ?? ALL}
        aria-label="Kind of problem"
        onChange={(_, next: ProblemCode | typeof ALL | null) => next && onKind(next === ALL ? null : next)}
      >
        <ToggleButton value={ALL}>All {count(total)}</ToggleButton>
        {kinds.map((each) => (
          <ToggleButton key={each.problem} value={each.problem}>
            {problemNames[each.problem]} {count(each.count)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Select
        size="small"
        className={styles.source ?? ''}
        value={source === null ? ALL : String(source)}
        onChange={({ target }) => onSource(target.value === ALL ? null : Number(target.value))}
        slotProps={{ input: { 'aria-label': 'Source' } }}
      >
        <MenuItem value={ALL}>All sources</MenuItem>
        {sources.map(({ id, name }) => (
          <MenuItem key={id} value={String(id)}>
            {name}
          </MenuItem>
        ))}
      </Select>
    </div>
  )
}

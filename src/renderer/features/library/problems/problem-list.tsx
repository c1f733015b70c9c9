import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { ListedProblem, ProblemPage, SourceSummary } from '../../../../shared/gallery.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { fileName, problemNames, severity } from './problem-words.ts'
import styles from './problem-list.module.css'

const ROW = 31

interface ProblemListProps {
  readonly page: ProblemPage
  readonly sources: readonly SourceSummary[]
  /** The place in the whole list. */
  readonly selected: number
  readonly onSelect: (place: number) => void
  /** A place came into sight whose row may not be there. */
  readonly onShow: (place: number) => void
}

const moves: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
}

/** Tens of thousands of rows, of which those in sight are there. */
export function ProblemList({ page, sources, selected, onSelect, onShow }: ProblemListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- it keeps its identity while what it says changes
  const virtualizer = useVirtualizer({
    count: page.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  const items = virtualizer.getVirtualItems()
  const [firstShown, lastShown] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => {
    onShow(firstShown)
    onShow(lastShown)
  }, [onShow, firstShown, lastShown])

  const press = (event: KeyboardEvent) => {
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    const next = Math.min(page.total - 1, Math.max(0, selected + move))
    onSelect(next)
    virtualizer.scrollToIndex(next)
  }
  return (
    <>
      <div className={`${styles.row} ${styles.head}`} aria-hidden>
        <span>Problem</span>
        <span>File</span>
        <span>What was found</span>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="listbox"
        tabIndex={0}
        aria-label="Problems"
        aria-activedescendant={`problem-${selected}`}
        onKeyDown={press}
      >
        <div role="presentation" className={styles.all} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <Row
              key={index}
              place={index}
              top={start}
              total={page.total}
              problem={page.problems[index - page.offset]}
              sources={sources}
              isSelected={index === selected}
              onSelect={onSelect}
            />
          ))}
        </div>
      </div>
    </>
  )
}

interface RowProps {
  readonly place: number
  readonly top: number
  readonly total: number
  /** Undefined while it is asked for. */
  readonly problem: ListedProblem | undefined
  readonly sources: readonly SourceSummary[]
  readonly isSelected: boolean
  readonly onSelect: (place: number) => void
}

function Row({ place, top, total, problem, sources, isSelected, onSelect }: RowProps) {
  return (
    <div
      id={`problem-${place}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={total}
      className={isSelected ? `${styles.row} ${styles.problem} ${styles.selected}` : `${styles.row} ${styles.problem}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(place)}
    >
      {problem && (
        <>
          <StateLabel state={severity(problem.problem)}>{problemNames[problem.problem]}</StateLabel>
          <span className={styles.file} title={problem.path}>
            {fileName(problem.path)}{' '}
            <span className={styles.source}>{sources.find(({ id }) => id === problem.source)?.name}</span>
          </span>
          <span className={styles.message} title={problem.message}>
            {problem.message}
          </span>
        </>
      )}
    </div>
  )
}

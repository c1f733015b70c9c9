import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import { useEffect, useState, type MouseEvent } from 'react'
import type { Verdict } from '../../../../shared/review.ts'
import { useKeys } from '../../../shell/keys/keys.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { DockedBar, Spacer } from '../../../ui/layout/bars.tsx'
import { gridKeys } from '../../gallery/gallery-keys.ts'
import { boxMeasures, indexUnder, rowsOf } from '../../gallery/grid/geometry.ts'
import gridStyles from '../../gallery/grid/grid.module.css'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import { useGeometry } from '../../gallery/grid/use-geometry.ts'
import { useSelecting, type Selecting } from '../../gallery/selection/use-selecting.ts'
import { verdictVerbs } from '../review-words.ts'
import type { Review } from '../use-review.ts'
import { ResultRows } from './result-grid.tsx'
import { cellId } from './result-row.tsx'

const TILE = 208
const verdictKeys: readonly (readonly [Verdict, string])[] = [
  ['accept', 'a'],
  ['reject', 'r'],
  ['undecided', 'u'],
]

/** All results, to be judged many at once. */
export function GridView({ review, onRerun }: { review: Review; onRerun: (transfers: readonly number[]) => void }) {
  const { list, listState, selection, onSelection, judging } = review
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const size = useElementSize(scroller)
  const geometry = useGeometry(size?.width, TILE)
  const total = listState.total ?? 0
  const viewHeight = size?.height ?? 0
  const selecting = useSelecting({
    ...{ list, total, geometry, viewHeight, selection, onSelection },
    onFailure: () => void review.refresh(),
  })
  useEffect(() => scroller?.focus({ preventScroll: true }), [scroller])
  const cursor = selection.cursor?.index
  const open = (index: number | undefined) => {
    if (index === undefined) return
    review.goTo(index)
    review.onView('one')
  }
  const judge = (verdict: Verdict) => {
    judging.judge(
      [...selection.images].map((id) => ({ id })),
      { verdict },
    )
    if (selection.images.size === 1 && list && cursor !== undefined) selecting.only(list.nextAfter(cursor))
  }
  const step = (direction: 'undo' | 'redo') =>
    void judging.step(direction).then((result) => review.refresh(result ?? undefined))
  useGridKeys(selecting, { open: () => open(cursor), judge, step })

  const click = (event: MouseEvent) => {
    const index = indexUnder(event)
    if (index === null) return
    if (event.shiftKey) selecting.extendTo(index, event.ctrlKey || event.metaKey)
    else if (event.ctrlKey || event.metaKey) selecting.toggle(index)
    else selecting.only(index)
  }
  return (
    <>
      <div
        ref={setScroller}
        className={gridStyles.scroller}
        style={geometry ? boxMeasures(geometry) : undefined}
        role="grid"
        tabIndex={0}
        aria-label="Results"
        aria-multiselectable
        aria-busy={list === null}
        aria-rowcount={geometry ? rowsOf(total, geometry) : -1}
        aria-colcount={geometry?.columns ?? -1}
        aria-activedescendant={cursor === undefined ? undefined : cellId(cursor)}
        onClick={click}
        onDoubleClick={(event) => open(indexUnder(event) ?? undefined)}
      >
        {list && geometry && scroller && (
          <ResultRows
            key={`${JSON.stringify(list.question)} ${geometry.columns} ${geometry.rowHeight}`}
            {...{ list, total, geometry, viewHeight, scroller, selecting }}
          />
        )}
      </div>
      {selection.images.size > 0 && (
        <SelectionBar
          images={selection.images}
          last={judging.history.undo}
          onVerdict={judge}
          onRerun={() => onRerun([...selection.images])}
          onUndo={() => step('undo')}
          onClear={selecting.clear}
        />
      )}
    </>
  )
}

interface SelectionBarProps {
  readonly images: ReadonlySet<number>
  /** What undo would take back. */
  readonly last: string | null
  readonly onVerdict: (verdict: Verdict) => void
  readonly onRerun: () => void
  readonly onUndo: () => void
  readonly onClear: () => void
}

function SelectionBar({ images, last, onVerdict, onRerun, onUndo, onClear }: SelectionBarProps) {
  return (
    <DockedBar name="Selection">
      <b>{count(images.size)} selected</b>
      {verdictKeys.map(([verdict, keys]) => (
        <Button
          key={verdict}
          variant="outlined"
          startIcon={<Kbd keys={keys} />}
          aria-keyshortcuts={keys}
          onClick={() => onVerdict(verdict)}
        >
          {verdictVerbs[verdict]}
        </Button>
      ))}
      <Button aria-haspopup="dialog" onClick={onRerun}>
        Run again with…
      </Button>
      <Spacer />
      {last !== null && <Button onClick={onUndo}>Undo: {last}</Button>}
      <Button startIcon={<CloseIcon />} onClick={onClear}>
        Clear selection
      </Button>
    </DockedBar>
  )
}

function useGridKeys(
  selecting: Selecting,
  actions: {
    readonly open: () => void
    readonly judge: (verdict: Verdict) => void
    readonly step: (direction: 'undo' | 'redo') => void
  },
): void {
  useKeys('Review', [
    ...verdictKeys.map(([verdict, keys]) => ({
      keys,
      words: `${verdictVerbs[verdict]} what is selected`,
      onPress: () => actions.judge(verdict),
    })),
    ...gridKeys({
      move: selecting.move,
      toggleCursor: selecting.toggleCursor,
      selectAll: selecting.all,
      clearSelection: selecting.clear,
      openLoupe: actions.open,
    }),
    { keys: 'Mod+z', words: 'Take back the last verdicts', onPress: () => actions.step('undo') },
    { keys: ['Mod+Shift+z', 'Mod+y'], words: 'Do it again', onPress: () => actions.step('redo') },
  ])
}

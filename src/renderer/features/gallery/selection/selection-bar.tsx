import CheckIcon from '@mui/icons-material/CheckRounded'
import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { DockedBar, Spacer } from '../../../ui/layout/bars.tsx'
import { usePlanWith } from '../../runs/plan/handed-selection.ts'
import { isInColumn, type PlacedBoard } from '../board/put-on-board.ts'
import { bringsPictures, droppedPictures } from '../grid/carry.ts'
import styles from './selection-bar.module.css'

interface SelectionBarProps {
  readonly images: ReadonlySet<number>
  readonly board: PlacedBoard | null
  readonly onPut: (condition: PickCondition, images: readonly number[]) => void
  /** Why similar pictures cannot be found, in a sentence. */
  readonly similarBlocked: string | undefined
  readonly onSimilar: () => void
  readonly onTune: () => void
  readonly onClear: () => void
}

/** What can be done with what is selected. */
export function SelectionBar({ images, board, onPut, similarBlocked, onSimilar, onTune, onClear }: SelectionBarProps) {
  const planWith = usePlanWith()
  return (
    <DockedBar name="Selection">
      <span>
        <b>{count(images.size)} selected</b>
      </span>
      <span className={styles.board}>{board ? `Put on board “${board.name}”` : 'Put on a style board'}</span>
      <BoardButtons images={[...images]} board={board} onPut={onPut} />
      <Spacer />
      <Button
        className={styles.similar}
        aria-disabled={similarBlocked !== undefined}
        title={similarBlocked}
        onClick={similarBlocked === undefined ? onSimilar : undefined}
      >
        Find similar
      </Button>
      <Button
        aria-keyshortcuts="t"
        title="The picture, or the two that are selected, in the tuning screen"
        endIcon={<Kbd keys="t" />}
        onClick={onTune}
      >
        Tune
      </Button>
      <Button onClick={() => planWith([...images])}>Plan a run</Button>
      <Button startIcon={<CloseIcon />} onClick={onClear}>
        Clear selection
      </Button>
    </DockedBar>
  )
}

interface BoardButtonsProps {
  readonly images: readonly number[]
  readonly board: PlacedBoard | null
  readonly onPut: (condition: PickCondition, images: readonly number[]) => void
}

/** A button for each column of the board, which takes what is carried onto it too. Pressed: all are in that column. */
export function BoardButtons({ images, board, onPut }: BoardButtonsProps) {
  return pickConditions.map((condition, index) => (
    <BoardButton
      key={condition}
      condition={condition}
      keys={String(index + 1)}
      isOn={isInColumn(board, condition, images)}
      onPut={(dropped) => onPut(condition, dropped ?? images)}
    />
  ))
}

interface BoardButtonProps {
  readonly condition: PickCondition
  readonly keys: string
  readonly isOn: boolean
  readonly onPut: (dropped?: readonly number[]) => void
}

function BoardButton({ condition, keys, isOn, onPut }: BoardButtonProps) {
  const [isOver, setIsOver] = useState(false)
  return (
    <Button
      variant="outlined"
      className={[styles.column, isOn && styles.on, isOver && styles.over].filter(Boolean).join(' ')}
      aria-pressed={isOn}
      aria-keyshortcuts={keys}
      title={`${isOn ? 'Take off' : 'Put on'} ${conditionNames[condition].toLowerCase()}`}
      startIcon={<Kbd keys={keys} />}
      endIcon={isOn ? <CheckIcon /> : undefined}
      onClick={() => onPut()}
      onDragOver={(event) => {
        if (!bringsPictures(event.nativeEvent)) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsOver(false)
        onPut(droppedPictures(event.nativeEvent))
      }}
    >
      <ConditionLabel condition={condition} />
    </Button>
  )
}

import type { ReactNode } from 'react'
import { classColours, classNames, type TrainId } from '../../../shared/labels.ts'
import { Chip } from '../filters/chip.tsx'
import styles from './class-chip.module.css'

/** The Cityscapes colour of a class for a style: `rgb(128 64 128)`. */
export const classColour = (trainId: TrainId): string => `rgb(${classColours[trainId]!.join(' ')})`

/** The colour of a class, outlined; never alone: its name stands beside it. */
export function ClassSwatch({ trainId }: { trainId: TrainId }) {
  return <span className={styles.swatch} style={{ backgroundColor: classColour(trainId) }} aria-hidden />
}

/** Colour and name of a class, as a row or a table shows it. */
export function ClassLabel({ trainId }: { trainId: TrainId }) {
  return (
    <span className={styles.label}>
      <ClassSwatch trainId={trainId} />
      {classNames[trainId]}
    </span>
  )
}

interface ClassChipProps {
  readonly trainId: TrainId
  /** What is said about the class: `at least 0.5 %`. */
  readonly children?: ReactNode
  readonly onRemove?: (() => void) | undefined
}

/** A class in a chip: colour with outline, name, and what is said about it. */
export function ClassChip({ trainId, children, onRemove }: ClassChipProps) {
  return (
    <Chip name={classNames[trainId]} onRemove={onRemove}>
      <ClassLabel trainId={trainId} />
      {children}
    </Chip>
  )
}

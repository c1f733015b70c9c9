import { useState } from 'react'
import { isTrainId, type TrainId } from '../../../shared/labels.ts'
import { asBoolean, useStoredState } from '../../shell/stored-state.ts'

/** How labels lie over pictures: the same on every picture, and after a restart. */
export interface OverlaySettings {
  readonly isOn: boolean
  readonly onOn: (isOn: boolean) => void
  /** Percent. */
  readonly strength: number
  readonly onStrength: (strength: number) => void
  readonly hasBorders: boolean
  readonly onBorders: (hasBorders: boolean) => void
  readonly hidden: ReadonlySet<TrainId>
  readonly onHidden: (hidden: ReadonlySet<TrainId>) => void
}

export function useOverlaySettings(): OverlaySettings {
  const [isOn, onOn] = useStoredState('loupe/overlay', true, asBoolean)
  const [strength, onStrength] = useStoredState('loupe/strength', 45, asPercent)
  const [hasBorders, onBorders] = useStoredState('loupe/borders', true, asBoolean)
  const [hiddenIds, storeHidden] = useStoredState<readonly TrainId[]>('loupe/hidden', [], asTrainIds)
  const [hidden, setHidden] = useState<ReadonlySet<TrainId>>(() => new Set(hiddenIds))
  const onHidden = (next: ReadonlySet<TrainId>) => {
    setHidden(next)
    storeHidden([...next])
  }
  return { isOn, onOn, strength, onStrength, hasBorders, onBorders, hidden, onHidden }
}

const asPercent = (stored: unknown): number | undefined =>
  typeof stored === 'number' && stored >= 0 && stored <= 100 ? stored : undefined

const asTrainIds = (stored: unknown): readonly TrainId[] | undefined =>
  Array.isArray(stored) ? stored.filter((value): value is TrainId => isTrainId(value as number)) : undefined

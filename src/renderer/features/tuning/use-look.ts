import { useState } from 'react'
import { asBoolean, asOneOf, useStoredState } from '../../shell/stored-state.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import type { Zoom } from '../loupe/zoom.ts'
import { compareModes, type CompareLook, type CompareMode } from './compare/compare-look.ts'
import type { Layers, Shown } from './filter/heat-picture.tsx'
import type { Looked } from './filter/places.ts'

export const viewNames = ['compare', 'filter', 'classes', 'sweep'] as const
export type ViewName = (typeof viewNames)[number]

/** Which view is open, and how its pictures are looked at. */
export interface Look {
  readonly view: ViewName
  readonly setView: (view: ViewName) => void
  readonly looked: Looked
  readonly setLooked: (looked: Looked) => void
  readonly layers: Layers
  readonly setShown: (shown: Shown) => void
  readonly compare: CompareLook
  readonly setMode: (mode: CompareMode) => void
  readonly setBorders: (hasBorders: boolean) => void
  /** Keys that are held: the bare picture, the content, the reference. */
  readonly hold: (what: 'bare' | 'content' | 'reference', isHeld: boolean) => void
}

export function useLook(): Look {
  const { place, go } = useNavigation()
  const [looked, setLooked] = useState<Looked>({ step: null, layer: null })
  const [shown, setShown] = useStoredState<Shown>('tuning/shown', 'both', asOneOf(['similarity', 'kept', 'both']))
  const [mode, setMode] = useStoredState<CompareMode>('tuning/compare', 'slider', asOneOf(compareModes))
  const [hasBorders, setBorders] = useStoredState('tuning/borders', false, asBoolean)
  const [held, setHeld] = useState<'bare' | 'content' | 'reference' | null>(null)
  const [zoom, setZoom] = useState<Zoom>('fit')
  const view = viewNames.find((name) => name === place.path[0]) ?? 'filter'
  return {
    view,
    setView: (next) => go({ screen: 'tuning', path: [next], query: place.query }, { replace: true }),
    looked,
    setLooked,
    layers: { shown, isBare: held === 'bare' },
    setShown,
    compare: {
      ...{ mode, zoom },
      hasBorders: hasBorders && held !== 'bare',
      held: held === 'bare' ? null : held,
      onZoom: (change) => setZoom(change),
    },
    setMode,
    setBorders,
    hold: (what, isHeld) => setHeld(isHeld ? what : null),
  }
}

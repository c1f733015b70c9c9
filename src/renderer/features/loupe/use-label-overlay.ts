import { useCallback, useMemo } from 'react'
import type { ImageDetail } from '../../../shared/gallery.ts'
import type { TrainId } from '../../../shared/labels.ts'
import { useAnswer } from '../../application/answer.ts'
import type { OverlayLook } from './label-map.ts'
import { loadLabelMap } from './load-label-map.ts'
import type { StageOverlay } from './picture-stage.tsx'
import type { OverlaySettings } from './use-overlay-settings.ts'

interface OverlayState {
  readonly settings: OverlaySettings
  /** The class that is pointed at. */
  readonly lit: TrainId | null
  /** The picture is to be seen without anything over it. */
  readonly isBare: boolean
}

/** What lies over the picture now; null where nothing does. `trouble`: why its label cannot be shown, in a sentence. */
export function useLabelOverlay(
  image: number,
  detail: ImageDetail | null,
  { settings, lit, isBare }: OverlayState,
): { readonly overlay: StageOverlay | null; readonly trouble: string | null } {
  const { isOn, strength, hasBorders, hidden } = settings
  const hasLabel = detail !== null && (detail.labelPath !== null || detail.predictedLabel !== null)
  const ask = useCallback(
    (signal: AbortSignal) => (hasLabel ? loadLabelMap(image, signal) : Promise.resolve(null)),
    [image, hasLabel],
  )
  const { value } = useAnswer(ask)
  const label = hasLabel && value?.image === image ? value : null
  const look = useMemo(
    (): OverlayLook => ({ strength: strength / 100, hidden, hasBorders, lit }),
    [strength, hidden, hasBorders, lit],
  )
  const map = label && 'map' in label ? label.map : null
  const isShown = isOn && !isBare
  return {
    overlay: useMemo(() => (map && isShown ? { map, look } : null), [map, isShown, look]),
    trouble: label && 'trouble' in label ? label.trouble : null,
  }
}

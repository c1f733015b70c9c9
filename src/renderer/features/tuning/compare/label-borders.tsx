import { useCallback, type CSSProperties } from 'react'
import { useAnswer } from '../../../application/answer.ts'
import type { OverlayLook } from '../../loupe/label-map.ts'
import { LabelOverlay } from '../../loupe/label-overlay.tsx'
import { loadLabelMap } from '../../loupe/load-label-map.ts'

/** Borders alone: the colours would hide what is compared. */
const borders: OverlayLook = { strength: 0, hidden: new Set(), hasBorders: true, lit: null }

interface LabelBordersProps {
  readonly image: number
  readonly className: string | undefined
  readonly style?: CSSProperties
}

/** Where classes meet in the label of the content, cropped as the picture is. */
export function LabelBorders({ image, className, style = {} }: LabelBordersProps) {
  const ask = useCallback((signal: AbortSignal) => loadLabelMap(image, signal), [image])
  const { value } = useAnswer(ask)
  if (value?.image !== image || !('map' in value)) return null
  return <LabelOverlay map={value.map} look={borders} className={className} style={style} />
}

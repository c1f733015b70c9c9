import { useState } from 'react'
import { MAX_ROW } from '../../../api.ts'
import { gridGeometry, type GridGeometry } from './geometry.ts'

/** How a grid lies in a width, null before that is known; the same object as long as it says the same. */
export function useGeometry(width: number | undefined, tileWidth: number): GridGeometry | null {
  const [before, setBefore] = useState<GridGeometry | null>(null)
  if (width === undefined) return null
  const next = gridGeometry(width, tileWidth, MAX_ROW)
  if (before && before.width === next.width && before.columns === next.columns) return before
  setBefore(next)
  return next
}

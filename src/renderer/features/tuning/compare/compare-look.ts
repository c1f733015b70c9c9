import type { Zoom } from '../../loupe/zoom.ts'

export const compareModes = ['slider', 'side', 'difference'] as const
export type CompareMode = (typeof compareModes)[number]

export interface CompareLook {
  readonly mode: CompareMode
  readonly hasBorders: boolean
  /** The picture that is seen alone while its key is held. */
  readonly held: 'content' | 'reference' | null
  readonly zoom: Zoom
  readonly onZoom: (change: (zoom: Zoom) => Zoom) => void
}

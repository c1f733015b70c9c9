import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import type { DraggedShare } from './dragged-share.ts'
import type { Grid } from './filter-run.ts'
import { paintHeat, paintMask, type Hatch, type MaskLook } from './paint.ts'
import { keptAt, type Places } from './places.ts'

interface HeatCanvasProps {
  readonly places: Places
  readonly className: string | undefined
}

/** A pixel for each place, in the colour of its similarity. */
export function HeatCanvas({ places, className }: HeatCanvasProps) {
  const { rows, columns, similarity, highest, scale } = places
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = new ImageData(columns, rows)
    paintHeat(similarity, highest, scale, new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }, [rows, columns, similarity, highest, scale])
  return <canvas ref={canvas} className={className} width={columns} height={rows} aria-hidden />
}

/** In pixels of CSS. */
const HATCH = { distance: 7, width: 1.5, edge: 1 }

const hatchAt = (density: number): Hatch => ({
  distance: Math.round(HATCH.distance * density),
  width: Math.max(1, Math.round(HATCH.width * density)),
  edge: Math.max(1, Math.round(HATCH.edge * density)),
})

interface MaskCanvasProps extends MaskLook {
  readonly places: Places
  /** Goes before `mask` while it is dragged. */
  readonly dragged: DraggedShare
}

/**
 * Kept regions over the picture, in pixels of the screen: hatch and outline stay fine at any size. One buffer serves all frames,
 * and a frame paints the places that are not as in the last one of the same grid.
 */
export function MaskCanvas({ places, mask, lit, dragged }: MaskCanvasProps) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null)
  const room = useElementSize(canvas)
  const { devicePixelRatio: density } = window
  const width = room ? Math.max(1, Math.round(room.width * density)) : 1
  const height = room ? Math.max(1, Math.round(room.height * density)) : 1
  const image = useMemo(() => {
    const pixels = new ImageData(width, height)
    return { pixels, words: new Uint32Array(pixels.data.buffer) }
  }, [width, height])
  const painted = useRef<(Grid & { readonly image: typeof image; readonly look: MaskLook }) | null>(null)
  const paint = useEffectEvent((share: number | null) => {
    const context = canvas?.getContext('2d')
    if (!context || width === 1) return
    const look = { mask: mask && share !== null ? keptAt(places, share).mask : mask, lit }
    const { rows, columns } = places
    const last = painted.current
    const isSame = last?.image === image && last.rows === rows && last.columns === columns
    paintMask(places, look, hatchAt(density), { width, height, pixels: image.words }, isSame ? last.look : null)
    context.putImageData(image.pixels, 0, 0)
    painted.current = { image, look, rows, columns }
  })
  useLayoutEffect(() => paint(dragged.share), [canvas, places, mask, lit, density, image, dragged])
  useEffect(() => dragged.hear((share) => paint(share)), [dragged])
  return <canvas ref={setCanvas} width={width} height={height} data-mask aria-hidden />
}

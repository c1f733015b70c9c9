import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import type { Grid } from './filter-run.ts'
import { paintHeat, paintMask, type Hatch, type MaskLook } from './paint.ts'
import type { Places } from './places.ts'

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

/** Kept regions over the picture, in pixels of the screen: hatch and outline stay fine at any size. One buffer serves all frames. */
export function MaskCanvas({ grid, mask, lit }: MaskLook & { readonly grid: Grid }) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null)
  const room = useElementSize(canvas)
  const { devicePixelRatio: density } = window
  const width = room ? Math.max(1, Math.round(room.width * density)) : 1
  const height = room ? Math.max(1, Math.round(room.height * density)) : 1
  const image = useMemo(() => {
    const pixels = new ImageData(width, height)
    return { pixels, words: new Uint32Array(pixels.data.buffer) }
  }, [width, height])
  useLayoutEffect(() => {
    const context = canvas?.getContext('2d')
    if (!context || image.pixels.width === 1) return
    paintMask(grid, { mask, lit }, hatchAt(density), { width, height, pixels: image.words })
    context.putImageData(image.pixels, 0, 0)
  }, [canvas, grid, mask, lit, density, width, height, image])
  return <canvas ref={setCanvas} width={width} height={height} data-mask aria-hidden />
}

import { useEffect, useRef, type CSSProperties } from 'react'
import { paintOverlay, type LabelMap } from './label-map.ts'

interface LabelOverlayProps {
  readonly map: LabelMap
  /** Of each value of a cell, as `overlayColours` makes them. */
  readonly colours: Uint32Array
  readonly className: string | undefined
  readonly style: CSSProperties
}

/** The classes over the picture, painted anew when the map or a colour changes. */
export function LabelOverlay({ map, colours, className, style }: LabelOverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = new ImageData(map.width, map.height)
    paintOverlay(map, colours, new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }, [map, colours])
  return <canvas ref={canvas} width={map.width} height={map.height} className={className} style={style} aria-hidden />
}

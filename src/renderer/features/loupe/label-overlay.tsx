import { useEffect, useMemo, useRef, type CSSProperties } from 'react'
import { borderPath, overlayColours, paintOverlay, type LabelMap, type OverlayLook } from './label-map.ts'

interface LabelOverlayProps {
  readonly map: LabelMap
  readonly look: OverlayLook
  readonly className: string | undefined
  readonly style: CSSProperties
}

/** The classes over the picture, painted anew when the map or the look changes. */
export function LabelOverlay({ map, look, className, style }: LabelOverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = new ImageData(map.width, map.height)
    paintOverlay(map, overlayColours(look), new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }, [map, look])
  return (
    <>
      <canvas ref={canvas} width={map.width} height={map.height} className={className} style={style} aria-hidden />
      {look.hasBorders && <Borders {...{ map, look, className, style }} />}
    </>
  )
}

/** As lines and not as pixels: those of a map that is drawn smaller would be dashed. */
function Borders({ map, look, className, style }: LabelOverlayProps) {
  const path = useMemo(() => borderPath(map, look), [map, look])
  return (
    <svg
      className={className}
      style={{ ...style, pointerEvents: 'none' }}
      viewBox={`0 0 ${map.width} ${map.height}`}
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      strokeLinecap="square"
      aria-hidden
    >
      <path d={path} vectorEffect="non-scaling-stroke" stroke="#000" strokeOpacity={0.3} strokeWidth={2.5} />
      <path d={path} vectorEffect="non-scaling-stroke" stroke="#fff" strokeOpacity={0.9} strokeWidth={1} />
    </svg>
  )
}

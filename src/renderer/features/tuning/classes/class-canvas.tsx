import { useLayoutEffect, useMemo, useRef } from 'react'
import type { TrainId } from '../../../../shared/labels.ts'
import type { Grid } from '../filter/filter-run.ts'
import { labelMapOf, overlayColours, paintOverlay } from '../../loupe/label-map.ts'
import styles from './class-view.module.css'

interface ClassCanvasProps {
  readonly grid: Grid
  readonly classes: Uint8Array
  /** The one that is pointed at; the others are dimmed. */
  readonly lit: TrainId | null
}

/** Classes over a picture, as class-wise AdaIN knows them: a pixel for each latent. */
export function ClassCanvas({ grid: { rows, columns }, classes, lit }: ClassCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const map = useMemo(() => labelMapOf({ width: columns, height: rows, data: classes }, 1), [rows, columns, classes])
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = new ImageData(columns, rows)
    const colours = overlayColours({ strength: lit === null ? 0.6 : 0, hidden: new Set(), hasBorders: false, lit })
    paintOverlay(map, colours, new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }, [rows, columns, map, lit])
  return <canvas ref={canvas} className={styles.classes} width={columns} height={rows} aria-hidden />
}

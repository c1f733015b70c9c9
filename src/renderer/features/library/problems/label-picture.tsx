import { useEffect, useRef, useState } from 'react'
import { classColours, isTrainId } from '../../../../shared/labels.ts'
import { labelUrl } from '../../../api.ts'
import styles from './shown-picture.module.css'

/** At most so many pixels wide: the pane is narrower. */
const WIDTH = 512

/** The label of an image in the colours of Cityscapes. */
export function LabelPicture({ image }: { image: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isBroken, setIsBroken] = useState(false)
  useEffect(() => {
    const label = new Image()
    label.src = labelUrl(image)
    label.decode().then(
      () => canvas.current && paint(canvas.current, label),
      () => setIsBroken(true),
    )
    return () => label.removeAttribute('src')
  }, [image])
  if (isBroken) return <div className={styles.broken}>The label cannot be shown</div>
  return (
    <canvas ref={canvas} className={styles.picture} role="img" aria-label="The label in the colours of its classes" />
  )
}

function paint(canvas: HTMLCanvasElement, label: HTMLImageElement): void {
  const { naturalWidth, naturalHeight } = label
  const width = Math.min(WIDTH, naturalWidth)
  const height = Math.max(1, Math.round((naturalHeight * width) / naturalWidth))
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')!
  // between two classes there is none: no value is mixed
  context.imageSmoothingEnabled = false
  context.drawImage(label, 0, 0, width, height)
  const pixels = context.getImageData(0, 0, width, height)
  for (let at = 0; at < pixels.data.length; at += 4) {
    const trainId = pixels.data[at]!
    pixels.data.set(isTrainId(trainId) ? classColours[trainId]! : [0, 0, 0], at)
  }
  context.putImageData(pixels, 0, 0)
}

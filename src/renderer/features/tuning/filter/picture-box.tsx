import { useState, type HTMLAttributes, type ReactNode, type Ref } from 'react'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import styles from './picture-box.module.css'

interface PictureBoxProps extends HTMLAttributes<HTMLDivElement> {
  readonly ref?: Ref<HTMLDivElement>
  /** What it shows, on the picture: `Result, run at 25 %`. */
  readonly caption: string
  /** Width by height. */
  readonly ratio: number
  /** Pictures and canvases, one over the other. */
  readonly children: ReactNode
}

/** A picture of the pair with what lies over it, and its caption. */
export function PictureBox({ caption, ratio, children, className = '', style, ...rest }: PictureBoxProps) {
  return (
    <div className={`${styles.box} ${className}`} style={{ aspectRatio: ratio, ...style }} {...rest}>
      {children}
      <Scrim corner="top-left">{caption}</Scrim>
    </div>
  )
}

/** A place with no picture yet: one sentence. */
export const NoPicture = ({ children }: { children: ReactNode }) => <div className={styles.empty}>{children}</div>

interface SourcePictureProps {
  readonly src: string
  readonly alt: string
  readonly className?: string | undefined
}

/** A picture of a source, or a sentence where its file is gone. */
export function SourcePicture({ src, alt, className }: SourcePictureProps) {
  const [lost, setLost] = useState<string>()
  if (lost === src) return <NoPicture>It cannot be shown. Rescan its source, or choose another picture.</NoPicture>
  return <img className={className} src={src} alt={alt} draggable={false} onError={() => setLost(src)} />
}

/** How far the picture is, over its foot. */
export function StepBar({ share, words }: { share: number; words: string }) {
  return (
    <div className={styles.progress}>
      <span>
        <Scrim>{words}</Scrim>
      </span>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label="Preview"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}

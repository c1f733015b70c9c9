import { useState } from 'react'
import styles from './shown-picture.module.css'

/** A picture that may be damaged: then words in its place. */
export function ShownPicture({ src, name }: { src: string; name: string }) {
  const [isBroken, setIsBroken] = useState(false)
  if (isBroken) return <div className={styles.broken}>{name} cannot be shown</div>
  return <img className={styles.picture} src={src} alt={name} onError={() => setIsBroken(true)} />
}

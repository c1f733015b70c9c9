import { useEffect, useEffectEvent, useState } from 'react'
import { pathOfFile } from '../../api.ts'
import { useAbout } from '../about.tsx'
import styles from './dropped-folders.module.css'

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

/** Takes folders that are dragged onto the window; a browser does not tell where they lie, so there it takes none. */
export function DroppedFolders({ onFolders }: { onFolders: (folders: readonly string[]) => void }) {
  const { host } = useAbout()
  const isDesktop = host === 'desktop'
  const [isOver, setIsOver] = useState(false)

  const over = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return
    // without this the window would go to the file
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = isDesktop ? 'copy' : 'none'
    setIsOver(isDesktop)
  })
  const leave = useEffectEvent((event: DragEvent) => event.relatedTarget === null && setIsOver(false))
  const drop = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setIsOver(false)
    const paths = [...(event.dataTransfer?.files ?? [])].map(pathOfFile).filter((path) => path !== null)
    if (isDesktop && paths.length > 0) onFolders(paths)
  })
  useEffect(() => {
    const listeners = { dragover: over, dragleave: leave, drop } as const
    const names = Object.keys(listeners) as (keyof typeof listeners)[]
    const hear = (event: DragEvent) => void listeners[event.type as keyof typeof listeners](event)
    for (const name of names) window.addEventListener(name, hear)
    return () => {
      for (const name of names) window.removeEventListener(name, hear)
    }
  }, [])

  return isOver && <div className={styles.over}>Drop to add these folders</div>
}

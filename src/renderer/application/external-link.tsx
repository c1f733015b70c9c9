import OpenInNewIcon from '@mui/icons-material/OpenInNewRounded'
import Link from '@mui/material/Link'
import type { MouseEvent } from 'react'
import { api } from '../api.ts'
import { useAbout } from './about.tsx'
import { useAction } from './action.ts'
import styles from './external-link.module.css'

/** A page elsewhere, in the system's browser: a window of the application never goes there. */
export function ExternalLink({ url, children }: { url: string; children: string }) {
  const { host } = useAbout()
  const { run } = useAction()
  const open = (event: MouseEvent) => {
    if (host === 'served') return
    event.preventDefault()
    void run(() => api.application.openLink({ url }))
  }
  return (
    <Link className={styles.link} href={url} target="_blank" rel="noreferrer" title={url} onClick={open}>
      {children}
      <OpenInNewIcon className={styles.icon} />
    </Link>
  )
}

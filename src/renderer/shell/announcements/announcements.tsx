import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react'
import { progressInWords, type Progress } from '../../ui/progress/progress-facts.ts'
import { Announcer } from './announcer.ts'
import styles from './announcements.module.css'

const AnnouncerContext = createContext<Announcer | undefined>(undefined)

function useAnnouncer(): Announcer {
  const announcer = use(AnnouncerContext)
  if (!announcer) throw new Error('Announcements are used outside of the shell')
  return announcer
}

/** Tells a screen reader a result: `const announce = useAnnounce(); announce('4 pictures put on fog.')`. */
export function useAnnounce(): (text: string) => void {
  const announcer = useAnnouncer()
  return useCallback((text) => announcer.result(text), [announcer])
}

/** Tells a screen reader how far a task is, at most every ten seconds; nothing once it is undefined. */
export function useProgressAnnouncements(progress: Progress | undefined): void {
  const announcer = useAnnouncer()
  const task = progress?.name
  const text = progress && progressInWords(progress)
  useEffect(() => {
    if (task !== undefined && text !== undefined) announcer.progress(task, text)
  }, [announcer, task, text])
  useEffect(() => {
    if (task === undefined) return undefined
    return () => announcer.end(task)
  }, [announcer, task])
}

/** Holds the live region that a screen reader reads out. */
export function AnnouncementsProvider({ children }: { children: ReactNode }) {
  const [told, setTold] = useState({ text: '', times: 0 })
  const [announcer] = useState(() => new Announcer((text) => setTold(({ times }) => ({ text, times: times + 1 }))))
  return (
    <AnnouncerContext value={announcer}>
      {children}
      <div className={styles.unseen} role="status" aria-live="polite" aria-atomic>
        {/* a new element each time, so that the same sentence twice is read twice */}
        <span key={told.times}>{told.text}</span>
      </div>
    </AnnouncerContext>
  )
}

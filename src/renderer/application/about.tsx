import { createContext, use } from 'react'
import type { About } from '../../shared/contract.ts'

export const AboutContext = createContext<About | undefined>(undefined)

/** What the application is, and whether it runs in a window of its own. */
export function useAbout(): About {
  const about = use(AboutContext)
  if (!about) throw new Error('useAbout is used outside of the application')
  return about
}

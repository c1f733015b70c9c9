import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import type { IndexingProgress } from '../../shared/sources.ts'
import { api, watch } from '../api.ts'
import { useWorkspaces } from './workspaces.tsx'

const RevisionContext = createContext(0)
const IndexingContext = createContext<readonly IndexingProgress[]>([])

/** A number that grows whenever sources, images or picks changed: what was shown is asked for again. */
export const useRevision = (): number => use(RevisionContext)

/** How far the indexing of each source is; those that nobody works on are left out. */
export const useIndexing = (): readonly IndexingProgress[] => use(IndexingContext)

/** Hears what changes in the open workspace, by this page or another one. */
export function Live({ children }: { children: ReactNode }) {
  const { lookAgain } = useWorkspaces()
  const [revision, setRevision] = useState(0)
  const [indexing, setIndexing] = useState<readonly IndexingProgress[]>([])

  useEffect(() => {
    let isFirst = true
    return watch(
      (signal) => {
        // the stream ended with its workspace or its server: another one may be open
        if (!isFirst) lookAgain()
        isFirst = false
        return api.sources.watch(undefined, { signal })
      },
      () => setRevision((before) => before + 1),
    )
  }, [lookAgain])
  useEffect(() => watch((signal) => api.indexing.watch(undefined, { signal }), setIndexing), [])

  return (
    <RevisionContext value={revision}>
      <IndexingContext value={indexing}>{children}</IndexingContext>
    </RevisionContext>
  )
}

import { createContext, use, useCallback, useState, type ReactNode } from 'react'
import { DroppedFolders } from '../../../application/folders/dropped-folders.tsx'
import { useFolderChoice } from '../../../application/folders/folder-choice.tsx'
import { AddSourceDialog } from './add-source-dialog.tsx'

const AddingContext = createContext<() => void>(() => undefined)

/** Asks for a folder, shows what was recognised in it, and adds it. */
export const useAddSource = (): (() => void) => use(AddingContext)

interface SourceAddingProps {
  /** To be added as soon as the workspace is open. */
  readonly first: readonly string[]
  readonly children: ReactNode
}

/** Folders that are about to become sources, one question after the other; on every screen, since a folder can be dropped on each. */
export function SourceAdding({ first, children }: SourceAddingProps) {
  const choose = useFolderChoice()
  const [waiting, setWaiting] = useState(first)
  const append = useCallback((folders: readonly string[]) => setWaiting((before) => [...before, ...folders]), [])
  const ask = useCallback(() => {
    void choose('Add a folder').then((folder) => folder !== null && append([folder]))
  }, [choose, append])
  const [folder] = waiting
  const next = () => setWaiting((before) => before.slice(1))
  return (
    <AddingContext value={ask}>
      {children}
      <DroppedFolders onFolders={append} />
      {folder !== undefined && (
        <AddSourceDialog key={folder} folder={folder} more={waiting.length - 1} onClose={next} />
      )}
    </AddingContext>
  )
}

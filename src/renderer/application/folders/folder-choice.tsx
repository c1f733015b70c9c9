import { createContext, use, useCallback, useState, type ReactNode } from 'react'
import { api } from '../../api.ts'
import { useAbout } from '../about.tsx'
import { FolderBrowser } from './folder-browser.tsx'

/** Asks for a folder: `await choose('Add a folder')`; null where the person gave it up. */
export type ChooseFolder = (title: string) => Promise<string | null>

const FolderChoiceContext = createContext<ChooseFolder>(() => Promise.resolve(null))

/** By the system's dialog in a window of its own, by a browser of the server's folders elsewhere. */
export const useFolderChoice = (): ChooseFolder => use(FolderChoiceContext)

interface Asked {
  readonly title: string
  readonly answer: (folder: string | null) => void
}

export function FolderChoice({ children }: { children: ReactNode }) {
  const { host } = useAbout()
  const [asked, setAsked] = useState<Asked | null>(null)
  const choose = useCallback<ChooseFolder>(
    (title) =>
      host === 'desktop' ? api.folders.pick({ title }) : new Promise((answer) => setAsked({ title, answer })),
    [host],
  )
  const close = (folder: string | null) => {
    asked?.answer(folder)
    setAsked(null)
  }
  return (
    <FolderChoiceContext value={choose}>
      {children}
      {asked && <FolderBrowser title={asked.title} onClose={close} />}
    </FolderChoiceContext>
  )
}

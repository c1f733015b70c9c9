import AddIcon from '@mui/icons-material/AddRounded'
import FolderIcon from '@mui/icons-material/FolderOutlined'
import RefreshIcon from '@mui/icons-material/RefreshRounded'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { SourceSummary } from '../../../shared/gallery.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { useAnswer } from '../../application/answer.ts'
import { useDemoScenes } from '../../application/demo-scenes.tsx'
import { useFolderChoice } from '../../application/folders/folder-choice.tsx'
import { isPaused, isUnderWay } from '../../application/indexing-progress.ts'
import { useIndexing, useRevision } from '../../application/live.tsx'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { ProgressLine } from '../../ui/progress/progress-line.tsx'
import { useAddSource } from './adding/source-adding.tsx'
import styles from './library-screen.module.css'
import { Problems } from './problems/problems.tsx'
import type { SourceActions } from './sources/source-actions.ts'
import { RemoveDialog, RenameDialog } from './sources/source-dialogs.tsx'
import { SourceRow } from './sources/source-row.tsx'
import { libraryInWords } from './sources/source-state.ts'

const askSources = (signal: AbortSignal) => api.sources.list(undefined, { signal })

type Asked = { readonly what: 'rename' | 'remove'; readonly source: SourceSummary } | null

/** The sources with their state, and what is wrong in them. */
export function LibraryScreen() {
  const { value: sources, failure, again } = useAnswer(askSources, useRevision())
  const indexing = useIndexing()
  const addSource = useAddSource()
  const chooseFolder = useFolderChoice()
  const [problemSource, setProblemSource] = useState<number | null>(null)
  const [asked, setAsked] = useState<Asked>(null)
  const action = useAction()
  const { run } = action

  const rescan = (ids: readonly number[]) =>
    void run(() => Promise.all(ids.map((source) => api.sources.rescan({ source }))), 'It is being read again.')
  const relocate = async ({ id, name }: SourceSummary) => {
    const folder = await chooseFolder(`Where ${name} lies now`)
    if (folder !== null) await run(() => api.sources.relocate({ source: id, folder }), `${name} is relocated.`)
  }
  const pause = () => void run(() => api.indexing.pause(), 'Reading is paused.')
  const resume = () => void run(() => api.indexing.resume(), 'Reading goes on.')
  const actions: SourceActions = {
    rescan,
    pause,
    resume,
    relocate: (source) => void relocate(source),
    rename: (source) => setAsked({ what: 'rename', source }),
    remove: (source) => setAsked({ what: 'remove', source }),
    showProblems: setProblemSource,
  }
  const decide = (act: () => Promise<unknown>, done: string) => {
    setAsked(null)
    void run(act, done)
  }
  const isEmpty = sources?.length === 0
  return (
    <>
      <ScreenHeader title="Library" primary={{ label: 'Add folder', Icon: AddIcon, onClick: addSource }}>
        {sources && !isEmpty && <span className={styles.sum}>{libraryInWords(sources)}</span>}
        <Spacer />
        {isUnderWay(indexing) && (
          <Button onClick={isPaused(indexing) ? resume : pause}>
            {isPaused(indexing) ? 'Resume reading' : 'Pause reading'}
          </Button>
        )}
        {sources && !isEmpty && (
          <Button startIcon={<RefreshIcon />} onClick={() => rescan(sources.map(({ id }) => id))}>
            Rescan all
          </Button>
        )}
      </ScreenHeader>
      <div className={styles.banners}>
        {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} />}
        {action.failure && <ErrorBanner what={action.failure.message} onDismiss={action.dismiss} />}
        <DemoState />
      </div>
      {isEmpty && <EmptyLibrary onAdd={addSource} />}
      {sources && !isEmpty && (
        <>
          <ul className={styles.sources} aria-label="Sources">
            {sources.map((source) => (
              <SourceRow
                key={source.id}
                source={source}
                indexing={indexing.find((each) => each.source === source.id)}
                actions={actions}
              />
            ))}
          </ul>
          <Problems sources={sources} source={problemSource} onSource={setProblemSource} />
        </>
      )}
      {asked?.what === 'rename' && (
        <RenameDialog
          source={asked.source}
          onClose={() => setAsked(null)}
          onRename={(name) =>
            decide(() => api.sources.rename({ source: asked.source.id, name }), `It is called ${name} now.`)
          }
        />
      )}
      {asked?.what === 'remove' && (
        <RemoveDialog
          source={asked.source}
          onClose={() => setAsked(null)}
          onRemove={() =>
            decide(() => api.sources.remove({ source: asked.source.id }), `${asked.source.name} is removed.`)
          }
        />
      )}
    </>
  )
}

function DemoState() {
  const { progress, failure, cancel, dismiss } = useDemoScenes()
  return (
    <>
      {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
      {progress && (
        <div className={styles.demo}>
          <ProgressLine form="block" progress={progress} onCancel={cancel} />
        </div>
      )}
    </>
  )
}

function EmptyLibrary({ onAdd }: { onAdd: () => void }) {
  const { progress, draw } = useDemoScenes()
  if (progress) return null
  return (
    <div className={styles.empty}>
      <EmptyState
        Icon={FolderIcon}
        sentence="No source is here yet. Add a GTA5, ACDC or Cityscapes folder, or any folder of images."
        action={{ label: 'Add your folders', onClick: onAdd }}
      />
      <Button onClick={draw}>Try it with the demo scenes</Button>
    </div>
  )
}

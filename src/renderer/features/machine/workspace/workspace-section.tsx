import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import type { CacheEntry } from '../../../../shared/machine.ts'
import { api } from '../../../api.ts'
import type { useAction } from '../../../application/action.ts'
import { useFolderChoice } from '../../../application/folders/folder-choice.tsx'
import { useOpenedWorkspace, useWorkspaces } from '../../../application/workspaces.tsx'
import { bytes, dateTime } from '../../../ui/format/numbers.ts'
import { ShareBar } from '../../../ui/classes/share-bar.tsx'
import { cacheInWords, cacheName } from '../machine-words.ts'
import { Card, Section } from '../section.tsx'
import styles from './workspace-section.module.css'

interface WorkspaceSectionProps {
  readonly caches: readonly CacheEntry[] | undefined
  readonly action: ReturnType<typeof useAction>
  readonly onCleared: () => void
}

/** Where the workspace lies, what its caches hold, and other workspaces. */
export function WorkspaceSection({ caches, action, onCleared }: WorkspaceSectionProps) {
  const { folder, freeBytes, createdUtc } = useOpenedWorkspace()
  const { enter } = useWorkspaces()
  const choose = useFolderChoice()
  const open = async (other: string) => {
    await action.run(async () => enter(await api.workspace.open({ folder: other })), `${other} is open.`)
  }
  const openAnother = async () => {
    const other = await choose('Open a workspace')
    if (other !== null) await open(other)
  }
  const makeAnother = async () => {
    const other = await choose('A new or empty folder for a workspace')
    if (other === null) return
    await action.run(async () => enter(await api.workspace.create({ folder: other })), `${other} is open.`)
  }
  const clear = async (entry: CacheEntry) => {
    const done = `${cacheName(entry)} cleared.`
    if (await action.run(() => api.machine.clearCache({ cache: entry.cache }), done)) onCleared()
  }
  return (
    <Section
      title="Workspace"
      note={<span title={folder}>{folder}</span>}
      action={
        <>
          <Button onClick={() => void makeAnother()}>New…</Button>
          <Button onClick={() => void openAnother()}>Open another…</Button>
        </>
      }
    >
      <Card>
        <p className={styles.free}>
          <strong>{bytes(freeBytes)} free</strong> on its disk
          <span className={styles.made}>made {dateTime(new Date(createdUtc))}</span>
        </p>
        {caches ? (
          <Caches caches={caches} onClear={(entry) => void clear(entry)} />
        ) : (
          <LinearProgress aria-label="Measuring the caches" />
        )}
      </Card>
      <Recent current={folder} onOpen={(other) => void open(other)} />
    </Section>
  )
}

function Caches({ caches, onClear }: { caches: readonly CacheEntry[]; onClear: (entry: CacheEntry) => void }) {
  const largest = Math.max(1, ...caches.map((entry) => entry.bytes))
  return (
    <ul aria-label="Caches">
      {caches.map((entry) => (
        <li key={entry.cache} className={styles.cache}>
          <span title={entry.folder}>{cacheName(entry)}</span>
          <ShareBar share={entry.bytes} full={largest} />
          <strong className={styles.bytes}>{bytes(entry.bytes)}</strong>
          <span className={styles.words}>{cacheInWords(entry)}</span>
          <Button
            disabled={entry.files === 0}
            aria-label={`Clear ${cacheName(entry).toLowerCase()}`}
            onClick={() => onClear(entry)}
          >
            Clear
          </Button>
        </li>
      ))}
    </ul>
  )
}

function Recent({ current, onOpen }: { current: string; onOpen: (folder: string) => void }) {
  const { recent } = useWorkspaces().state
  const others = recent.filter(({ folder }) => folder !== current)
  if (others.length === 0) return null
  return (
    <Card>
      <h3 className={styles.title}>Recent workspaces</h3>
      <ul>
        {others.map(({ folder, present }) => (
          <li key={folder} className={styles.recent}>
            <span className={styles.folder}>{folder}</span>
            {!present && <span className={styles.words}>not there now</span>}
            <Button disabled={!present} aria-label={`Open ${folder}`} onClick={() => onOpen(folder)}>
              Open
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

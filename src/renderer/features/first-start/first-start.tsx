import FolderIcon from '@mui/icons-material/FolderOpenOutlined'
import ScenesIcon from '@mui/icons-material/CollectionsOutlined'
import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { useAbout } from '../../application/about.tsx'
import { DroppedFolders } from '../../application/folders/dropped-folders.tsx'
import { useFolderChoice } from '../../application/folders/folder-choice.tsx'
import { Mark } from '../../shell/frame/mark.tsx'
import { useShortcutSheet } from '../../shell/keys/shortcut-sheet.tsx'
import { Kbd } from '../../ui/keys/kbd.tsx'
import styles from './first-start.module.css'
import { FiveWeathers } from './five-weathers.tsx'
import { RecentWorkspaces } from './recent-workspaces.tsx'
import { useStart } from './start.ts'
import { WorkspaceLine } from './workspace-line.tsx'

/** Shown while no workspace is open: what this is, and two ways to begin. */
export function FirstStart() {
  const { host, versions } = useAbout()
  const openSheet = useShortcutSheet()
  const choose = useFolderChoice()
  const start = useStart()
  const isBlocked = start.place === null || start.isRunning
  const addFolders = async () => {
    const folder = await choose('Add a folder')
    if (folder !== null) await start.begin({ demo: false, folders: [folder] })
  }
  return (
    <div className={styles.page}>
      <main className={styles.main} aria-label="First start">
        <FiveWeathers />
        <div className={styles.columns}>
          <div className={styles.what}>
            <h1 className={styles.name}>
              <Mark size={36} />
              Weatherglass
            </h1>
            <p className={styles.sentence}>
              Turns labelled street scenes into fog, night, rain and snow, and keeps every label where it is.
            </p>
            <p className={styles.promise}>
              Nothing leaves this computer. Your folders are only read, never written to.
            </p>
          </div>
          <div className={styles.ways}>
            <Way
              Icon={FolderIcon}
              title="Work with your pictures"
              button={
                <Button variant="contained" disabled={isBlocked} onClick={() => void addFolders()}>
                  Add your folders
                </Button>
              }
            >
              GTA5, ACDC, Cityscapes, or any folder of images. You can browse after a few seconds while the rest is read
              behind.
            </Way>
            <Way
              Icon={ScenesIcon}
              title="Look around first"
              button={
                <Button
                  variant="outlined"
                  disabled={isBlocked}
                  onClick={() => void start.begin({ demo: true, folders: [] })}
                >
                  Try it with the demo scenes
                </Button>
              }
            >
              Draws street scenes with labels in all five weathers, beside the workspace, and indexes them. Takes some
              seconds and a few megabytes.
            </Way>
            <WorkspaceLine start={start} />
            <RecentWorkspaces start={start} />
          </div>
        </div>
      </main>
      <footer className={styles.foot}>
        <span>{host === 'desktop' && 'You can also drop folders anywhere on this window.'}</span>
        <span className={styles.facts}>
          <span>Version {versions['Weatherglass']}</span>
          <button type="button" className={styles.sheet} onClick={openSheet}>
            <Kbd keys="?" /> Shortcuts
          </button>
        </span>
      </footer>
      <DroppedFolders onFolders={(folders) => void start.begin({ demo: false, folders })} />
    </div>
  )
}

interface WayProps {
  readonly Icon: typeof FolderIcon
  readonly title: string
  readonly children: ReactNode
  readonly button: ReactNode
}

const Way = ({ Icon, title, children, button }: WayProps) => (
  <section className={styles.way}>
    <h2 className={styles.title}>
      <Icon className={styles.icon} />
      {title}
    </h2>
    <p className={styles.text}>{children}</p>
    {button}
  </section>
)

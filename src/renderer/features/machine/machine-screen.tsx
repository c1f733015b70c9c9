import AddIcon from '@mui/icons-material/AddRounded'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { api } from '../../api.ts'
import { useAbout } from '../../application/about.tsx'
import { useAction } from '../../application/action.ts'
import { useAnswer } from '../../application/answer.ts'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { AboutSection } from './about-section.tsx'
import { AddModelDialog } from './models/add-model-dialog.tsx'
import { ModelSection } from './models/model-section.tsx'
import { DeviceSection } from './devices/device-section.tsx'
import { WorkspaceSection } from './workspace/workspace-section.tsx'
import styles from './machine-screen.module.css'

const askModels = (signal: AbortSignal) => api.models.list(undefined, { signal })
const askMachine = (signal: AbortSignal) => api.machine.state(undefined, { signal })

/** What computes here, with which model, and where everything lies. */
export function MachineScreen() {
  const { host } = useAbout()
  const models = useAnswer(askModels)
  const machine = useAnswer(askMachine)
  const action = useAction()
  const [isAdding, setIsAdding] = useState(false)
  const failure = models.failure ?? machine.failure
  const again = () => {
    models.again()
    machine.again()
  }
  return (
    <>
      <ScreenHeader
        title="Models and machine"
        primary={{ label: 'Add weights', Icon: AddIcon, onClick: () => setIsAdding(true) }}
      >
        <Spacer />
        {host === 'desktop' && (
          <Button onClick={() => void action.run(() => api.application.showLogs())}>Show logs</Button>
        )}
      </ScreenHeader>
      <div className={styles.screen} tabIndex={-1}>
        {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} />}
        {action.failure && <ErrorBanner what={action.failure.message} onDismiss={action.dismiss} />}
        <div className={styles.columns}>
          <div className={styles.column}>
            <ModelSection models={models.value} action={action} onChange={models.again} />
            <WorkspaceSection caches={machine.value?.caches} action={action} onCleared={machine.again} />
          </div>
          <div className={styles.column}>
            <DeviceSection machine={machine.value} action={action} onChange={machine.again} />
            <AboutSection machineVersions={machine.value?.versions} />
          </div>
        </div>
      </div>
      {isAdding && <AddModelDialog onClose={() => setIsAdding(false)} onAdded={models.again} />}
    </>
  )
}

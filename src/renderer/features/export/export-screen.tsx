import Button from '@mui/material/Button'
import { useState } from 'react'
import type { ExportEntry } from '../../../shared/exports.ts'
import type { RunSummary } from '../../../shared/runs.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useKeys } from '../../shell/keys/keys.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { asString, useStoredState } from '../../shell/stored-state.ts'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { TextFileButton } from '../../ui/files/text-file-button.tsx'
import { saveText } from '../runs/plan/save-text.ts'
import { useRuns } from '../runs/use-runs.ts'
import { runsWithResults } from './choices/export-choices.ts'
import { optionsText, readOptions } from './choices/options-file.ts'
import { ExportForm } from './export-form.tsx'
import styles from './export-screen.module.css'
import { NoResults } from './no-results.tsx'
import { LastExport } from './past/last-export.tsx'
import { PastExports, type EntryActions } from './past/past-exports.tsx'
import { VerifyDialog } from './past/verify-dialog.tsx'
import { useExportChoices } from './use-export-choices.ts'
import { useExports } from './work/use-exports.ts'

/** Left what goes in and where to; right what that comes to, before anything is written. Behind a button the exports that were made. */
export function ExportScreen() {
  const runs = useRuns()?.runs
  const entries = useExports()
  return (
    <>
      {runs && entries ? (
        <Known runs={runs} entries={entries} />
      ) : (
        <ScreenHeader title="Export">
          <Words />
        </ScreenHeader>
      )}
    </>
  )
}

const Words = () => <span className={styles.sum}>A dataset that Cityscapes tools read as it is</span>

/** The choices from a file and to one. */
function OptionsButtons({
  choices: { options, load },
  action,
}: Pick<Parameters<typeof ExportForm>[0], 'choices' | 'action'>) {
  const open = (text: string, name: string) =>
    void action.run(() => {
      load(readOptions(text, name, options.runs))
      return Promise.resolve()
    }, `The choices of ${name} are taken over.`)
  return (
    <>
      <TextFileButton
        name="File of choices"
        accept=".json,application/json"
        title="Take over choices that were saved as JSON"
        onText={open}
      >
        Load choices…
      </TextFileButton>
      <Button
        title="As JSON, for this window or weatherglass export --options"
        onClick={() => saveText('export-choices.json', optionsText(options))}
      >
        Save choices
      </Button>
    </>
  )
}

interface KnownProps {
  readonly runs: readonly RunSummary[]
  readonly entries: readonly ExportEntry[]
}

function Known({ runs, entries }: KnownProps) {
  const { place, go } = useNavigation()
  const choices = useExportChoices(runs)
  const action = useAction()
  const [verified, setVerified] = useState<string | null>(null)
  const [dismissed, setDismissed] = useStoredState('export/dismissed', '', asString)
  const isPast = place.path[0] === 'past'
  const showForm = () => go({ screen: 'export' })
  const showPast = () => go({ screen: 'export', path: ['past'] })
  useKeys('Export', [
    { keys: 'v', words: 'Verify a folder', onPress: () => setVerified('') },
    { keys: 'p', words: 'Past exports, or back', onPress: isPast ? showForm : showPast },
    ...(isPast ? [{ keys: 'Escape', words: 'Back to the next export', onPress: showForm }] : []),
  ])
  const resume = (entry: ExportEntry) =>
    void action.run(async () => {
      const { content, folder } = await api.exports.target({ folder: entry.out })
      const { options, link } = entry
      await api.exports.start({ options, out: folder, update: content === 'export', link })
    }, 'The export goes on.')
  const actions: EntryActions = {
    onVerify: ({ out }) => setVerified(out),
    onUpdate: ({ options, out }) => {
      choices?.load(options, out)
      showForm()
    },
    onResume: resume,
    onCancel: (entry) => void action.run(() => api.exports.cancel({ export: entry.export }), 'The export is stopped.'),
    onForget: (entry) => void action.run(() => api.exports.forget({ export: entry.export }), 'It is off the list.'),
  }
  const [last] = entries
  const isTold = last !== undefined && last.state !== 'running' && last.export !== dismissed && !isPast
  return (
    <>
      <ScreenHeader title="Export">
        <Words />
        <Spacer />
        <Button onClick={() => setVerified('')}>Verify a folder…</Button>
        {choices && !isPast && <OptionsButtons {...{ choices, action }} />}
        <Button variant="outlined" aria-pressed={isPast} onClick={isPast ? showForm : showPast}>
          {isPast ? 'Back to the next export' : `Past exports${entries.length > 0 ? ` (${entries.length})` : ''}`}
        </Button>
      </ScreenHeader>
      {(action.failure || isTold) && (
        <div className={styles.notes}>
          {action.failure && <ErrorBanner what={action.failure.message} onDismiss={action.dismiss} />}
          {isTold && (
            <LastExport
              entry={last}
              onVerify={() => setVerified(last.out)}
              onResume={() => resume(last)}
              onDismiss={() => setDismissed(last.export)}
            />
          )}
        </div>
      )}
      {isPast && <PastExports entries={entries} runs={runs} onNew={showForm} {...actions} />}
      {!isPast && choices && <ExportForm {...{ choices, entries, action }} runs={runsWithResults(runs)} />}
      {!isPast && !choices && <NoResults hasRuns={runs.length > 0} />}
      {verified !== null && <VerifyDialog folder={verified} onClose={() => setVerified(null)} />}
    </>
  )
}

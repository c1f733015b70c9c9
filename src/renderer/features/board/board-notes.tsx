import { useState } from 'react'
import type { BoardCoverage } from '../../../shared/boards.ts'
import type { Failure } from '../../../shared/contract.ts'
import type { SourceSummary } from '../../../shared/gallery.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { counted } from '../../ui/format/numbers.ts'
import styles from './board.module.css'

interface BoardNotesProps {
  readonly contents: readonly SourceSummary[]
  readonly coverage: BoardCoverage | undefined
  /** What a person asked for and was not done. */
  readonly failure: Failure | undefined
  readonly onDismiss: () => void
  /** Why the coverage is not known. */
  readonly coverageFailure: Failure | undefined
  readonly onReckon: () => void
  /** Why the presets of the conditions are not known. */
  readonly presetsFailure: Failure | undefined
  readonly onPresets: () => void
}

/** Above the columns: what failed, and why nothing, or not all, can be said of the content. */
export function BoardNotes(props: BoardNotesProps) {
  const { contents, coverage, failure, onDismiss, coverageFailure, onReckon, onPresets } = props
  const { go } = useNavigation()
  const [dismissed, setDismissed] = useState<Failure>()
  const waiting = coverage?.waiting ?? 0
  const isWithout = contents.length === 0
  const presetsFailure = props.presetsFailure === dismissed ? undefined : props.presetsFailure
  if (!failure && !coverageFailure && !presetsFailure && !isWithout && waiting === 0) return null
  return (
    <div className={styles.notes}>
      {failure && <ErrorBanner what={failure.message} onDismiss={onDismiss} />}
      {coverageFailure && (
        <ErrorBanner
          what="What the references cover could not be reckoned."
          advice={coverageFailure.message}
          action={{ label: 'Reckon again', onClick: onReckon }}
        />
      )}
      {presetsFailure && (
        <ErrorBanner
          what="The presets of the conditions could not be read."
          advice={presetsFailure.message}
          action={{ label: 'Ask again', onClick: onPresets }}
          onDismiss={() => setDismissed(presetsFailure)}
        />
      )}
      {isWithout && (
        <ErrorBanner
          kind="note"
          what="No labelled content is chosen, so nothing can be said of classes."
          advice="Add a folder with labels, as GTA5, or choose one at “For content”."
          action={{ label: 'Open the library', onClick: () => go({ screen: 'library' }) }}
        />
      )}
      {!isWithout && waiting > 0 && (
        <ErrorBanner
          kind="note"
          what={`${counted(waiting, 'labelled frame')} of your content ${waiting === 1 ? 'is' : 'are'} not read yet.`}
          advice="Coverage and suggestions take in the others, and these as they are read."
        />
      )}
    </div>
  )
}

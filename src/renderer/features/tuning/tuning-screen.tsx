import TuneIcon from '@mui/icons-material/TuneOutlined'
import { useMemo } from 'react'
import type { SourceSummary } from '../../../shared/gallery.ts'
import type { ModelEntry } from '../../../shared/machine.ts'
import { demonstration, paper } from '../../../shared/presets.ts'
import type { SavedPreset } from '../../../shared/tuning.ts'
import { api } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useRevision } from '../../application/live.tsx'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { asString, useStoredState } from '../../shell/stored-state.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { usePair } from './pair/use-pair.ts'
import { useTuningSettings } from './settings/use-tuning-settings.ts'
import { TuningView } from './tuning-view.tsx'
import styles from './tuning.module.css'
import type { TunedPair } from './use-tuning.ts'

const askSources = (signal: AbortSignal) => api.sources.list(undefined, { signal })
const askModels = (signal: AbortSignal) => api.models.list(undefined, { signal })
const askPresets = (signal: AbortSignal) => api.presets.list(undefined, { signal })

/** One content and one reference: how much of the content is kept, chosen by eye. */
export function TuningScreen() {
  const sources = useAnswer(askSources, useRevision())
  const models = useAnswer(askModels)
  const presets = useAnswer(askPresets)
  const { pair, failure, isKnown, choose } = usePair(sources.value)
  const trouble = [sources, models, presets].find((answer) => answer.failure)
  if (pair && sources.value && models.value && presets.value)
    return (
      <TunedPairView
        {...{ pair, choose }}
        sources={sources.value}
        models={models.value}
        presets={presets.value}
        trouble={failure?.message ?? null}
        onPresets={presets.again}
      />
    )
  return (
    <>
      <ScreenHeader title="Tuning" />
      {trouble && (
        <div className={styles.trouble}>
          <ErrorBanner what={trouble.failure!.message} action={{ label: 'Ask again', onClick: trouble.again }} />
        </div>
      )}
      {!trouble && sources.value && isKnown && !pair && <NoPair sources={sources.value} />}
    </>
  )
}

interface TunedPairViewProps {
  readonly pair: TunedPair
  readonly choose: ReturnType<typeof usePair>['choose']
  readonly sources: readonly SourceSummary[]
  readonly models: readonly ModelEntry[]
  readonly presets: readonly SavedPreset[]
  readonly trouble: string | null
  readonly onPresets: () => void
}

function TunedPairView({ models, presets, ...rest }: TunedPairViewProps) {
  const [chosenModel, setModel] = useStoredState('tuning/model', '', asString)
  const usable = useMemo(() => models.filter(({ problems }) => problems.length === 0), [models])
  const model = usable.find(({ id }) => id === chosenModel) ?? usable.find(({ chosen }) => chosen) ?? usable[0] ?? null
  const initial = model?.demonstration === false ? paper : demonstration
  const tuned = useTuningSettings(presets, initial.name)
  return <TuningView {...rest} {...{ models, tuned }} model={model?.id ?? null} onModel={setModel} />
}

function NoPair({ sources }: { sources: readonly SourceSummary[] }) {
  const { go } = useNavigation()
  const hasSources = sources.length > 0
  return (
    <div className={styles.empty}>
      <EmptyState
        Icon={TuneIcon}
        sentence={
          hasSources
            ? 'Tuning takes a labelled frame and a picture of fog, night, rain or snow. Add a source that has the one that is missing.'
            : 'Tuning takes a labelled frame and a picture of fog, night, rain or snow. Add your folders first.'
        }
        action={{ label: 'Open the library', onClick: () => go({ screen: 'library' }) }}
      />
    </div>
  )
}

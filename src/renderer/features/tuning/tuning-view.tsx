import CancelIcon from '@mui/icons-material/CloseRounded'
import RunIcon from '@mui/icons-material/PlayArrowRounded'
import { useState } from 'react'
import type { SourceSummary } from '../../../shared/gallery.ts'
import type { ModelEntry } from '../../../shared/machine.ts'
import type { Pair } from '../../../shared/tuning.ts'
import { useProgressAnnouncements } from '../../shell/announcements/announcements.tsx'
import { ScreenHeader, type PrimaryAction } from '../../shell/frame/screen-header.tsx'
import { useWindowWidth } from '../../shell/media-query.ts'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { Pane } from '../../ui/layout/pane.tsx'
import { ClassView } from './classes/class-view.tsx'
import { CompareView } from './compare/compare-view.tsx'
import { FilterView } from './filter/filter-view.tsx'
import { PairButtons } from './pair/pair-buttons.tsx'
import { PresetMenu } from './presets/preset-menu.tsx'
import { SettingsPane } from './settings/settings-pane.tsx'
import type { TuningSettings } from './settings/use-tuning-settings.ts'
import { SweepPane } from './sweep/sweep-pane.tsx'
import { SweepView } from './sweep/sweep-view.tsx'
import { useSweep, type Sweep } from './sweep/use-sweep.ts'
import { useTuningKeys } from './tuning-keys.ts'
import styles from './tuning.module.css'
import { useLook } from './use-look.ts'
import { useTuning, type TunedPair, type Tuning } from './use-tuning.ts'
import { ViewBar } from './view-bar.tsx'
import { previewWork } from './work/works.ts'

interface TuningViewProps {
  readonly pair: TunedPair
  readonly choose: (part: Partial<Pair>) => void
  readonly sources: readonly SourceSummary[]
  readonly models: readonly ModelEntry[]
  readonly model: string | null
  readonly onModel: (model: string) => void
  readonly tuned: TuningSettings
  readonly onPresets: () => void
  /** Why a picture of the pair is not known, in a sentence. */
  readonly trouble: string | null
}

const PANE_WIDTH = 272

/** One pair: its settings, its preview, and the four views of it. */
export function TuningView(props: TuningViewProps) {
  const { pair, choose, sources, models, model, onModel, tuned, onPresets } = props
  const tuning = useTuning({ pair, tuned, model, models })
  const sweep = useSweep(tuning)
  const look = useLook()
  const isNarrow = useWindowWidth() === 'narrow'
  const [isOpen, setIsOpen] = useState(false)
  const primary = primaryAction(tuning, sweep, look.view === 'sweep')
  useTuningKeys({
    tuning,
    look,
    onRun: look.view === 'sweep' ? sweep.start : () => tuning.run(),
    onCancel: () => (sweep.isRunning ? sweep.cancel() : tuning.cancel()),
  })
  useProgressAnnouncements(announcedProgress(tuning))
  return (
    <>
      <ScreenHeader title="Tuning" primary={primary}>
        <PairButtons pair={pair} sources={sources} onPair={choose} />
        <Spacer />
        <PresetMenu tuned={tuned} condition={pair.referenceDetail?.condition ?? null} onChange={onPresets} />
      </ScreenHeader>
      <div className={styles.columns}>
        <Pane
          name={look.view === 'sweep' ? 'Sweep' : 'Settings'}
          side="left"
          width={PANE_WIDTH}
          drawer={isNarrow ? { isOpen, onClose: () => setIsOpen(false) } : undefined}
        >
          {look.view === 'sweep' ? (
            <SweepPane {...{ tuning, sweep, sources }} />
          ) : (
            <SettingsPane
              {...{ models, model, onModel }}
              tuning={tuned}
              onClasses={() => {
                setIsOpen(false)
                look.setView('classes')
              }}
            />
          )}
        </Pane>
        <div className={styles.main}>
          <ViewBar {...{ look, tuning, sweep }} onSettings={isNarrow ? () => setIsOpen(true) : undefined} />
          <Troubles tuning={tuning} trouble={props.trouble} />
          {look.view === 'filter' && <FilterView tuning={tuning} looked={look.looked} layers={look.layers} />}
          {look.view === 'compare' && <CompareView tuning={tuning} look={look.compare} />}
          {look.view === 'classes' && <ClassView tuning={tuning} />}
          {look.view === 'sweep' && <SweepView tuning={tuning} sweep={sweep} />}
        </div>
      </div>
    </>
  )
}

function primaryAction(tuning: Tuning, sweep: Sweep, isSweep: boolean): PrimaryAction {
  if (isSweep)
    return sweep.isRunning
      ? { label: 'Stop sweep', Icon: CancelIcon, onClick: sweep.cancel, keys: 'Escape' }
      : { label: 'Run sweep', Icon: RunIcon, onClick: sweep.start, keys: 'r' }
  if (tuning.isRunning) return { label: 'Cancel', Icon: CancelIcon, onClick: tuning.cancel, keys: 'Escape' }
  return {
    ...{ label: 'Run', Icon: RunIcon, keys: 'r' },
    onClick: () => tuning.run(),
    blockedBecause: tuning.model === null ? 'No model can be used: look under Machine.' : undefined,
  }
}

function announcedProgress({ isRunning, work: { preview } }: Tuning) {
  if (!isRunning || !preview) return undefined
  const { denoised, denoisingSteps, secondsLeft } = preview
  return {
    ...{ name: 'Preview', done: denoised, total: denoisingSteps, unit: 'steps' },
    secondsLeft: secondsLeft ?? undefined,
  }
}

function Troubles({
  tuning: { work, trouble, loadAgain, shown },
  trouble: pairTrouble,
}: {
  tuning: Tuning
  trouble: string | null
}) {
  /** The preview whose warnings were read. */
  const [read, setRead] = useState<string>()
  const warnings = shown && shown.preview !== read ? shown.result.warnings : []
  const hasAny = work.failure !== null || trouble !== null || pairTrouble !== null || warnings.length > 0
  if (!hasAny) return null
  return (
    <div className={styles.trouble}>
      {work.failure && <ErrorBanner what={work.failure.message} onDismiss={() => previewWork.dismiss()} />}
      {trouble !== null && <ErrorBanner what={trouble} action={{ label: 'Ask again', onClick: loadAgain }} />}
      {pairTrouble !== null && <ErrorBanner what={pairTrouble} advice="Choose another picture." />}
      {warnings.map((warning) => (
        <ErrorBanner key={warning} kind="note" what={warning} onDismiss={() => setRead(shown?.preview)} />
      ))}
    </div>
  )
}

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { ImageDetail } from '../../../shared/gallery.ts'
import type { ModelEntry } from '../../../shared/machine.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { Pair, StartPreview } from '../../../shared/tuning.ts'
import type { Agreement } from './filter/agreement.ts'
import { isSameSettings } from './settings/setting-values.ts'
import type { TuningSettings } from './settings/use-tuning-settings.ts'
import type { LoadedPreview } from './work/load-filter-run.ts'
import type { WorkState } from './work/preview-work.ts'
import { useLoadedPreview } from './work/use-loaded-preview.ts'
import { usePastPreviews, type PastPreviews } from './work/use-past-previews.ts'
import { previewWork } from './work/works.ts'

/** Content and reference, and what is known of them; null before the answer. */
export interface TunedPair extends Pair {
  readonly contentDetail: ImageDetail | null
  readonly referenceDetail: ImageDetail | null
}

/** Everything that the views of the tuning screen share. */
export interface Tuning extends PastPreviews {
  readonly pair: TunedPair
  readonly tuned: TuningSettings
  readonly model: string | null
  readonly models: readonly ModelEntry[]
  readonly work: WorkState
  /** The preview that runs is of this pair. */
  readonly isRunning: boolean
  /** What is known of the preview that is looked at. */
  readonly loaded: LoadedPreview | null
  readonly agreement: Agreement | null
  /** Why it is not known, in a sentence. */
  readonly trouble: string | null
  readonly loadAgain: () => void
  /** Runs the transfer, with settings that are taken over. */
  readonly run: (settings?: Settings) => void
  readonly cancel: () => void
}

interface Surroundings {
  readonly pair: TunedPair
  readonly tuned: TuningSettings
  readonly model: string | null
  readonly models: readonly ModelEntry[]
}

export function useTuning({ pair, tuned, model, models }: Surroundings): Tuning {
  const work = useSyncExternalStore(previewWork.subscribe, previewWork.current)
  const past = usePastPreviews(pair, work)
  const { loaded, agreement, failure, again } = useLoadedPreview(past.shown)
  const { content, reference } = pair
  const requestOf = (settings: Settings): StartPreview => ({
    ...{ content, reference, settings, model },
    presetVersion: 'version' in tuned.base && isSameSettings(settings, tuned.baseSettings) ? tuned.base.version : null,
  })
  useRestart(tuned.settings, () => previewWork.restart(requestOf(tuned.settings)))
  return {
    ...{ pair, tuned, model, models, work, loaded, agreement },
    ...past,
    isRunning: work.isRunning && isOfPair(work, pair),
    trouble: failure?.message ?? null,
    loadAgain: again,
    run: (settings = tuned.settings) => {
      if (settings !== tuned.settings) tuned.change(settings)
      previewWork.start(requestOf(settings))
    },
    cancel: () => void previewWork.cancel(),
  }
}

const isOfPair = ({ preview }: WorkState, { content, reference }: Pair): boolean =>
  !preview || (preview.content === content && preview.reference === reference)

/** A setting that is changed while a preview runs starts it anew; not the ones that it began with. */
function useRestart(settings: Settings, restart: () => void): void {
  const changed = useEffectEvent(() => {
    const { preview, isRunning } = previewWork.current()
    if (isRunning && preview && !isSameSettings(preview.settings, settings)) restart()
  })
  useEffect(() => changed(), [settings])
}

import type { Settings } from '../../../../shared/settings.ts'
import type { PastPreview } from '../../../../shared/tuning.ts'
import { share } from '../../../ui/format/numbers.ts'
import { changedPaths } from '../settings/setting-values.ts'
import { settingName } from '../settings/setting-words.ts'
import type { Agreement } from './agreement.ts'
import type { Kept } from './places.ts'

interface FilterStateProps {
  readonly settings: Settings
  readonly shown: PastPreview
  readonly kept: Kept
  readonly agreement: Agreement | null
  /** Several steps and layers are looked at, as their mean. */
  readonly isMean: boolean
}

const percent = (value: number): string => share(value, Number.isInteger(Number((value * 100).toFixed(1))) ? 0 : 1)

/** Whether what is hatched was kept in a run, or is foretold from one, and how well that was right the last time. */
export function FilterState({ settings, shown, kept, agreement, isMean }: FilterStateProps) {
  const others = changedPaths(settings, shown.settings).filter((path) => path !== 'filterShare' && path !== 'classMap')
  const ran = percent(shown.settings.filterShare)
  return (
    <>
      <b>{kept.isAsRun ? `As run at ${ran}` : `Predicted from the run at ${ran}`}</b>
      {isMean ? ', by the mean of all steps and layers that are looked at. ' : '. '}
      {agreement &&
        (kept.isAsRun
          ? `The prediction from ${percent(agreement.from)} agreed on ${share(agreement.share)} of places.`
          : `The last prediction and its run agreed on ${share(agreement.share)} of places.`)}
      {others.length > 0 &&
        ` Changed since that run: ${others.map((path) => settingName(path).toLowerCase()).join(', ')}.`}
    </>
  )
}

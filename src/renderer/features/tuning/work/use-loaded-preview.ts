import { useCallback, useMemo } from 'react'
import type { Settings } from '../../../../shared/settings.ts'
import { useAnswer } from '../../../application/answer.ts'
import { agreementOf, type Agreement } from '../filter/agreement.ts'
import { changedPaths } from '../settings/setting-values.ts'
import { loadPreview, type LoadedPreview } from './load-filter-run.ts'

/** A preview that is done, as far as it is needed to load it. */
interface Wanted {
  readonly preview: string
  readonly content: number
  readonly reference: number
  readonly settings: Settings
}

interface Kept {
  readonly wanted: Wanted
  readonly loaded: LoadedPreview
}

/** About 2.5 MB each at full size. */
const KEPT = 8
/** What was looked at last, the latest last. */
const kept = new Map<string, Kept>()

async function load(wanted: Wanted, signal: AbortSignal): Promise<Kept> {
  const found = kept.get(wanted.preview) ?? { wanted, loaded: await loadPreview(wanted.preview, signal) }
  kept.delete(wanted.preview)
  kept.set(wanted.preview, found)
  for (const preview of [...kept.keys()].slice(0, -KEPT)) kept.delete(preview)
  return found
}

/** What the views show of a preview; nothing of another one is shown as if it were this one's. */
export function useLoadedPreview(wanted: Wanted | null) {
  const { preview, content, reference, settings } = wanted ?? {}
  const ask = useCallback(
    (signal: AbortSignal) =>
      preview !== undefined
        ? load({ preview, content: content!, reference: reference!, settings: settings! }, signal)
        : Promise.resolve(null),
    // a preview does not change under its id
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [preview],
  )
  const { value, failure, again } = useAnswer(ask)
  const current = value?.wanted.preview === preview ? (value ?? null) : null
  const agreement = useMemo(() => current && agreementWithBefore(current), [current])
  return { loaded: current?.loaded ?? null, agreement, failure: preview === undefined ? undefined : failure, again }
}

/** With the last run before it that differs in the kept share alone. */
function agreementWithBefore({ wanted, loaded }: Kept): Agreement | null {
  const before = [...kept.values()]
    .reverse()
    .find(
      (other) =>
        other.loaded.run !== null &&
        other.wanted.content === wanted.content &&
        other.wanted.reference === wanted.reference &&
        changedPaths(other.wanted.settings, wanted.settings).join() === 'filterShare',
    )
  return before?.loaded.run && loaded.run ? agreementOf(before.loaded.run, loaded.run) : null
}

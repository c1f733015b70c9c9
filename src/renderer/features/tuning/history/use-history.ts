import type { PastPreview } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { findVersion } from '../settings/use-tuning-settings.ts'
import type { Tuning } from '../use-tuning.ts'

/** Back and forth among the previews of the pair; each brings its settings along. */
export function useHistory({ history, shown, show, tuned, lookAgain }: Tuning) {
  const { run } = useAction()
  const choose = (past: PastPreview) => {
    show(past)
    const found = past.presetVersion === null ? null : findVersion(tuned.presets, past.presetVersion)
    if (found) tuned.begin({ version: found.version.id }, past.settings)
    else tuned.change(past.settings)
  }
  return {
    choose,
    /** -1: newer. */
    step: (by: -1 | 1) => {
      const index = history.findIndex(({ preview }) => preview === shown?.preview)
      const next = history[index + by]
      if (next) choose(next)
    },
    star: async ({ preview, starred }: PastPreview) => {
      await run(() => api.tuning.star({ preview, starred: !starred }), starred ? 'No longer starred.' : 'Starred.')
      lookAgain()
    },
  }
}

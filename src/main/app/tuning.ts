import { parseSettings } from '../../shared/settings-schema.ts'
import { procedures } from './rpc/procedures.ts'
import { PreviewFiles } from './tuning/preview-files.ts'
import type { Previews } from './tuning/previews.ts'
import type { Sweeps } from './tuning/sweeps.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { tuning, presets } = procedures

export const tuningCalls = (workspaces: Workspaces, previews: Previews, sweeps: Sweeps) => ({
  start: tuning.start.handler(async ({ input }) => ({ preview: await previews.start(workspaces.current, input) })),
  watch: tuning.watch.handler(async function* ({ input, signal }) {
    yield* previews.watch(input.preview, AbortSignal.any([signal!, workspaces.current.closed]))
  }),
  cancel: tuning.cancel.handler(({ input }) => previews.cancel(input.preview)),
  filter: tuning.filter.handler(async ({ input }) => (await filesOf(workspaces).indices(input.preview)).filter),
  classes: tuning.classes.handler(async ({ input }) => (await filesOf(workspaces).indices(input.preview)).classes),
  history: tuning.history.handler(({ input }) => workspaces.current.decisions.decide('previewsOfPair', input)),
  star: tuning.star.handler(({ input }) => workspaces.current.decisions.decide('starPreview', input)),
  forget: tuning.forget.handler(async ({ input }) => {
    await workspaces.current.decisions.decide('removePreview', input)
    await filesOf(workspaces).remove([input.preview])
  }),
  startSweep: tuning.startSweep.handler(async ({ input }) => ({
    sweep: await sweeps.start(workspaces.current, input),
  })),
  watchSweep: tuning.watchSweep.handler(async function* ({ input, signal }) {
    yield* sweeps.watch(input.sweep, AbortSignal.any([signal!, workspaces.current.closed]))
  }),
  cancelSweep: tuning.cancelSweep.handler(({ input }) => sweeps.cancel(input.sweep)),
})

const filesOf = (workspaces: Workspaces): PreviewFiles => new PreviewFiles(workspaces.current.workspace)

/** Settings are kept complete: a later default changes no preset. */
export const presetCalls = (workspaces: Workspaces) => ({
  list: presets.list.handler(() => workspaces.current.decisions.decide('listPresets', undefined)),
  save: presets.save.handler(({ input }) =>
    workspaces.current.decisions.decide('savePreset', { ...input, settings: parseSettings(input.settings) }),
  ),
  remove: presets.remove.handler(({ input }) => workspaces.current.decisions.decide('removePreset', input)),
})

import type { ConditionLikeness, LikenessStep, VerifyStep } from '../../shared/exports.ts'
import { LIKENESS_KEY, storedLikeness, withMeasured } from '../export/measured-likeness.ts'
import { lookAtTarget } from '../export/write/look-at-target.ts'
import { Exports } from './exports/exports.ts'
import { measureLikenessApart } from './exports/likeness-apart.ts'
import type { FolderAccess } from './folders/folder-access.ts'
import type { Log } from './log/log-file.ts'
import { procedures } from './rpc/procedures.ts'
import { toldSteps } from './rpc/told-steps.ts'
import { runTask } from './tasks/run-task.ts'
import type { OpenWorkspace } from './workspace/open-workspace.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { exports: calls } = procedures

export function exportCalls(workspaces: Workspaces, folders: FolderAccess, log: Log) {
  const known = new WeakMap<OpenWorkspace, Promise<Exports>>()
  const current = (): Promise<Exports> => {
    const open = workspaces.current
    let exports = known.get(open)
    if (!exports) known.set(open, (exports = Exports.of(open, log)))
    return exports
  }
  return {
    plan: calls.plan.handler(({ input, signal }) =>
      runTask('planExport', { workspace: workspaces.current.workspace, options: input }, { signal }),
    ),
    target: calls.target.handler(async ({ input }) => lookAtTarget(await folders.admit(input.folder))),
    start: calls.start.handler(async ({ input }) => {
      const out = await folders.admit(input.out)
      return { export: (await current()).start({ ...input, out }) }
    }),
    watch: calls.watch.handler(async function* ({ signal }) {
      const { closed } = workspaces.current
      yield* (await current()).entries.watch(AbortSignal.any([signal!, closed]))
    }),
    cancel: calls.cancel.handler(async ({ input }) => (await current()).cancel(input.export)),
    forget: calls.forget.handler(async ({ input }) => (await current()).forget(input.export)),
    verify: calls.verify.handler(async function* ({ input, signal }) {
      const folder = await folders.admit(input.folder)
      yield* toldSteps<VerifyStep>(signal!, async (tell, ending) => {
        const onProgress = ({ done, total }: Omit<VerifyStep, 'report'>): void => tell({ done, total, report: null })
        const report = await runTask('verifyDataset', { folder }, { signal: ending, onProgress })
        tell({ done: report.files, total: report.files, report })
      })
    }),
    likeness: calls.likeness.handler(async function* ({ input, signal }) {
      const { workspace, catalog, decisions } = workspaces.current
      const files = [input.inception, input.segmentation?.file ?? null]
      for (const file of files) if (file !== null) await folders.admit(file)
      yield* toldSteps<LikenessStep>(signal!, async (tell, ending) => {
        const begin = performance.now()
        const what = 'comparing results with real pictures'
        const conditions: ConditionLikeness[] = []
        let stored = storedLikeness(catalog.database)
        await measureLikenessApart(
          { workspace: { folder: workspace.folder }, request: input },
          {
            signal: ending,
            onStep: ({ done, total }) => {
              const secondsLeft = done > 0 ? ((performance.now() - begin) / 1000 / done) * (total - done) : null
              tell({ what, done, total, secondsLeft, conditions: [...conditions] })
            },
            onMeasured: (condition) => {
              conditions.push(condition)
              stored = withMeasured(stored, condition)
            },
          },
        )
        await decisions.decide('storePreference', { key: LIKENESS_KEY, value: stored })
        tell({ what, done: 1, total: 1, secondsLeft: 0, conditions })
      })
    }),
  }
}

import type { ErrorDescription } from '../../../shared/errors.ts'
import type { ExportPlan, ExportResult, VerifyReport } from '../../../shared/exports.ts'
import type { MachineState, ModelEntry } from '../../../shared/machine.ts'
import type { SourceGuess } from '../../../shared/sources.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { LayoutName } from '../../datasets/layout.ts'
import type { ProviderListing } from '../../diffusion/session.ts'
import type { DemoDataPlan, DemoDataShare } from '../../scenes/demo-data.ts'
import type { PlanTask, WriteTask } from '../exports/export-tasks.ts'
import type { CacheName } from '../machine/caches.ts'

/** What would keep the thread that answers the window for too long: each has a thread of its own while it runs. */
export interface Tasks {
  readonly guessSource: Task<
    { readonly folder: string; readonly layout?: LayoutName | undefined; readonly skip: readonly string[] },
    SourceGuess
  >
  readonly inspectModel: Task<{ readonly path: string }, ModelFacts>
  readonly listProviders: Task<Record<never, never>, ProviderListing[]>
  readonly describeMachine: Task<WithWorkspace, Omit<MachineState, 'chosen'>>
  readonly clearCache: Task<WithWorkspace & { readonly cache: CacheName }, void>
  readonly drawDemo: Task<{ readonly out: string; readonly plan: DemoDataPlan; readonly share: DemoDataShare }, void>
  readonly planExport: Task<PlanTask, ExportPlan>
  readonly writeExport: Task<WriteTask, ExportResult>
  readonly verifyDataset: Task<{ readonly folder: string }, VerifyReport>
}

/** The workspace that is open, if any. */
interface WithWorkspace {
  readonly workspace: Pick<Workspace, 'folder'> | null
}

interface Task<Request, Result> {
  readonly request: Request
  readonly result: Result
}

/** What a look at a model's headers says. */
export type ModelFacts = Pick<ModelEntry, 'name' | 'bytes' | 'problems' | 'description'>

export type TaskName = keyof Tasks
export type TaskRequest<Name extends TaskName> = Tasks[Name]['request']
export type TaskResult<Name extends TaskName> = Tasks[Name]['result']

export interface TaskProgress {
  readonly done: number
  readonly total: number
}

/** What the thread is started with; later it hears `cancel` alone. */
export interface TaskOrder<Name extends TaskName = TaskName> {
  readonly task: Name
  readonly request: TaskRequest<Name>
}

export type TaskEvent =
  | { readonly type: 'progress'; readonly progress: TaskProgress }
  | { readonly type: 'done'; readonly result: TaskResult<TaskName> }
  | { readonly type: 'failed'; readonly error: ErrorDescription }

import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import {
  boardIdSchema,
  boardNameSchema,
  coverageRequestSchema,
  fillSchema,
  moveSchema,
  putSchema,
  renameBoardSchema,
  suggestRequestSchema,
  takeSchema,
  type Board,
  type BoardCoverage,
  type BoardName,
  type ColumnSuggestion,
} from './boards.ts'
import type { ErrorDescription } from './errors.ts'
import {
  exportIdSchema,
  exportOptionsSchema,
  likenessSchema,
  startExportSchema,
  verifyFolderSchema,
  type ExportEntry,
  type ExportPlan,
  type ExportTarget,
  type LikenessStep,
  type VerifyStep,
} from './exports.ts'
import {
  galleryFilterSchema,
  idsRequestSchema,
  pageRequestSchema,
  positionRequestSchema,
  problemsRequestSchema,
  sequencesRequestSchema,
  type FacetCounts,
  type GalleryPage,
  type ImageDetail,
  type ProblemPage,
  type SequencePage,
  type SourceSummary,
} from './gallery.ts'
import {
  addModelSchema,
  clearCacheSchema,
  deviceChoiceSchema,
  modelIdSchema,
  type MachineState,
  type ModelEntry,
} from './machine.ts'
import {
  exportVerdictsSchema,
  importVerdictsSchema,
  judgeRuleSchema,
  judgeSchema,
  rerunSchema,
  reviewIdsSchema,
  reviewPageSchema,
  reviewStatisticsSchema,
  ruleCountSchema,
  transferIdSchema,
  type Judged,
  type ReviewDetail,
  type ReviewHistory,
  type ReviewPage,
  type ReviewStatistics,
  type VerdictImport,
} from './review.ts'
import {
  addPlanFileSchema,
  addRunSchema,
  afterCrashSchema,
  extendRunSchema,
  moveRunSchema,
  pauseRunSchema,
  planRequestSchema,
  renameRunSchema,
  retrySchema,
  runIdSchema,
  transfersRequestSchema,
  type RunEstimate,
  type RunsState,
  type FailureReason,
  type TransferPage,
} from './runs.ts'
import {
  addSourceSchema,
  relocateSourceSchema,
  renameSourceSchema,
  sourceIdSchema,
  type IndexingProgress,
  type SourceGuess,
} from './sources.ts'
import {
  pairSchema,
  presetIdSchema,
  previewIdSchema,
  savePresetSchema,
  starPreviewSchema,
  startPreviewSchema,
  startSweepSchema,
  sweepIdSchema,
  type ClassView,
  type FilterIndex,
  type PastPreview,
  type PresetVersion,
  type PreviewState,
  type SavedPreset,
  type SweepState,
} from './tuning.ts'
import {
  folderRequestSchema,
  folderSchema,
  type FolderListing,
  type WorkspaceState,
  type WorkspaceSuggestion,
} from './workspaces.ts'

/**
 * Everything that a window may ask of the application, the same over Electron's message port and over the WebSocket of `serve`. Inputs
 * are checked, for they come from outside; outputs are the application's own word. An error carries a
 * `Failure` as its data: one sentence for the person.
 *
 * `*.watch` streams begin with the present state, go on until the caller ends them, and leave out states that nobody waited for.
 */

const imageId = z.strictObject({ image: z.int().min(1) }).readonly()
const preferenceKey = z.string().min(1).max(100)

/**
 * What an error of any call carries as its data. `defect`: nothing that the person did; the sentence names its entry in the log, and holds
 * nothing of the program's inside.
 */
export type Failure = Omit<ErrorDescription, 'code'> & { readonly code: ErrorDescription['code'] | 'defect' }

export interface About {
  readonly name: string
  readonly versions: Readonly<Record<string, string>>
  readonly platform: string
  /** A window of its own, or a page of `serve`: folders are picked by the system's dialog, or by `folders.list`. */
  readonly host: 'desktop' | 'served'
  readonly logFolder: string
}

/** What a person chose in the native menu, for the page to do. */
export interface MenuCommand {
  readonly command: 'add-source' | 'create-workspace' | 'open-workspace' | 'find' | 'shortcuts'
  /** The one that was chosen; without it the person is asked. */
  readonly folder?: string | undefined
}

/** `count` of `total` steps of a task that a person waits for. */
export interface TaskStep {
  readonly what: string
  readonly done: number
  readonly total: number
  readonly secondsLeft: number | null
}

export const contract = {
  application: {
    about: oc.output(type<About>()),
    /** Small values that outlive a restart, per workspace: filters, positions, sizes. Null where nothing was stored. */
    preference: oc.input(z.strictObject({ key: preferenceKey })).output(type<unknown>()),
    storePreference: oc
      .input(
        z
          .strictObject({ key: preferenceKey, value: z.json() })
          .refine(({ value }) => JSON.stringify(value).length <= 100_000),
      )
      .output(type<void>()),
    /** Chosen in the menu while the page listens; never any where there is no native menu. */
    commands: oc.output(eventIterator(type<MenuCommand>())),
    showLogs: oc.output(type<void>()),
    /** Opens an https address in the system's browser. */
    openLink: oc.input(z.strictObject({ url: z.url({ protocol: /^https$/ }) })).output(type<void>()),
  },
  folders: {
    /** The system's dialog; null where it was closed, or where there is none (served). */
    pick: oc.input(z.strictObject({ title: z.string().max(200) })).output(type<string | null>()),
    /** Folders below the allowed roots, for a browser of the page's own. */
    list: oc.input(z.strictObject({ folder: folderSchema.nullable() })).output(type<FolderListing>()),
  },
  workspace: {
    state: oc.output(type<WorkspaceState>()),
    suggestions: oc.output(type<readonly WorkspaceSuggestion[]>()),
    /** Opens one that is there. */
    open: oc.input(folderRequestSchema).output(type<WorkspaceState>()),
    /** Makes one in a new or empty folder and opens it. */
    create: oc.input(folderRequestSchema).output(type<WorkspaceState>()),
    /** Brings back the newest good backup of a damaged catalog. */
    restore: oc.input(folderRequestSchema).output(type<WorkspaceState>()),
  },
  sources: {
    list: oc.output(type<readonly SourceSummary[]>()),
    /** A number that grows whenever sources, images or picks changed: what was shown may be asked for again. */
    watch: oc.output(eventIterator(type<{ readonly revision: number }>())),
    guess: oc.input(folderRequestSchema).output(type<SourceGuess>()),
    /** Returns the new source's id; its indexing has begun. */
    add: oc.input(addSourceSchema).output(type<{ readonly source: number }>()),
    rescan: oc.input(sourceIdSchema).output(type<void>()),
    rename: oc.input(renameSourceSchema).output(type<void>()),
    relocate: oc.input(relocateSourceSchema).output(type<void>()),
    /** Forgets it; nothing on its disk is touched. */
    remove: oc.input(sourceIdSchema).output(type<void>()),
    problems: oc.input(problemsRequestSchema).output(type<ProblemPage>()),
    /** Draws the demo scenes into the workspace and adds them. */
    addDemo: oc.output(eventIterator(type<TaskStep>())),
  },
  indexing: {
    watch: oc.output(eventIterator(type<readonly IndexingProgress[]>())),
    pause: oc.output(type<void>()),
    resume: oc.output(type<void>()),
    /** Pictures that are looked at are read first. */
    prioritise: oc.input(z.strictObject({ images: z.array(z.int().min(1)).max(1000) })).output(type<void>()),
  },
  gallery: {
    page: oc.input(pageRequestSchema).output(type<GalleryPage>()),
    facets: oc.input(z.strictObject({ filter: galleryFilterSchema })).output(type<FacetCounts>()),
    sequences: oc.input(sequencesRequestSchema).output(type<SequencePage>()),
    /** The place of an image in a list; null where it is not in it. */
    position: oc.input(positionRequestSchema).output(type<number | null>()),
    ids: oc.input(idsRequestSchema).output(type<readonly number[]>()),
    image: oc.input(imageId).output(type<ImageDetail>()),
  },
  boards: {
    list: oc.output(type<readonly BoardName[]>()),
    get: oc.input(boardIdSchema).output(type<Board>()),
    create: oc.input(boardNameSchema).output(type<Board>()),
    duplicate: oc.input(renameBoardSchema).output(type<Board>()),
    rename: oc.input(renameBoardSchema).output(type<Board>()),
    remove: oc.input(boardIdSchema).output(type<void>()),
    put: oc.input(putSchema).output(type<Board>()),
    take: oc.input(takeSchema).output(type<Board>()),
    move: oc.input(moveSchema).output(type<Board>()),
    fill: oc.input(fillSchema).output(type<Board>()),
    undo: oc.input(boardIdSchema).output(type<Board>()),
    redo: oc.input(boardIdSchema).output(type<Board>()),
    coverage: oc.input(coverageRequestSchema).output(type<BoardCoverage>()),
    suggest: oc.input(suggestRequestSchema).output(type<readonly ColumnSuggestion[]>()),
  },
  exports: {
    /** The dry run: what would be written and what would be left out. Reads every label of the export. */
    plan: oc.input(exportOptionsSchema).output(type<ExportPlan>()),
    /** What lies in a folder that is named as the target, and how much room its disk has. */
    target: oc.input(folderRequestSchema).output(type<ExportTarget>()),
    /** One runs at a time; it goes on when the page goes away. */
    start: oc.input(startExportSchema).output(type<{ readonly export: string }>()),
    /** The one that runs and those that ran, the newest first. */
    watch: oc.output(eventIterator(type<readonly ExportEntry[]>())),
    /** Leaves what was written, so that the same export goes on from there when it is started again. */
    cancel: oc.input(exportIdSchema).output(type<void>()),
    /** Takes one that ended off the list; nothing on the disk is touched. */
    forget: oc.input(exportIdSchema).output(type<void>()),
    /** Checks a folder of Cityscapes' layout; ends with the step that has the report. */
    verify: oc.input(verifyFolderSchema).output(eventIterator(type<VerifyStep>())),
    /** FID, KID and label agreement by condition, with networks that the person brings. */
    likeness: oc.input(likenessSchema).output(eventIterator(type<LikenessStep>())),
  },
  runs: {
    /** What a plan comes to; nothing is written. */
    plan: oc.input(planRequestSchema).output(type<RunEstimate>()),
    /** Does one transfer of the plan to measure this machine; `plan` tells the time then. */
    calibrate: oc.input(planRequestSchema).output(eventIterator(type<TaskStep>())),
    /** The plan as the text of a file (`PlanFile`). */
    planFile: oc.input(planRequestSchema).output(type<string>()),
    add: oc.input(addRunSchema).output(type<{ readonly run: number }>()),
    /** A run from the text of a plan's file. */
    addFile: oc.input(addPlanFileSchema).output(type<{ readonly run: number }>()),
    /** Adds the transfers of another plan to a run; its own settings stay. */
    extend: oc.input(extendRunSchema).output(type<{ readonly added: number }>()),
    watch: oc.output(eventIterator(type<RunsState>())),
    transfers: oc.input(transfersRequestSchema).output(type<TransferPage>()),
    failures: oc.input(runIdSchema).output(type<readonly FailureReason[]>()),
    pause: oc.input(pauseRunSchema).output(type<void>()),
    resume: oc.input(runIdSchema).output(type<void>()),
    /** What is queued is cancelled; what is done stays. */
    stop: oc.input(runIdSchema).output(type<void>()),
    /** What failed and what was cancelled, or some of it, is queued again. */
    retry: oc.input(retrySchema).output(type<{ readonly queued: number }>()),
    move: oc.input(moveRunSchema).output(type<void>()),
    rename: oc.input(renameRunSchema).output(type<void>()),
    setAfterCrash: oc.input(afterCrashSchema).output(type<void>()),
  },
  review: {
    page: oc.input(reviewPageSchema).output(type<ReviewPage>()),
    ids: oc.input(reviewIdsSchema).output(type<readonly number[]>()),
    result: oc.input(transferIdSchema).output(type<ReviewDetail>()),
    judge: oc.input(judgeSchema).output(type<Judged>()),
    countRule: oc.input(ruleCountSchema).output(type<{ readonly count: number }>()),
    judgeRule: oc.input(judgeRuleSchema).output(type<Judged>()),
    history: oc.output(type<ReviewHistory>()),
    undo: oc.output(type<Judged>()),
    redo: oc.output(type<Judged>()),
    statistics: oc.input(reviewStatisticsSchema).output(type<ReviewStatistics>()),
    /** A run of further tries, linked to the first ones. */
    rerun: oc.input(rerunSchema).output(type<{ readonly run: number }>()),
    /** JSON lines (`VerdictLine`). */
    exportVerdicts: oc.input(exportVerdictsSchema).output(type<string>()),
    importVerdicts: oc.input(importVerdictsSchema).output(type<VerdictImport>()),
    /** A number that grows whenever results or verdicts changed. */
    watch: oc.output(eventIterator(type<{ readonly revision: number }>())),
  },
  tuning: {
    /** Begins a preview and ends the one before it; `watch` tells the rest. */
    start: oc.input(startPreviewSchema).output(type<{ readonly preview: string }>()),
    /** Ends with the preview. */
    watch: oc.input(previewIdSchema).output(eventIterator(type<PreviewState>())),
    /** Within a step. One that has ended stays as it is. */
    cancel: oc.input(previewIdSchema).output(type<void>()),
    /** Of a preview that is done, of earlier ones too. */
    filter: oc.input(previewIdSchema).output(type<FilterIndex>()),
    classes: oc.input(previewIdSchema).output(type<ClassView>()),
    /** Of the pair, the newest first. */
    history: oc.input(pairSchema).output(type<readonly PastPreview[]>()),
    star: oc.input(starPreviewSchema).output(type<void>()),
    forget: oc.input(previewIdSchema).output(type<void>()),
    startSweep: oc.input(startSweepSchema).output(type<{ readonly sweep: string }>()),
    /** Ends with the sweep. The last sweep is kept until the next one, or until the workspace is closed. */
    watchSweep: oc.input(sweepIdSchema).output(eventIterator(type<SweepState>())),
    cancelSweep: oc.input(sweepIdSchema).output(type<void>()),
  },
  presets: {
    list: oc.output(type<readonly SavedPreset[]>()),
    save: oc.input(savePresetSchema).output(type<PresetVersion>()),
    /** Takes it from the list; what was made with its versions keeps them. */
    remove: oc.input(presetIdSchema).output(type<void>()),
  },
  models: {
    list: oc.output(type<readonly ModelEntry[]>()),
    /** Looks at a folder or a file without keeping it. */
    check: oc.input(addModelSchema).output(type<ModelEntry>()),
    add: oc.input(addModelSchema).output(type<ModelEntry>()),
    /** Forgets it; its files stay. */
    remove: oc.input(modelIdSchema).output(type<void>()),
    choose: oc.input(modelIdSchema).output(type<void>()),
  },
  machine: {
    state: oc.output(type<MachineState>()),
    chooseDevice: oc.input(deviceChoiceSchema).output(type<void>()),
    /** Compares every provider with the CPU and measures it; ends with the last step. */
    verify: oc.output(eventIterator(type<TaskStep>())),
    clearCache: oc.input(clearCacheSchema).output(type<void>()),
  },
}

export type Contract = typeof contract

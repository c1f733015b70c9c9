import type { ImportVerdictsRequest, JudgeRequest, JudgeRuleRequest, RerunRequest } from '../../../shared/review.ts'
import type { AfterCrash, PlanRequest } from '../../../shared/runs.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { importVerdicts } from '../../catalog/transfers/review/verdict-lines.ts'
import { history, judge, judgeByRule, stepThroughVerdicts } from '../../catalog/transfers/review/verdicts.ts'
import {
  addRun,
  extendRun,
  moveRun,
  pauseRun,
  renameRun,
  resumeRun,
  retryTransfers,
  type RetryChoice,
  setAfterCrash,
  stopRun,
  type NewRun,
} from '../../catalog/transfers/runs.ts'
import { rememberSpeed, type BlockSpeed, type MeasuredWork, type SpeedKey } from '../../catalog/transfers/speed.ts'
import { longestColumn, withBlockShape } from '../../runs/plan/block-shape.ts'
import { estimateRun } from '../../runs/plan/estimate.ts'
import { asPlanFile, readPlanFile, runOfPlanFile } from '../../runs/plan/plan-file.ts'
import { firstTransfer } from '../../runs/plan/first-transfer.ts'
import { planRun } from '../../runs/plan/plan-run.ts'
import { rerunTransfers } from '../../runs/plan/rerun.ts'

type Decided = Pick<Catalog, 'database' | 'workspace'>
type Start = NewRun['start']
interface OneRun {
  readonly run: number
}

const shapedRun = async (database: CatalogDatabase, plan: PlanRequest): Promise<Omit<NewRun, 'start'>> =>
  planRun(database, await withBlockShape(database, plan, longestColumn(database, plan))).run

/** What a person decides about runs and results. Planning reads much and is done here too, off the thread that answers the window. */
export const runDecisions = {
  estimateRun: (
    { database, workspace }: Decided,
    { plan, measured }: { readonly plan: PlanRequest; readonly measured: MeasuredWork | null },
  ) => estimateRun(database, workspace, plan, measured),
  firstTransfer: ({ database, workspace }: Decided, plan: PlanRequest) => firstTransfer(database, workspace, plan),
  writePlan: async ({ database }: Decided, plan: PlanRequest) =>
    `${JSON.stringify(asPlanFile(database, await shapedRun(database, plan)))}\n`,
  addRun: async ({ database }: Decided, { plan, start }: { readonly plan: PlanRequest; readonly start: Start }) =>
    addRun(database, { ...(await shapedRun(database, plan)), start }),
  addPlan: ({ database }: Decided, { plan, start }: { readonly plan: string; readonly start: Start }) =>
    addRun(database, { ...runOfPlanFile(database, readPlanFile(plan)), start }),
  extendRun: async ({ database }: Decided, { run, plan }: OneRun & { readonly plan: PlanRequest }) =>
    extendRun(database, run, await shapedRun(database, plan)),
  rememberSpeed: ({ database }: Decided, { key, speed }: { readonly key: SpeedKey; readonly speed: BlockSpeed }) =>
    rememberSpeed(database, key, speed),
  pauseRun: ({ database }: Decided, { run, now }: OneRun & { readonly now: boolean }) =>
    pauseRun(database, run, now ? 'now' : 'finish-block'),
  resumeRun: ({ database }: Decided, { run }: OneRun) => resumeRun(database, run),
  stopRun: ({ database }: Decided, { run }: OneRun) => stopRun(database, run),
  retryTransfers: ({ database }: Decided, { run, ...choice }: OneRun & RetryChoice) =>
    retryTransfers(database, run, choice),
  moveRun: ({ database }: Decided, { run, before }: OneRun & { readonly before: number | null }) =>
    moveRun(database, run, before),
  renameRun: ({ database }: Decided, { run, name }: OneRun & { readonly name: string }) =>
    renameRun(database, run, name),
  setAfterCrash: ({ database }: Decided, { run, afterCrash }: OneRun & { readonly afterCrash: AfterCrash }) =>
    setAfterCrash(database, run, afterCrash),
  judge: ({ database }: Decided, request: JudgeRequest) => judge(database, request),
  judgeByRule: ({ database }: Decided, request: JudgeRuleRequest) => judgeByRule(database, request),
  verdictHistory: ({ database }: Decided) => history(database),
  undoVerdict: ({ database }: Decided) => stepThroughVerdicts(database, 'undo'),
  redoVerdict: ({ database }: Decided) => stepThroughVerdicts(database, 'redo'),
  rerun: ({ database }: Decided, request: RerunRequest) => rerunTransfers(database, request),
  importVerdicts: ({ database }: Decided, request: ImportVerdictsRequest) => importVerdicts(database, request),
}

import { procedures } from './rpc/procedures.ts'
import { calibrated, Calibrations } from './runs/calibration.ts'
import { toldSteps } from './rpc/told-steps.ts'
import type { GpuTurns } from '../engine/gpu-turns.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { runs } = procedures

export function runCalls(workspaces: Workspaces, gpu: GpuTurns) {
  const calibrations = new Calibrations()
  return {
    plan: runs.plan.handler(({ input }) =>
      workspaces.current.decisions.decide('estimateRun', { plan: input, measured: calibrations.get(input) }),
    ),
    calibrate: runs.calibrate.handler(({ input, signal }) =>
      toldSteps(signal!, async (tell, ending) =>
        calibrations.set(input, await calibrated(workspaces.current, input, { tell, signal: ending, gpu })),
      ),
    ),
    planFile: runs.planFile.handler(({ input }) => workspaces.current.decisions.decide('writePlan', input)),
    add: runs.add.handler(async ({ input }) => ({ run: await workspaces.current.decisions.decide('addRun', input) })),
    addFile: runs.addFile.handler(async ({ input }) => ({
      run: await workspaces.current.decisions.decide('addPlan', input),
    })),
    extend: runs.extend.handler(async ({ input }) => ({
      added: await workspaces.current.decisions.decide('extendRun', input),
    })),
    watch: runs.watch.handler(({ signal }) => workspaces.current.queue.watch(signal!)),
    transfers: runs.transfers.handler(({ input, signal }) => workspaces.current.queries.transfers(input, { signal })),
    failures: runs.failures.handler(({ input, signal }) => workspaces.current.queries.failures(input.run, { signal })),
    pause: runs.pause.handler(async ({ input }) => {
      const { decisions, queue } = workspaces.current
      await decisions.decide('pauseRun', input)
      if (input.now) queue.interrupt(input.run)
    }),
    resume: runs.resume.handler(({ input }) => workspaces.current.decisions.decide('resumeRun', input)),
    stop: runs.stop.handler(async ({ input }) => {
      const { decisions, queue } = workspaces.current
      await decisions.decide('stopRun', input)
      queue.interrupt(input.run)
    }),
    retry: runs.retry.handler(async ({ input }) => ({
      queued: await workspaces.current.decisions.decide('retryTransfers', input),
    })),
    move: runs.move.handler(({ input }) => workspaces.current.decisions.decide('moveRun', input)),
    rename: runs.rename.handler(({ input }) => workspaces.current.decisions.decide('renameRun', input)),
    setAfterCrash: runs.setAfterCrash.handler(({ input }) =>
      workspaces.current.decisions.decide('setAfterCrash', input),
    ),
  }
}

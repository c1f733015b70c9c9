import type { TaskStep } from '../../shared/contract.ts'
import { UsageError } from '../../shared/errors.ts'
import { verifyDevices } from '../engine/verify-devices.ts'
import type { Host } from './host.ts'
import { chosenDevice } from './machine/chosen-device.ts'
import { procedures } from './rpc/procedures.ts'
import { toldSteps } from './rpc/told-steps.ts'
import { runTask } from './tasks/run-task.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { machine } = procedures

export function machineCalls(workspaces: Workspaces, host: Host) {
  const device = chosenDevice()
  const verification = { running: false }
  const workspace = async () => (await workspaces.opened())?.workspace ?? null
  return {
    state: machine.state.handler(async () => {
      const { versions, ...found } = await runTask('describeMachine', { workspace: await workspace() })
      return { ...found, versions: { ...versions, ...host.versions }, chosen: await device.read() }
    }),
    chooseDevice: machine.chooseDevice.handler(async ({ input }) => {
      if (input.provider === 'cpu' && input.precision === 'fp16')
        throw new UsageError('The CPU computes in fp32 only; leave the precision at auto')
      await device.change(() => input)
    }),
    verify: machine.verify.handler(({ signal }) =>
      toldSteps<TaskStep>(signal!, (tell, ending) => verify(verification, tell, ending)),
    ),
    clearCache: machine.clearCache.handler(async ({ input }) => {
      await runTask('clearCache', { cache: input.cache, workspace: await workspace() })
    }),
  }
}

/** One at a time: two would measure each other. */
async function verify(
  verification: { running: boolean },
  tell: (step: TaskStep) => void,
  signal: AbortSignal,
): Promise<void> {
  if (verification.running) throw new UsageError('The providers are being compared already; wait for that to end')
  verification.running = true
  try {
    const providers = await runTask('listProviders', {}, { signal })
    const startedMilliseconds = performance.now()
    let count = 0
    await verifyDevices(
      {
        signal,
        onDevice: ({ provider, precision }, done, total) => {
          count = total
          const perDevice = (performance.now() - startedMilliseconds) / 1000 / done
          const secondsLeft = done === 0 ? null : perDevice * (total - done)
          tell({ what: `Comparing ${provider} in ${precision} with the CPU`, done, total, secondsLeft })
        },
      },
      providers,
    )
    tell({ what: 'Every provider was compared', done: count, total: count, secondsLeft: 0 })
  } finally {
    verification.running = false
  }
}

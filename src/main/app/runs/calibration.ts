import type { TaskStep } from '../../../shared/contract.ts'
import type { PlanRequest } from '../../../shared/runs.ts'
import { speedOf, type MeasuredTransfer } from '../../catalog/transfers/speed.ts'
import { startEngine } from '../../engine/client.ts'
import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import type { GpuTurns } from '../../engine/gpu-turns.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'

/** Denoising steps of a calibration: the first prepares, the rest tell the time. */
const STEPS = 4

/** What was measured of a model on a device, as long as the application is open. */
export class Calibrations {
  readonly #measured = new Map<string, MeasuredTransfer>()

  get(plan: PlanRequest): MeasuredTransfer | null {
    return this.#measured.get(keyOf(plan)) ?? null
  }

  set(plan: PlanRequest, measured: MeasuredTransfer): void {
    this.#measured.set(keyOf(plan), measured)
  }
}

const keyOf = ({ model, provider, precision }: PlanRequest): string => JSON.stringify([model, provider, precision])

interface Surroundings {
  readonly tell: (step: TaskStep) => void
  readonly signal: AbortSignal
  readonly gpu: GpuTurns
}

/**
 * Measures the machine: the plan's first transfer with a few steps.
 *
 * @throws as the plan and `Engine.transfer`
 */
export async function calibrated(
  { decisions }: OpenWorkspace,
  plan: PlanRequest,
  { tell, signal, gpu }: Surroundings,
): Promise<MeasuredTransfer> {
  const request = await decisions.decide('firstTransfer', plan)
  const { steps } = request.settings
  const settings = { ...request.settings, skip: Math.max(steps - STEPS, 0) }
  const engine = startEngine({ env: await cudaEnvironment(undefined), graceMilliseconds: 3000 })
  const measure = () =>
    engine.transfer(
      { ...request, settings },
      {
        signal,
        onProgress: ({ phase, step, steps: total }) =>
          tell({ what: `Measuring: ${phase}`, done: step, total, secondsLeft: null }),
      },
    )
  try {
    const user = { letGo: () => engine.stop() }
    const { provenance } = request.provider === 'cpu' ? await measure() : await gpu.during(user, signal, measure)
    const { convert = 0, load = 0, denoise = 0 } = provenance.timings
    const speed = speedOf(settings, { evaluations: provenance.evaluations, denoiseSeconds: denoise })
    if (speed) await decisions.decide('rememberSpeed', { key: { ...plan, size: settings.size }, speed })
    return { seconds: Math.max(provenance.seconds - convert - load, 0.001), settings }
  } finally {
    await engine.stop()
  }
}

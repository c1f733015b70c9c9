import type { TaskStep } from '../../../shared/contract.ts'
import type { Provider } from '../../../shared/compute.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { PlanRequest } from '../../../shared/runs.ts'
import { speedOf, type MeasuredWork } from '../../catalog/transfers/speed.ts'
import { startEngine } from '../../engine/client.ts'
import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import type { GpuTurns } from '../../engine/gpu-turns.ts'
import { workOfTransfer } from '../../runs/plan/duration.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'

/** Denoising steps of a calibration, after one that loads and prepares everything and tells nothing of the time. */
const STEPS = 4

/** What was measured of a model on a device, as long as the application is open. */
export class Calibrations {
  readonly #measured = new Map<string, MeasuredWork>()

  get(plan: PlanRequest): MeasuredWork | null {
    return this.#measured.get(keyOf(plan)) ?? null
  }

  set(plan: PlanRequest, measured: MeasuredWork): void {
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
): Promise<MeasuredWork> {
  const request = await decisions.decide('firstTransfer', plan)
  const { steps } = request.settings
  const withSteps = (count: number): Settings => ({ ...request.settings, skip: Math.max(steps - count, 0) })
  const settings = withSteps(STEPS)
  const engine = startEngine({ env: await cudaEnvironment(undefined), graceMilliseconds: 3000 })
  const transfer = (how: Settings, what: string, onProvider?: (provider: Provider) => void) =>
    engine.transfer(
      { ...request, settings: how },
      {
        signal,
        onEvent: (event) => onProvider?.(event.provider),
        onProgress: ({ phase, step, steps: total }) =>
          tell({ what: `${what}: ${phase}`, done: step, total, secondsLeft: null }),
      },
    )
  const measure = async (onProvider?: (provider: Provider) => void) => {
    await transfer(withSteps(1), 'Preparing', onProvider)
    return await transfer(settings, 'Measuring')
  }
  try {
    const user = { letGo: () => engine.stop() }
    const { provenance } = request.provider === 'cpu' ? await measure() : await gpu.during(user, signal, measure)
    const { evaluations, timings } = provenance
    const speed = speedOf(settings, { evaluations, denoiseSeconds: timings['denoise'] ?? 0 })
    if (speed) await decisions.decide('rememberSpeed', { key: { ...plan, size: settings.size }, speed })
    return workOfTransfer(provenance)
  } finally {
    await engine.stop()
  }
}

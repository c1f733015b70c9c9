import { listProviders, type Device } from '../diffusion/session.ts'
import type { Precision, PrecisionChoice, Provider, ProviderChoice } from '../../shared/compute.ts'
import { MemoryError, ProviderError, UsageError } from '../../shared/errors.ts'
import { describeFault, hasPassed } from './devices/comparison.ts'
import { howToInstall } from './devices/installation.ts'
import { measureMatrixSpeed } from './devices/matrix-speed.ts'
import { checkSmallModel } from './devices/small-check.ts'
import { Verdicts, type Verdict } from './devices/verdicts.ts'

export interface DeviceChoice {
  readonly device: Device
  /** Sentences, where it is not what was asked for. */
  readonly warnings: readonly string[]
}

/** What of the machine decides, so that it can be told otherwise in tests. */
export interface Machine {
  readonly listed: () => readonly Provider[]
  /** GFLOP/s. @throws ProviderError where the device does not start */
  readonly speed: (device: Device) => Promise<number>
  /** What it computes wrong, one clause each. @throws ProviderError */
  readonly faults: (device: Device) => Promise<readonly string[]>
}

export const thisMachine: Machine = {
  listed: () => listProviders().map(({ provider }) => provider),
  speed: measureMatrixSpeed,
  faults: async (device) => (await checkSmallModel(device)).filter((part) => !hasPassed(part)).map(describeFault),
}

/** Fastest first. */
const order: readonly Provider[] = ['cuda', 'webgpu', 'dml', 'coreml']
const cpu: Device = { provider: 'cpu', precision: 'fp32' }
/** Once can be a cancelled or killed process. */
const maxCrashes = 2

/**
 * Where to compute. `auto` is the first of cuda, webgpu, dml and coreml that starts, is faster than the CPU and computes right, in fp16
 * where it can; else the CPU. A provider that was named need not be fast. Where it fails the CPU is taken with a warning.
 * The first choice on a machine checks its devices, which takes seconds; the verdicts are kept in the cache folder.
 * @throws UsageError for fp16 on the CPU
 */
export async function chooseDevice(
  choice: { readonly provider: ProviderChoice; readonly precision: PrecisionChoice },
  { cacheFolder, machine = thisMachine }: { readonly cacheFolder: string; readonly machine?: Machine },
): Promise<DeviceChoice> {
  const { provider, precision } = choice
  if (provider === 'cpu') {
    if (precision === 'fp16')
      throw new UsageError(
        'The CPU computes in fp32 only (ONNX Runtime has few fp16 kernels for it, and they are slower): leave the precision at auto, or choose a GPU provider.',
      )
    return { device: cpu, warnings: [] }
  }
  const examiner = new Examiner(machine, new Verdicts(cacheFolder))
  return provider === 'auto' ? automatic(precision, examiner) : named(provider, precision, examiner)
}

/** fp32 stands behind fp16: not every GPU has it. */
const precisionsOf = (choice: PrecisionChoice): Precision[] => (choice === 'fp32' ? ['fp32'] : ['fp16', 'fp32'])

async function automatic(precision: PrecisionChoice, examiner: Examiner): Promise<DeviceChoice> {
  const warnings: string[] = []
  for (const provider of order.filter((each) => examiner.machine.listed().includes(each))) {
    for (const each of precisionsOf(precision)) {
      const device: Device = { provider, precision: each }
      const { result, reason } = await examiner.examine(device, 'if-fast')
      if (result === 'right') return { device, warnings: precisionWarnings(precision, device) }
      // a machine without that GPU, or with one that isn't worth it, is nothing to tell
      if (result === 'wrong') warnings.push(`The provider ${provider} is not used in ${each}: ${reason}.`)
    }
  }
  return { device: cpu, warnings: [...warnings, ...precisionWarnings(precision, cpu)] }
}

async function named(provider: Provider, precision: PrecisionChoice, examiner: Examiner): Promise<DeviceChoice> {
  if (!examiner.machine.listed().includes(provider)) {
    const warning = `The provider ${provider} is not in ONNX Runtime for ${process.platform} ${process.arch}: the CPU computes instead.`
    return { device: cpu, warnings: [warning] }
  }
  let failure: Examination | null = null
  for (const each of precisionsOf(precision)) {
    const device: Device = { provider, precision: each }
    const examination = await examiner.examine(device, 'in-any-case')
    if (examination.result === 'right') return { device, warnings: precisionWarnings(precision, device) }
    failure = examination
  }
  return { device: cpu, warnings: [fallbackWarning(provider, failure)] }
}

function fallbackWarning(provider: Provider, failure: Examination | null): string {
  const computes = `The CPU computes instead of ${provider}`
  if (failure?.result !== 'not-started') return `${computes}: ${failure?.reason}.`
  const remedy = howToInstall(provider)
  return `${computes}, which does not start here (${failure.reason})${remedy === null ? '' : `: ${remedy}`}.`
}

const precisionWarnings = (asked: PrecisionChoice, { provider, precision }: Device): string[] =>
  asked === 'fp16' && precision === 'fp32'
    ? [`It computes in fp32: ${provider === 'cpu' ? 'the CPU has no fp16' : `fp16 does not work on ${provider} here`}.`]
    : []

interface Examination {
  readonly result: 'right' | 'wrong' | 'slow' | 'not-started'
  /** A clause, where it is not right. */
  readonly reason: string
}

class Examiner {
  readonly machine: Machine
  readonly #verdicts: Verdicts
  #cpuSpeed: Promise<number> | null = null

  constructor(machine: Machine, verdicts: Verdicts) {
    this.machine = machine
    this.#verdicts = verdicts
  }

  /** From an earlier verdict, or by a check; one that does not start is tried again each time, since a driver may be installed. */
  async examine(device: Device, when: 'if-fast' | 'in-any-case'): Promise<Examination> {
    const known = await this.#verdicts.find(device)
    if (known && (known.faults || when === 'if-fast')) return judge(known, when)
    if ((await this.#verdicts.crashes(device)) >= maxCrashes) {
      return {
        result: 'wrong',
        reason: 'it ended the inference process when it was checked (doctor --verify tries again)',
      }
    }
    await this.#verdicts.begin(device)
    let verdict: Verdict | null = null
    try {
      verdict = await this.#check(device, when)
      return judge(verdict, when)
    } catch (error) {
      if (!(error instanceof ProviderError || error instanceof MemoryError)) throw error
      return { result: 'not-started', reason: withoutSubject(error.message) }
    } finally {
      await this.#verdicts.end(device, verdict)
    }
  }

  async #check(device: Device, when: 'if-fast' | 'in-any-case'): Promise<Verdict> {
    const speed = await this.machine.speed(device)
    this.#cpuSpeed ??= this.machine.speed(cpu)
    const timesCpu = speed / (await this.#cpuSpeed)
    const isWorthIt = when === 'in-any-case' || timesCpu > 1
    return { timesCpu, gflops: speed, faults: isWorthIt ? await this.machine.faults(device) : null }
  }
}

/** `The provider cuda could not load the model: no such library.` -> `no such library` */
const withoutSubject = (sentence: string): string =>
  sentence.replace(/^The provider \w+ could not [^:]*: /, '').replace(/\.$/, '')

function judge({ timesCpu, faults }: Verdict, when: 'if-fast' | 'in-any-case'): Examination {
  if (faults && faults.length > 0) return { result: 'wrong', reason: faults.join(', and ') }
  if (when === 'if-fast' && timesCpu <= 1) return { result: 'slow', reason: 'it is slower than the CPU' }
  return { result: 'right', reason: '' }
}

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { hostname, release } from 'node:os'
import path from 'node:path'
import { onnxRuntimeVersion, type Device } from '../../diffusion/session.ts'
import { writeAtomically } from '../../diffusion/weights/atomic-file.ts'
import { WriteError } from '../../../shared/errors.ts'

/** What is known of a device on this machine. */
export interface Verdict {
  /** Its speed in products of matrices, times the CPU's. */
  readonly timesCpu: number
  /** The same in GFLOP/s, where the check measured it. */
  readonly gflops?: number
  /** What the small check found wrong, one clause each; null where the device is too slow to be worth the check. */
  readonly faults: readonly string[] | null
}

/** A check that began and was never finished: so many times, last by that process. */
interface Unfinished {
  readonly unfinished: number
  readonly pid: number
}

type Entries = Record<string, Verdict | Unfinished>

/** To be changed when the check finds other things, or the graphs change. */
const checkVersion = 1

/**
 * The verdicts of earlier checks, in `providers.json` of the cache folder. A check that crashes its process leaves an
 * entry behind, so that the next process does not try again and again. A file that is missing or damaged is an empty one.
 */
export class Verdicts {
  readonly #file: string

  constructor(cacheFolder: string) {
    this.#file = path.join(cacheFolder, 'providers.json')
  }

  async find(device: Device): Promise<Verdict | null> {
    const entry = (await this.#read())[await keyOf(device)]
    return entry && !('unfinished' in entry) ? entry : null
  }

  /** How often a check of that device ended with its process, without a verdict. */
  async crashes(device: Device): Promise<number> {
    const entry = (await this.#read())[await keyOf(device)]
    return entry && 'unfinished' in entry && !isRunning(entry.pid) ? entry.unfinished : 0
  }

  async begin(device: Device): Promise<void> {
    await this.#write(device, { unfinished: (await this.crashes(device)) + 1, pid: process.pid })
  }

  /** @param verdict null: nothing is to be remembered */
  async end(device: Device, verdict: Verdict | null): Promise<void> {
    await this.#write(device, verdict)
  }

  async #read(): Promise<Entries> {
    try {
      const entries: unknown = JSON.parse(await readFile(this.#file, 'utf8'))
      return typeof entries === 'object' && entries !== null ? (entries as Entries) : {}
    } catch {
      return {}
    }
  }

  /** A cache that cannot be written only costs another check next time. */
  async #write(device: Device, entry: Verdict | Unfinished | null): Promise<void> {
    const key = await keyOf(device)
    const { [key]: before, ...others } = await this.#read()
    if (!entry && !before) return
    const text = JSON.stringify(entry ? { ...others, [key]: entry } : others, null, 1)
    try {
      await mkdir(path.dirname(this.#file), { recursive: true })
      await writeAtomically(this.#file, text.length, async (handle) => handle.writeFile(text))
    } catch (error) {
      if (!(error instanceof WriteError) && !('code' in (error as Error))) throw error
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0) // asks, ends nothing
    return true
  } catch {
    return false
  }
}

/** A device on this machine, with what decides how it computes: versions, drivers, where libraries are looked for. */
async function keyOf({ provider, precision }: Device): Promise<string> {
  const { LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES } = process.env
  const nvidia = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => null)
  const vulkanDrivers = await readdir('/usr/share/vulkan/icd.d').catch(() => null)
  const facts = [
    hostname(),
    release(),
    nvidia,
    vulkanDrivers,
    LD_LIBRARY_PATH ?? null,
    VK_ICD_FILENAMES ?? null,
    VK_DRIVER_FILES ?? null,
  ]
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  return `${provider} ${precision}, ONNX Runtime ${onnxRuntimeVersion()}, check ${checkVersion}, machine ${hash}`
}

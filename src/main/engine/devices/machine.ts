import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism, arch, cpus, platform, totalmem } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export interface Machine {
  /** As in `linux x64`. */
  readonly platform: string
  readonly processor: string
  readonly cores: number
  /** Bytes. */
  readonly memory: { readonly total: number; readonly available: number }
  /** In words; empty where none is visible. */
  readonly gpus: readonly string[]
}

/** What this machine has to compute with. */
export async function describeMachine(): Promise<Machine> {
  return {
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: { total: totalmem(), available: process.availableMemory() },
    gpus: await findGpus(),
  }
}

/** NVIDIA's own tool says the most; else the graphics devices on the PCI bus. */
async function findGpus(): Promise<string[]> {
  const nvidia = await nvidiaGpus()
  return nvidia.length > 0 ? nvidia : pciGpus()
}

async function nvidiaGpus(): Promise<string[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader']
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5000 })
    return stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(nvidiaGpu)
  } catch {
    return [] // No such tool, or no such GPU: it says nothing either way.
  }
}

function nvidiaGpu(line: string): string {
  const [name, memory, driver] = line.split(',').map((part) => part.trim())
  return `${name} (${memory}, driver ${driver})`
}

const pciDevices = '/sys/bus/pci/devices'
const vendors: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' }

async function pciGpus(): Promise<string[]> {
  const devices = await readdir(pciDevices).catch(() => [])
  const read = async (device: string, name: string): Promise<string> =>
    (await readFile(path.join(pciDevices, device, name), 'utf8').catch(() => '')).trim()
  const found = await Promise.all(
    devices.map(async (device) => {
      // PCI class 03: display controllers.
      if (!(await read(device, 'class')).startsWith('0x03')) return []
      const vendor = await read(device, 'vendor')
      return [`${vendors[vendor] ?? `vendor ${vendor}`} device ${await read(device, 'device')}`]
    }),
  )
  return found.flat()
}

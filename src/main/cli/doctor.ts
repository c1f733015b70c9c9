import type { Command } from 'commander'
import { listProviders, onnxRuntimeVersion, type ProviderListing } from '../diffusion/session.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { cudaInstallation, type CudaInstallation } from './cuda-installation.ts'
import { describeMachine, type Machine } from './machine.ts'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Says what this machine has, what Weatherglass can compute on, and what would be missing.')
    .option('--json', 'prints the result as one JSON object')
    .action(doctor)
}

interface Diagnosis {
  readonly versions: { readonly weatherglass: string; readonly node: string; readonly onnxruntime: string }
  readonly machine: Machine
  readonly providers: readonly ProviderListing[]
  /** Null where there is no CUDA for this platform. */
  readonly cuda: CudaInstallation | null
}

async function doctor({ json }: { readonly json?: true }): Promise<void> {
  const diagnosis: Diagnosis = {
    versions: { weatherglass: packageJson.version, node: process.versions.node, onnxruntime: onnxRuntimeVersion() },
    machine: await describeMachine(),
    providers: listProviders(),
    cuda: cudaInstallation(),
  }
  process.stdout.write(json ? `${JSON.stringify(diagnosis)}\n` : describe(diagnosis))
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

function describe({ versions, machine, providers, cuda }: Diagnosis): string {
  const names = providers.map(({ provider, bundled }) =>
    bundled ? provider : `${provider} (libraries to be installed)`,
  )
  return [
    `Weatherglass ${versions.weatherglass}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}`,
    `  machine    ${machine.platform}, ${machine.cores} cores (${machine.processor})`,
    `  memory     ${gigabytes(machine.memory.total)}, ${gigabytes(machine.memory.available)} available`,
    `  GPU        ${machine.gpus.join('; ') || 'none visible'}`,
    `  providers  ${names.join(', ')}`,
    ...(cuda ? [`  CUDA       ${describeCuda(cuda)}`] : []),
    '',
  ].join('\n')
}

const describeCuda = ({ installed, command }: CudaInstallation): string =>
  installed ? 'libraries of ONNX Runtime are installed' : `to use an NVIDIA GPU by CUDA, run once: ${command}`

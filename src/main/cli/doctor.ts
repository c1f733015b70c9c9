import { Option, type Command } from 'commander'
import { listProviders, onnxRuntimeVersion, type ProviderListing } from '../diffusion/session.ts'
import { cudaInstallation, type CudaInstallation } from '../engine/devices/installation.ts'
import { describeMachine, type Machine } from '../engine/devices/machine.ts'
import { verifyDevices, type VerifiedDevice } from '../engine/verify-devices.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { cancellable } from './cancellation.ts'
import { providerTable } from './provider-table.ts'

interface DoctorOptions {
  readonly verify?: true
  readonly model?: string
  readonly weightsCache?: string
  readonly cudaLibraries?: string
  readonly json?: true
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Says what this machine has, what Weatherglass can compute on, and what would be missing.')
    .option('--verify', 'compares every provider with the CPU, part by part, and remembers the verdicts')
    .addOption(new Option('--model <path>', 'also tries one step of this model at 512x1024').implies({ verify: true }))
    .option('--weights-cache <folder>', 'where converted weights and verdicts are kept')
    .option('--cuda-libraries <folder>', 'where cuDNN and cuBLAS are (or WEATHERGLASS_CUDA_LIBRARIES)')
    .option('--json', 'prints the result as one JSON object')
    .action(doctor)
}

interface Diagnosis {
  readonly versions: { readonly weatherglass: string; readonly node: string; readonly onnxruntime: string }
  readonly machine: Machine
  readonly providers: readonly ProviderListing[]
  /** Null where there is no CUDA for this platform. */
  readonly cuda: CudaInstallation | null
  /** Null where it was not asked for. */
  readonly verified: readonly VerifiedDevice[] | null
}

async function doctor(options: DoctorOptions): Promise<void> {
  const diagnosis: Diagnosis = {
    versions: { weatherglass: packageJson.version, node: process.versions.node, onnxruntime: onnxRuntimeVersion() },
    machine: await describeMachine(),
    providers: listProviders(),
    cuda: cudaInstallation(),
    verified: options.verify ? await cancellable((signal) => verifyAll(options, signal)) : null,
  }
  process.stdout.write(options.json ? `${JSON.stringify(diagnosis)}\n` : describe(diagnosis))
}

const verifyAll = (options: DoctorOptions, signal: AbortSignal): Promise<VerifiedDevice[]> =>
  verifyDevices({
    ...options,
    signal,
    onDevice: ({ provider, precision }) => {
      if (!options.json) process.stderr.write(`verifying ${provider} in ${precision}\n`)
    },
  })

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

function describe({ versions, machine, providers, cuda, verified }: Diagnosis): string {
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
    verified ? `\n${providerTable(verified)}` : '',
  ].join('\n')
}

const describeCuda = ({ installed, command }: CudaInstallation): string =>
  installed ? 'libraries of ONNX Runtime are installed' : `to use an NVIDIA GPU by CUDA, run once: ${command}`

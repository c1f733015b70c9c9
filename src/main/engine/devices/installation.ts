import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Provider } from '../../../shared/compute.ts'

export interface CudaInstallation {
  readonly installed: boolean
  /** Downloads ONNX Runtime's CUDA libraries: its own install script, which `npm ci` leaves out. */
  readonly command: string
}

/** The CUDA libraries of onnxruntime-node; null on platforms that it has none for, and in the desktop's packages, which take no more files. */
export function cudaInstallation(): CudaInstallation | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  if (/[\\/]app\.asar[\\/]/.test(folder)) return null
  const script = path.relative(process.cwd(), path.join(folder, 'script', 'install.js'))
  return {
    installed: existsSync(path.join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so')),
    command: `${nodeCommand()} ${script} --onnxruntime-node-install=cuda12`,
  }
}

/** Node's own program as a terminal finds it: the one that the tarball brings is on no PATH. */
function nodeCommand(): string {
  const isOnPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, 'node')))
  return isOnPath || process.versions['electron'] !== undefined
    ? 'node'
    : path.relative(process.cwd(), process.execPath)
}

/** What to do where a provider does not start, with the exact command; null where there is nothing to install. */
export function howToInstall(provider: Provider): string | null {
  if (provider === 'cuda') return howToInstallCuda(cudaInstallation())
  if (provider === 'webgpu') return howToInstallVulkan()
  if (provider === 'dml') return 'install the driver of the graphics card, with DirectX 12'
  return null
}

/** The libraries of NVIDIA that ONNX Runtime's CUDA provider loads, as packages of the Python package index. */
const cudaPackages = ['cublas', 'cuda-nvrtc', 'cuda-runtime', 'cudnn', 'cufft', 'curand', 'nvjitlink']

function howToInstallCuda(cuda: CudaInstallation | null): string | null {
  if (!cuda) return null
  if (!cuda.installed) return `run ${cuda.command}`
  const packages = cudaPackages.map((name) => `nvidia-${name}-cu12`).join(' ')
  return `install the NVIDIA driver, CUDA 12 and cuDNN 9, or name a folder that holds their libraries with --cuda-libraries (python3 -m pip install --target cuda-libraries ${packages})`
}

const loaderFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
]

/** Vulkan has a loader, one for all, and a driver for each maker of GPUs. Windows and macOS bring both. */
function howToInstallVulkan(): string | null {
  if (process.platform !== 'linux') return null
  const isNvidia = existsSync('/proc/driver/nvidia/version')
  const driver = isNvidia ? 'nvidia-vulkan-icd' : 'mesa-vulkan-drivers'
  const hasLoader = loaderFolders.some((folder) => existsSync(path.join(folder, 'libvulkan.so.1')))
  const packages = hasLoader ? driver : `libvulkan1 ${driver}`
  return `run sudo apt-get install -y ${packages}${isNvidia ? ' (on Ubuntu libnvidia-gl of the driver’s version)' : ''}`
}

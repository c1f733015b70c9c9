import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface CudaInstallation {
  readonly installed: boolean
  /** Downloads ONNX Runtime's CUDA libraries: its own install script, which `npm ci` leaves out. */
  readonly command: string
}

/** The CUDA libraries of onnxruntime-node; null on platforms that it has none for. */
export function cudaInstallation(): CudaInstallation | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  const script = path.relative(process.cwd(), path.join(folder, 'script', 'install.js'))
  return {
    installed: existsSync(path.join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so')),
    command: `node ${script} --onnxruntime-node-install=cuda12`,
  }
}

import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'

/** How deep below the given folder libraries are looked for: `nvidia/cudnn/lib` of a Python environment is three down. */
const maxDepth = 4
const cudaLibrary = /^lib(cudnn|cublas|cudart|cufft|curand|nvrtc|nvJitLink)[\w-]*\.so(\.|$)/

/**
 * What to add to the environment of the inference process so that the CUDA provider finds cuDNN, cuBLAS and the rest in a folder or
 * below it: the system looks at LD_LIBRARY_PATH when a process starts, never later.
 * @param folder as given by `--cuda-libraries`, or WEATHERGLASS_CUDA_LIBRARIES; nothing is added without it
 * @throws FileMissingError
 */
export async function cudaEnvironment(
  folder: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const chosen = folder ?? environment['WEATHERGLASS_CUDA_LIBRARIES']
  if (!chosen) return {}
  const folders = await foldersWithLibraries(path.resolve(chosen), maxDepth).catch((error: NodeJS.ErrnoException) => {
    throw new FileMissingError(`${chosen}: the folder of CUDA libraries cannot be read (${error.code}).`, chosen)
  })
  if (folders.length === 0) {
    throw new FileMissingError(
      `${chosen}: expected cuDNN, cuBLAS or another CUDA library (libcudnn.so.9, libcublas.so.12) in this folder or below it, found none.`,
      chosen,
    )
  }
  const before = environment['LD_LIBRARY_PATH']
  return { LD_LIBRARY_PATH: [...folders, ...(before ? [before] : [])].join(path.delimiter) }
}

async function foldersWithLibraries(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const own = entries.some((entry) => !entry.isDirectory() && cudaLibrary.test(entry.name)) ? [folder] : []
  const below = entries.filter((entry) => depth > 0 && entry.isDirectory() && !entry.name.startsWith('.'))
  const found = await Promise.all(below.map(({ name }) => foldersWithLibraries(path.join(folder, name), depth - 1)))
  return [...own, ...found.flat()]
}

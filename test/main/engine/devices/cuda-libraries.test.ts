import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { cudaEnvironment } from '../../../../src/main/engine/devices/cuda-libraries.ts'
import { FileMissingError } from '../../../../src/shared/errors.ts'
import { temporaryFolder } from '../../diffusion/safetensors-files.ts'

function folderWith(...files: string[]): string {
  const folder = temporaryFolder()
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), '')
  }
  return folder
}

it('every folder with CUDA libraries comes before what LD_LIBRARY_PATH held', async () => {
  const folder = folderWith(
    'nvidia/cudnn/lib/libcudnn.so.9',
    'nvidia/cublas/lib/libcublasLt.so.12',
    'numpy/libs/libgfortran.so',
  )
  const { LD_LIBRARY_PATH } = await cudaEnvironment(folder, { LD_LIBRARY_PATH: '/before' })
  const [cudnn, cublas] = ['cudnn', 'cublas'].map((part) => path.join(folder, 'nvidia', part, 'lib'))
  const parts = LD_LIBRARY_PATH!.split(':')
  expect(new Set(parts)).toEqual(new Set([cudnn, cublas, '/before']))
  expect(parts.at(-1)).toBe('/before')
})

it('the folder may come from the environment', async () => {
  const folder = folderWith('libcudnn.so.9')
  expect(await cudaEnvironment(undefined, { WEATHERGLASS_CUDA_LIBRARIES: folder })).toEqual({ LD_LIBRARY_PATH: folder })
  expect(await cudaEnvironment(undefined, {})).toEqual({})
})

it('a folder without such libraries, or none at all, is refused', async () => {
  await expect(cudaEnvironment(folderWith('libpng.so'), {})).rejects.toBeInstanceOf(FileMissingError)
  await expect(cudaEnvironment('/no/such/folder', {})).rejects.toMatchObject({ file: '/no/such/folder' })
})

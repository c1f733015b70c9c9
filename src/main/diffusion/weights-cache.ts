import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError, WeightsError, WriteError } from '../../shared/errors.ts'
import { readTensorBytes } from './safetensors.ts'
import {
  cachedFileName,
  checkFreeSpace,
  makeCacheFolder,
  markUsed,
  trimCache,
  type WeightsCache,
} from './weights/cache-folder.ts'
import { filesOf, type Component } from './weights/component.ts'
import { convertPiece, type ComputeDtype } from './weights/conversion.ts'
import { bytesPerElement, elementCount, isFloatDtype, isQuantisedDtype } from './weights/dtypes.ts'
import { quoted } from './weights/header-json.ts'
import { readSafetensorsHeader, type TensorView } from './weights/header.ts'
import { hashTensors } from './weights/tensor-samples.ts'
import { tensorFileSize, writeTensorFile, type TensorOutline } from './weights/tensor-writer.ts'

export { defaultCacheFolder, type WeightsCache } from './weights/cache-folder.ts'
export type { ComputeDtype } from './weights/conversion.ts'

/** One report while weights are converted; the first comes before anything is written. */
export interface ConversionProgress {
  /** The converted file to come. */
  readonly file: string
  readonly bytesDone: number
  readonly bytesTotal: number
  /** A sentence where the converted weights are larger than the cache may be. */
  readonly warning: string | null
}

/** To be changed when the same weights would be converted to other bytes. */
const conversionVersion = 1

interface ConvertedTensor extends TensorOutline {
  readonly view: TensorView
}

/**
 * A component whose floating-point tensors have the compute dtype. One that has it already is given back as it is: its
 * file is mapped. Any other is converted once into the cache and found there afterwards.
 *
 * Weights larger than the whole cache are converted all the same (and say so in `onProgress`); they go when something else
 * is converted. Two processes that convert the same weights at once write a file of their own each; the last one stays.
 *
 * @throws WeightsError for 8-bit floats, for values too large for the compute dtype and for files that became shorter;
 *   WriteError with the bytes needed where the disk is full or the cache cannot be written, with nothing left behind
 */
export async function prepareComponent(
  component: Component,
  compute: ComputeDtype,
  cache: WeightsCache,
  onProgress?: (progress: ConversionProgress) => void,
): Promise<Component> {
  const outline = outlineOf(component, compute)
  if (outline.every(({ dtype, view }) => dtype === view.dtype)) return component
  const folder = await makeCacheFolder(cache.folder)
  const file = path.join(folder, cachedFileName(await keyOf(component), compute))
  const ready = await openConverted(file, outline)
  if (ready) {
    await trimCache({ folder, maxBytes: cache.maxBytes }, 0)
    return { ...component, tensors: ready, folder }
  }
  const tensors = await convert(outline, compute, file, { folder, maxBytes: cache.maxBytes }, onProgress)
  return { ...component, tensors, folder }
}

/** The bytes that `prepareComponent` has to write for a component: none where all its tensors have the compute dtype. */
export function convertedBytes({ tensors }: Component, compute: ComputeDtype): number {
  const outline = Array.from(tensors.values(), ({ dtype, shape }) => {
    const target = isFloatDtype(dtype) ? compute : dtype
    return { converts: target !== dtype, bytes: bytesPerElement[target] * elementCount(shape) }
  })
  return outline.some(({ converts }) => converts) ? outline.reduce((sum, { bytes }) => sum + bytes, 0) : 0
}

function outlineOf({ tensors }: Component, compute: ComputeDtype): ConvertedTensor[] {
  return Array.from(tensors, ([name, view]) => {
    if (isQuantisedDtype(view.dtype)) {
      throw new WeightsError(
        `${view.file}: tensor ${quoted(name)}: expected 16, 32 or 64-bit floats, found ${view.dtype}: get the model in fp16 or fp32`,
        view.file,
      )
    }
    return { name, dtype: isFloatDtype(view.dtype) ? compute : view.dtype, shape: view.shape, view }
  })
}

/**
 * Tells these weights from any other: the tensors, the beginning of the data of each (two trainings of one architecture
 * have the same header and size), and size and time of change of the files. The place does not matter.
 */
async function keyOf({ tensors }: Component): Promise<string> {
  const hash = createHash('sha256').update(`${conversionVersion}`)
  await hashTensors(hash, tensors, filesOf(tensors).sort(), async (file) => {
    const { size, mtimeMs } = await stat(file)
    hash.update(JSON.stringify([size, mtimeMs]))
  })
  return hash.digest('hex')
}

/** The tensors of a converted file where it is there, whole and holds what it should; marked as used. */
async function openConverted(
  file: string,
  outline: readonly TensorOutline[],
): Promise<ReadonlyMap<string, TensorView> | undefined> {
  try {
    const { tensors } = await readSafetensorsHeader(file)
    const matches = ({ name, dtype, shape }: TensorOutline) => {
      const view = tensors.get(name)
      return view?.dtype === dtype && view.shape.join() === shape.join()
    }
    if (tensors.size !== outline.length || !outline.every(matches)) return undefined
    await markUsed(file)
    return tensors
  } catch (error) {
    // A file that is missing or damaged is converted again.
    if (error instanceof FileMissingError || error instanceof WeightsError) return undefined
    throw error
  }
}

async function convert(
  outline: readonly ConvertedTensor[],
  compute: ComputeDtype,
  file: string,
  cache: WeightsCache,
  onProgress?: (progress: ConversionProgress) => void,
): Promise<ReadonlyMap<string, TensorView>> {
  const bytesTotal = tensorFileSize(outline, {})
  const warning =
    bytesTotal > cache.maxBytes
      ? `the converted weights take ${bytesTotal} bytes, more than the ${cache.maxBytes} of the whole cache: they are deleted when other weights are converted`
      : null
  let bytesDone = 0
  const report = () => onProgress?.({ file, bytesDone, bytesTotal, warning })
  report()
  await trimCache(cache, bytesTotal)
  try {
    await checkFreeSpace(cache.folder, bytesTotal)
    await writeTensorFile(file, outline, async function* ({ name, view }) {
      for await (const piece of readTensorBytes(view)) {
        const converted = convertPiece(name, view, piece, compute)
        yield converted
        bytesDone += converted.length
        report()
      }
    })
  } catch (error) {
    // Another process may have finished the same file meanwhile, which on Windows cannot be replaced while it is mapped.
    const other = error instanceof WriteError ? await openConverted(file, outline) : undefined
    if (other) return other
    throw error
  }
  return (await readSafetensorsHeader(file)).tensors
}

import { readSafetensorsHeader, readTensor, type SafetensorsHeader } from '../diffusion/safetensors.ts'
import { TensorFileError, WeightsError } from '../../shared/errors.ts'

export interface GivenNoise {
  /** [T, C, h, w], index i for timestep i (descending). */
  readonly content: Float32Array
  readonly style: Float32Array
}

/**
 * Reads the noise that replaces the drawn one: `content.noise` and `style.noise` of the given shape [T, C, h, w], float32.
 * @throws TensorFileError with the shape expected and found, FileMissingError
 */
export async function readNoiseFile(file: string, shape: readonly number[]): Promise<GivenNoise> {
  const header = await readHeader(file)
  const [content, style] = ['content.noise', 'style.noise'].map((name) => findNoise(header, name, shape, file))
  return { content: await readTensor(content!), style: await readTensor(style!) }
}

async function readHeader(file: string): Promise<SafetensorsHeader> {
  try {
    return await readSafetensorsHeader(file)
  } catch (error) {
    throw error instanceof WeightsError ? new TensorFileError(error.message, file, { cause: error }) : error
  }
}

function findNoise({ tensors }: SafetensorsHeader, name: string, shape: readonly number[], file: string) {
  const view = tensors.get(name)
  const expected = `float32 [${shape.join(', ')}] for these settings`
  const found = view ? `${view.dtype} [${view.shape.join(', ')}]` : `only ${[...tensors.keys()].slice(0, 5).join(', ')}`
  if (view?.dtype !== 'F32' || view.shape.length !== shape.length || view.shape.some((side, i) => side !== shape[i]))
    throw new TensorFileError(`${file}: expected ${name} as ${expected}, found ${found}.`, file)
  return view
}

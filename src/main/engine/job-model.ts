import { embeddedModel } from '../diffusion/resource-path.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { FileMissingError, UnsupportedModelError, WeightsError, type WeatherglassError } from '../../shared/errors.ts'
import type { JobContext } from './job-server.ts'
import type { LoadedModel, ModelLoader } from './model-loader.ts'
import type { AskedModel } from './protocol.ts'

/** The model that was asked for, its networks checked. What is wrong with the one that comes with Weatherglass is wrong with the installation. */
export async function loadModel(models: ModelLoader, request: AskedModel): Promise<LoadedModel> {
  try {
    const loaded = await models.load({ ...request, model: request.model ?? embeddedModel() })
    loaded.model.checkNetworks()
    return loaded
  } catch (error) {
    if (request.model !== null || !isModelError(error)) throw error
    const sentence = 'the demonstration model of this installation is incomplete or damaged, install Weatherglass again'
    throw new WeightsError(`${error.file ?? 'weatherglass-mini'}: ${sentence}.`, error.file, { cause: error })
  }
}

const isModelError = (error: unknown): error is WeatherglassError =>
  error instanceof FileMissingError || error instanceof WeightsError || error instanceof UnsupportedModelError

/** The first use of 16-bit weights on a provider that computes in float32 takes a while, and can be cancelled. */
export async function convertWeights(
  model: StableDiffusion,
  { onProgress, signal }: Pick<JobContext, 'onProgress' | 'signal'>,
): Promise<{ seconds: number; warnings: readonly string[] }> {
  const begin = performance.now()
  const warnings = await model.prepareWeights((step, steps) => {
    signal.throwIfAborted()
    onProgress({ phase: 'convert', step, steps })
  })
  return { seconds: (performance.now() - begin) / 1000, warnings }
}

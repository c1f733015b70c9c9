import { CancelledError } from '../../../shared/errors.ts'
import { float32, floatOutput, Session } from '../../diffusion/session.ts'
import { readImage } from '../../imaging/image.ts'
import type { FeatureSet } from './frechet.ts'
import { FEATURES, INCEPTION_SIDE, inceptionGraph, openInception } from './inception.ts'
import { cleanResize } from './resize.ts'

/** Pictures that are evaluated together. */
const BATCH = 8
const PICTURE = 3 * INCEPTION_SIDE * INCEPTION_SIDE

/** Said with every number of FID and KID. */
export const HOW = 'clean-fid: bicubic to 299 x 299 in float32, InceptionV3 of 2015-12-05, features of 2,048'

/** FID's network, loaded. */
export class FeatureNetwork {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @param file the weights as safetensors in the naming of pytorch-fid. @throws WeightsError, FileMissingError */
  static async open(file: string): Promise<FeatureNetwork> {
    const graph = inceptionGraph(await openInception(file))
    return new FeatureNetwork(await Session.create(graph, { provider: 'cpu', precision: 'fp32' }))
  }

  /** @throws ImageError, FileMissingError; CancelledError between two batches */
  async featuresOf(
    files: readonly string[],
    {
      signal,
      onStep,
    }: { readonly signal?: AbortSignal | undefined; readonly onStep?: (pictures: number) => void } = {},
  ): Promise<FeatureSet> {
    const values = new Float32Array(files.length * FEATURES)
    for (let start = 0; start < files.length; start += BATCH) {
      if (signal?.aborted) throw new CancelledError('The measurement was cancelled; nothing was changed.')
      const batch = files.slice(start, start + BATCH)
      const pictures = new Float32Array(batch.length * PICTURE)
      const images = await Promise.all(batch.map((file) => readImage(file)))
      images.forEach((image, i) =>
        cleanResize(image, INCEPTION_SIDE, pictures.subarray(i * PICTURE, (i + 1) * PICTURE)),
      )
      const input = float32(pictures, [batch.length, 3, INCEPTION_SIDE, INCEPTION_SIDE])
      values.set(floatOutput(await this.#session.run({ pictures: input }), 'features'), start * FEATURES)
      onStep?.(batch.length)
    }
    return { count: files.length, length: FEATURES, values }
  }

  release(): Promise<void> {
    return this.#session.release()
  }
}

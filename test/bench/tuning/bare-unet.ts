import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import { float32 } from '../../../src/main/diffusion/session.ts'
import { openOnCpu } from '../restyling/restyle.ts'

/** The embedded model's U-Net with its own attention, one row, and nothing around it. */
export interface BareUnet {
  /** Seconds of one evaluation. */
  readonly evaluate: () => Promise<number>
  readonly release: () => Promise<void>
}

/** @param size [H, W] of the picture */
export async function bareUnet(size: readonly [number, number]): Promise<BareUnet> {
  const model = await openOnCpu(embeddedModel())
  const [channels, height, width] = model.latentShape(size)
  const session = await model.unetSession('bare', { height, width, freeU: null })
  const { embeddings: text } = await model.embed('')
  const wave = Float32Array.from({ length: channels * height * width }, (_, i) => Math.sin(i * 0.37))
  const inputs = {
    latents: float32(wave, [1, channels, height, width]),
    timesteps: float32(new Float32Array([501]), [1]),
    text: float32(text, [1, text.length / model.unetConfig.textChannels, model.unetConfig.textChannels]),
  }
  const evaluate = async (): Promise<number> => {
    const begin = performance.now()
    await session.run(inputs, ['prediction'])
    return (performance.now() - begin) / 1000
  }
  await evaluate()
  return { evaluate, release: () => model.release() }
}

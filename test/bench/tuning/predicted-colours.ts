import { transferBlock } from '../../../src/main/cactif/pipeline.ts'
import { LatentColours, type EncodedImage } from '../../../src/main/cactif/predicted-image.ts'
import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { prepareInput } from '../../../src/main/engine/job-inputs.ts'
import type { BlockRequest } from '../../../src/main/engine/protocol.ts'
import { openOnCpu } from '../restyling/restyle.ts'

type Fitted = 'content' | 'reference' | 'both'

/** The affine map from latents to colour, fitted to content, reference or both, on the final latents of pairs against their decoded pictures. */
export async function compareColours(requests: readonly BlockRequest[]): Promise<void> {
  const model = await openOnCpu(embeddedModel())
  const errors: Record<Fitted, number[]> = { content: [], reference: [], both: [] }
  for (const request of requests) {
    const apart = await errorsOf(model, request)
    for (const fitted of ['content', 'reference', 'both'] as const) errors[fitted].push(apart[fitted])
  }
  await model.release()
  const rows = Object.entries(errors).map(([fitted, each]) => [
    `fitted to ${fitted}`,
    {
      mean: (each.reduce((a, b) => a + b, 0) / each.length).toFixed(2),
      worst: Math.max(...each).toFixed(2),
      'nearest in pairs': each.filter((error, i) => error === Math.min(...Object.values(errors).map((all) => all[i]!)))
        .length,
    },
  ])
  console.log('colours of the last latents from the decoded picture, root mean square in levels of 255')
  console.table(Object.fromEntries(rows))
}

async function errorsOf(model: StableDiffusion, request: BlockRequest): Promise<Record<Fitted, number>> {
  const { settings } = request
  const { size } = settings
  const input = (role: 'content' | 'style', { image, label }: BlockRequest['contents'][number]) =>
    prepareInput(model, settings, role, image, label)
  const [content, style] = [await input('content', request.contents[0]!), await input('style', request.styles[0]!)]
  const block = { contents: [content.image], styles: [style.image], outs: [{ content: 0, style: 0, settings }] }
  const { outputs } = await transferBlock(model, block, { keepsUnet: true, trace: true })
  const { trace, image } = outputs[0]!
  const latents = (name: string) => trace!.get(name)!.data as Float32Array
  const encoded: Record<'content' | 'reference', EncodedImage> = {
    content: { tensor: content.image.tensor, w0: latents('w0.content') },
    reference: { tensor: style.image.tensor, w0: latents('w0.style') },
  }
  const last = latents(`step${settings.steps - settings.skip - 1}.out`)
  const shape = model.latentShape(size)
  const error = (images: readonly EncodedImage[]): number => {
    const painted = new LatentColours(images, size, shape).paint(last)
    return rootMeanSquare(painted.data, image, size, shape)
  }
  return {
    content: error([encoded.content]),
    reference: error([encoded.reference]),
    both: error([encoded.content, encoded.reference]),
  }
}

/** Of small pixels against the means of the decoded ones, [3, H, W] in [-1, 1], under them. */
function rootMeanSquare(
  small: Uint8Array,
  decoded: Float32Array,
  [fullHeight, fullWidth]: readonly [number, number],
  [, height, width]: readonly [number, number, number],
): number {
  const [rows, columns] = [fullHeight / height, fullWidth / width]
  const means = new Float64Array(3 * height * width)
  for (let i = 0; i < decoded.length; i++) {
    const [colour, pixel] = [Math.floor(i / (fullHeight * fullWidth)), i % (fullHeight * fullWidth)]
    const [y, x] = [Math.floor(pixel / fullWidth / rows), Math.floor((pixel % fullWidth) / columns)]
    const level = Math.min(255, Math.max(0, (decoded[i]! / 2 + 0.5) * 255))
    means[(y * width + x) * 3 + colour]! += level / (rows * columns)
  }
  const squares = means.reduce((sum, level, i) => sum + (level - small[i]!) ** 2, 0)
  return Math.sqrt(squares / means.length)
}

import { beforeAll, describe, expect, it } from 'vitest'
import { classAdain } from '../../../src/main/cactif/adain/adain.ts'
import { classMasks } from '../../../src/main/cactif/adain/class-masks.ts'
import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { latentLabels } from '../../../src/main/imaging/latent-labels.ts'
import { imageHash, type RgbImage } from '../../../src/main/imaging/image.ts'
import { imageTensor } from '../../../src/main/imaging/prepare-image.ts'
import { measureTransfer, type ImageMeasures } from '../../../src/main/metrics/image-measures.ts'
import { openOnCpu, rgbImage, type LabelledPicture } from '../../bench/restyling/restyle.ts'
import { adverse, Streets, type Adverse } from '../../bench/restyling/streets.ts'

const size = [256, 512] as const
/** A street that the training has not seen. */
const streets = new Streets(40000, size)

interface Moved {
  readonly before: ImageMeasures
  readonly after: ImageMeasures
  /** Of the content through the autoencoder alone. */
  readonly decoded: ImageMeasures
  /** [3, H, W], not limited to [-1, 1]. */
  readonly image: Float32Array
}

/** Class-wise AdaIN between the encoded street and each reference, decoded at once: no U-Net. */
async function moveInLatents(model: StableDiffusion): Promise<Map<Adverse, Moved>> {
  const { content } = streets
  const references = adverse.map((condition) => streets.reference(condition))
  const images = [content, ...references].map(({ image }) => ({ tensor: imageTensor(image), hash: imageHash(image) }))
  const nothing = () => Promise.resolve()
  const [from, ...to] = await model.encode(images, size, nothing)
  const moved = references.map((reference, i) => {
    const [content, style] = [
      { latents: from!, masks: masksOf(model, streets.content) },
      { latents: to[i]!, masks: masksOf(model, reference) },
    ]
    return classAdain(content, style, { sigmaPlusOne: false, classMap: new Map() }).latents
  })
  const [decoded, ...results] = await model.decode([from!, ...moved], size, nothing)
  return new Map(
    adverse.map((condition, i): [Adverse, Moved] => {
      const measured = (result: RgbImage) => measure(content, references[i]!, result)
      const [after, own] = [results[i]!, decoded!].map((image) => measured(rgbImage(image, size)))
      return [condition, { before: measured(content.image), after: after!, decoded: own!, image: results[i]! }]
    }),
  )
}

const masksOf = (model: StableDiffusion, { label, imageSize }: LabelledPicture) =>
  classMasks(
    latentLabels(label, {
      role: 'content',
      size,
      latentSize: model.latentSize(size),
      labelShrink: 'coverage',
      imageSize,
    }),
    { erosion: false },
  )

const measure = (content: LabelledPicture, reference: LabelledPicture, result: RgbImage) =>
  measureTransfer({
    content: content.image,
    contentLabel: content.label.trainIds,
    reference: reference.image,
    referenceLabel: reference.label.trainIds,
    result,
  })

let results: Promise<Map<Adverse, Moved>> | undefined

describe.each(adverse)('class-wise AdaIN between latents of the embedded model, after %s', (condition) => {
  let moved: Moved
  beforeAll(async () => {
    results ??= moveInLatents(await openOnCpu(embeddedModel()))
    moved = (await results).get(condition)!
  }, 900_000)

  it('gives each class the colour of the reference to a seventh of the difference', () => {
    const { before, after } = moved
    expect(after.style.lab!.mean).toBeLessThan(before.style.lab!.mean / 7)
  })

  it('leaves the borders between classes where they are', () => {
    const { after, decoded } = moved
    expect(after.structure.borders).toBeGreaterThan(0.65 * decoded.structure.borders!)
  })

  it('gives colours that can be shown, but for a few pixels', () => {
    const outside = moved.image.reduce((count, value) => count + (Math.abs(value) > 1.25 ? 1 : 0), 0)
    expect(outside / moved.image.length).toBeLessThan(0.01)
    expect(moved.image.every((value) => Math.abs(value) < 4)).toBe(true)
  })
})

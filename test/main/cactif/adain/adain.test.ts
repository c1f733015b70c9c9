import { describe, expect, it } from 'vitest'
import {
  adain,
  channelStatistics,
  classAdain,
  trainIdMap,
  type TrainIdMap,
} from '../../../../src/main/cactif/adain/adain.ts'
import { classMasks, type ClassMasks } from '../../../../src/main/cactif/adain/class-masks.ts'
import { float32, readGoldens, relativeL2 } from '../../../oracle.ts'

const unit = readGoldens('cactif', 'units', 'adain.safetensors')
const edge = readGoldens('cactif', 'units', 'class_adain_edge_cases.safetensors')
const preprocessing = readGoldens('cactif', 'preprocessing.safetensors')

const publicCode = { sigmaPlusOne: true, classMap: new Map() as TrainIdMap }
const corrected = { sigmaPlusOne: false, classMap: new Map() as TrainIdMap }

const masksOf = (goldens: typeof unit, name: string, erosion = true): ClassMasks =>
  classMasks({ kind: 'hard', width: 32, height: 16, trainIds: goldens.get(name)!.data as Uint8Array }, { erosion })
const sidesOf = (goldens: typeof unit) => ({
  content: { latents: float32(goldens, 'content_feat'), masks: masksOf(goldens, 'content_label') },
  style: { latents: float32(goldens, 'style_feat'), masks: masksOf(goldens, 'style_label') },
})

describe('plain AdaIN', () => {
  const content = float32(unit, 'content_feat')
  const style = float32(unit, 'style_feat')

  it('is the public code’s', () => {
    expect(relativeL2(adain(content, style, 4), float32(unit, 'adain_out'))).toBeLessThan(1e-5)
  })

  it('gives the content the statistics of the style', () => {
    const after = channelStatistics(adain(content, style, 4), 4)
    const wanted = channelStatistics(style, 4)
    expect(relativeL2(after.mean, wanted.mean)).toBeLessThan(1e-4)
    expect(relativeL2(after.std, wanted.std)).toBeLessThan(1e-4)
  })
})

describe('channel statistics', () => {
  it('over all pixels are the public code’s', () => {
    const { mean, std } = channelStatistics(float32(unit, 'content_feat'), 4)
    expect(relativeL2(mean, float32(unit, 'plain_mean'))).toBeLessThan(1e-5)
    expect(relativeL2(std, float32(unit, 'plain_std'))).toBeLessThan(1e-5)
  })

  it('under a soft mask are the public code’s', () => {
    const { mean, std } = channelStatistics(float32(unit, 'content_feat'), 4, float32(unit, 'soft_mask'))
    expect(relativeL2(mean, float32(unit, 'smooth_mean'))).toBeLessThan(1e-5)
    expect(relativeL2(std, float32(unit, 'smooth_std'))).toBeLessThan(1e-5)
  })
})

describe('class-wise AdaIN of the public code', () => {
  it.each([
    ['an ordinary pair', unit],
    ['single pixels, borders, vanishing and absent classes', edge],
  ])('matches on %s', (_, goldens) => {
    const { content, style } = sidesOf(goldens)
    const { latents } = classAdain(content, style, publicCode)
    expect(relativeL2(latents, float32(goldens, 'class_adain_out'))).toBeLessThan(1e-5)
  })

  it('leaves its inputs alone, and pixels of no acting class', () => {
    const { content, style } = sidesOf(edge)
    const before = Float32Array.from(content.latents)
    const { latents, classes } = classAdain(content, style, publicCode)
    expect(content.latents).toEqual(before)
    const size = 16 * 32
    const acting = classes.filter((report) => report.acted).map((report) => report.trainId)
    for (let pixel = 0; pixel < size; pixel++) {
      if (acting.some((trainId) => content.masks.weights[trainId * size + pixel])) continue
      for (let channel = 0; channel < 4; channel++) {
        expect(latents[channel * size + pixel]).toBe(before[channel * size + pixel])
      }
    }
  })

  it('and the plain one take the output of mode cactif through all its steps', () => {
    const run = readGoldens('cactif', 'cactif.safetensors')
    const size = 4 * 16 * 32
    const row = (name: string, step: number, image: number) =>
      float32(run, name).subarray((step * 3 + image) * size, (step * 3 + image + 1) * size)
    const contentMasks = masksOf(preprocessing, 'content_label_latent')
    const styleMasks = masksOf(preprocessing, 'style_label_latent')
    for (let step = 0; step < 8; step++) {
      const [content, style] = [row('latents_before_adain', step, 0), row('latents_before_adain', step, 1)]
      const byClass = step >= 2 && step < 6
      const moved = byClass
        ? classAdain({ latents: content, masks: contentMasks }, { latents: style, masks: styleMasks }, publicCode)
            .latents
        : adain(content, style, 4)
      expect(relativeL2(moved, row('latents_after_adain', step, 0))).toBeLessThan(1e-5)
    }
  })
})

describe('latents of more channels', () => {
  it('are treated channel by channel', () => {
    const { content, style } = sidesOf(unit)
    const twice = ({ latents, masks }: typeof content) => ({ latents: Float32Array.of(...latents, ...latents), masks })
    const four = classAdain(content, style, publicCode)
    const eight = classAdain(twice(content), twice(style), publicCode)
    expect(eight.latents).toEqual(Float32Array.of(...four.latents, ...four.latents))
    const acting = eight.classes.filter((report) => report.acted)
    expect(acting.length).toBeGreaterThan(0)
    for (const report of acting) expect(report.content!.mean).toHaveLength(8)
  })
})

describe('the report by class', () => {
  it('says which classes of the content acted, and why others did not', () => {
    const latents = float32(unit, 'content_feat')
    const { classes } = classAdain(
      { latents, masks: masksOf(preprocessing, 'content_label_latent') },
      { latents, masks: masksOf(preprocessing, 'style_label_latent') },
      publicCode,
    )
    const reasonOf = (trainId: number) => classes.find((report) => report.trainId === trainId)?.reason
    expect(reasonOf(16)).toBe('no counterpart') // in the content only
    expect(reasonOf(10)).toBe('no counterpart') // sky is lost in the style's label at latent size
    expect(reasonOf(11)).toBe('too small') // no eroded style pixel
    expect(classes.find((report) => report.trainId === 5)).toMatchObject({
      acted: false,
      contentPixels: 0,
      content: null,
    })
    expect(classes.some((report) => report.trainId === 15)).toBe(false) // in the style only
    const road = classes.find((report) => report.trainId === 0)!
    expect(road).toMatchObject({ acted: true, styleTrainId: 0 })
    expect(road.contentPixels).toBeLessThan(masksOf(preprocessing, 'content_label_latent').labelled[0]!)
    expect(road.content!.mean).toHaveLength(4)
  })
})

describe('the class map', () => {
  const { content, style } = sidesOf(edge)
  const plain = classAdain(content, style, publicCode)
  const acting = plain.classes.filter((report) => report.acted)

  it('turns a class off', () => {
    const off = acting[0]!.trainId
    const { latents, classes } = classAdain(content, style, { ...publicCode, classMap: new Map([[off, null]]) })
    expect(classes.find((report) => report.trainId === off)).toMatchObject({
      acted: false,
      reason: 'off',
      styleTrainId: null,
      stylePixels: 0,
    })
    expect(latents).not.toEqual(plain.latents)
    const size = 16 * 32
    const mask = content.masks.weights.subarray(off * size, (off + 1) * size)
    mask.forEach((weight, pixel) => {
      if (weight > 0) expect(latents[pixel]).toBe(content.latents[pixel])
    })
  })

  it('takes the statistics of another class', () => {
    const [first, second] = [acting[0]!, acting[1]!]
    const classMap: TrainIdMap = new Map([[first.trainId, second.trainId]])
    const report = classAdain(content, style, { ...publicCode, classMap }).classes.find(
      (candidate) => candidate.trainId === first.trainId,
    )!
    expect(report).toMatchObject({ acted: true, styleTrainId: second.trainId, stylePixels: second.stylePixels })
    expect(report.style).toEqual(second.style)
    expect(report.content).toEqual(first.content)
  })

  it('comes from names', () => {
    expect([...trainIdMap({ truck: 'car', sky: null })]).toEqual([
      [14, 13],
      [10, null],
    ])
  })
})

describe('the corrected formula', () => {
  const size = 64
  const onePlane = (fill: (pixel: number) => number): ClassMasks => {
    const weights = new Float32Array(19 * size)
    for (let pixel = 0; pixel < size; pixel++) weights[pixel] = fill(pixel)
    return classMasks({ kind: 'soft', width: 8, height: 8, weights }, { erosion: false })
  }
  const wave = (amplitude: number, offset: number) =>
    Float32Array.from({ length: 4 * size }, (_, index) => amplitude * Math.sin(index * 1.7) + offset)
  const whole = onePlane(() => 1)

  it('transfers mean and deviation whole', () => {
    const style = { latents: wave(2, -1), masks: whole }
    const { latents } = classAdain({ latents: wave(1, 0.5), masks: whole }, style, corrected)
    const [after, wanted] = [
      channelStatistics(latents, 4, whole.weights.subarray(0, size)),
      channelStatistics(style.latents, 4),
    ]
    expect(relativeL2(after.mean, wanted.mean)).toBeLessThan(1e-5)
    expect(relativeL2(after.std, wanted.std)).toBeLessThan(0.01)
  })

  it.each([
    [10, 3],
    [0.05, 1 / 3],
  ])('limits a ratio of deviations of %d', (amplitude, factor) => {
    const content = wave(1, 0)
    const { latents } = classAdain(
      { latents: content, masks: whole },
      { latents: wave(amplitude, 0), masks: whole },
      corrected,
    )
    const ratio = channelStatistics(latents, 4).std[0]! / channelStatistics(content, 4).std[0]!
    expect(ratio).toBeCloseTo(factor, 3)
  })

  it.each([
    [15, false],
    [16, true],
  ])('with %i effective pixels acts: %s', (pixels, acts) => {
    const few = onePlane((pixel) => (pixel < 2 * pixels ? 0.5 : 0))
    for (const [contentMasks, styleMasks] of [
      [few, whole],
      [whole, few],
    ] as const) {
      const { latents, classes } = classAdain(
        { latents: wave(1, 0), masks: contentMasks },
        { latents: wave(2, 1), masks: styleMasks },
        corrected,
      )
      expect(classes[0]!.acted).toBe(acts)
      expect(classes[0]!.reason).toBe(acts ? undefined : 'too small')
      if (!acts) expect(latents).toEqual(wave(1, 0))
    }
  })

  it('moves a pixel that belongs to a class in part by that part', () => {
    const content = wave(1, 0)
    const style = { latents: wave(1, 4), masks: whole }
    const half = onePlane((pixel) => (pixel < 32 ? 0.5 : 1))
    const { latents, classes } = classAdain({ latents: content, masks: half }, style, corrected)
    const { content: from, style: to } = classes[0]!
    const moved = (pixel: number) => (content[pixel]! - from!.mean[0]!) * (to!.std[0]! / from!.std[0]!) + to!.mean[0]!
    expect(latents[0]).toBeCloseTo((content[0]! + moved(0)) / 2, 5)
    expect(latents[63]).toBeCloseTo(moved(63), 5)
  })
})

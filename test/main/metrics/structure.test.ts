import { describe, expect, it } from 'vitest'
import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { normalisedSsim } from '../../../src/main/metrics/ssim.ts'
import { structureKept } from '../../../src/main/metrics/structure.ts'
import { blend, drawingOf, labelled, mapSamples, noisy, painted, sceneOf } from './drawn-transfers.ts'

const street = sceneOf(100)
const clear = drawingOf(100, 'clear')
const other = drawingOf(200, 'clear')
const structureOf = (result: RgbImage) => structureKept(clear, result, street)

const falls = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value < values[i - 1]!)

describe('structure kept', () => {
  it('is 1 for the content itself', () => {
    const { overall, borders, ssim } = structureOf(clear)
    for (const value of [overall, borders, ssim]) expect(value).toBeCloseTo(1, 5)
  })

  it('does not mind brightness, contrast or a colour cast', () => {
    for (const result of [
      mapSamples(clear, (sample) => sample / 4 + 20),
      mapSamples(clear, (sample, at) => sample * [0.6, 0.8, 0.7][at % 3]! + [60, 20, 0][at % 3]!),
    ]) {
      const { overall, borders, ssim } = structureOf(result)
      for (const value of [overall, borders, ssim]) expect(value).toBeGreaterThan(0.97)
    }
  })

  it('takes an edge from dark to bright for the same edge as one from bright to dark', () => {
    expect(structureOf(mapSamples(clear, (sample) => 255 - sample)).overall).toBeCloseTo(1, 2)
  })

  it('is about 0 for another street', () => {
    const { overall, borders } = structureOf(other)
    expect(overall).toBeLessThan(0.1)
    expect(borders).toBeLessThan(0.1)
  })

  it('falls with noise, with blur and along a blend into another street', () => {
    const measures = ['overall', 'borders', 'ssim'] as const
    for (const measure of measures) {
      expect(falls([0, 20, 40, 80].map((amplitude) => structureOf(noisy(clear, amplitude))[measure]!))).toBe(true)
      expect(falls([0, 0.25, 0.5, 0.75, 1].map((share) => structureOf(blend(clear, other, share))[measure]!))).toBe(
        true,
      )
    }
    expect(falls([0, 1, 2, 4].map((radius) => structureOf(blurred(clear, radius)).overall))).toBe(true)
  })

  it('is the same both ways', () => {
    const night = drawingOf(100, 'night')
    const there = structureKept(clear, night, street)
    const back = structureKept(night, clear, street)
    expect(there.overall).toBeCloseTo(back.overall, 9)
    expect(there.borders).toBeCloseTo(back.borders!, 9)
    expect(there.ssim).toBeCloseTo(back.ssim, 6)
  })

  it('is 1 for stripes of the same direction and 0 across and at 45 degrees', () => {
    const stripes = (degrees: number, strength = 1) =>
      painted(96, 96, (x, y) => {
        const angle = (degrees * Math.PI) / 180
        return Math.round(128 + 100 * strength * Math.sin(0.4 * (x * Math.cos(angle) + y * Math.sin(angle))))
      })
    const label = labelled(96, 96, () => 0)
    const against = (result: RgbImage) => structureKept(stripes(0), result, label).overall
    expect(against(stripes(0, 0.3))).toBeGreaterThan(0.98)
    expect(against(stripes(45))).toBeLessThan(0.1)
    expect(against(stripes(90))).toBe(0)
  })

  it('tells loss along the borders from loss elsewhere', () => {
    const label = labelled(128, 128, (x) => (x < 64 ? 0 : 2))
    const shade = (x: number, y: number) => 60 + (x < 64 ? 0 : 80) + 40 * ((Math.floor(x / 6) + Math.floor(y / 6)) % 2)
    const content = painted(128, 128, shade)
    const lost = (isLost: (x: number) => boolean) => painted(128, 128, (x, y) => (isLost(x) ? 100 : shade(x, y)))
    const atBorder = structureKept(
      content,
      lost((x) => Math.abs(x - 64) < 6),
      label,
    )
    const elsewhere = structureKept(
      content,
      lost((x) => Math.abs(x - 64) >= 20),
      label,
    )
    expect(atBorder.borders).toBeLessThan(0.2)
    expect(atBorder.overall).toBeGreaterThan(0.7)
    expect(elsewhere.borders).toBeGreaterThan(0.9)
    expect(elsewhere.overall).toBeLessThan(0.6)
  })

  it('has no value along borders where the label has none', () => {
    expect(
      structureKept(clear, clear, { ...street, trainIds: new Uint8Array(street.trainIds.length).fill(255) }).borders,
    ).toBeNull()
  })

  it.each([
    [1, 1],
    [1, 7],
    [9, 2],
  ])('works at %ix%i', (width, height) => {
    const image = painted(width, height, (x, y) => (37 * x + 91 * y) % 256)
    const flat = painted(width, height, () => 90)
    const label = labelled(width, height, () => 0)
    const same = structureKept(image, image, label)
    expect(same.overall).toBeCloseTo(1, 5)
    expect(same.ssim).toBeCloseTo(1, 5)
    expect(structureKept(flat, flat, label)).toEqual({ overall: 1, borders: null, ssim: 1 })
    expect(structureKept(image, flat, label).overall).toBe(width * height === 1 ? 1 : 0)
  })
})

describe('SSIM', () => {
  it('is that of Wang et al., computed window by window', () => {
    const [width, height] = [17, 13]
    const plane = (value: (x: number, y: number) => number) => ({
      width,
      height,
      values: Float32Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))),
    })
    const one = plane((x, y) => 90 + 50 * Math.sin(0.7 * x) + 20 * Math.cos(0.9 * y))
    const two = plane((x, y) => 60 + 30 * Math.sin(0.7 * x + 0.4) + 25 * Math.cos(1.3 * y))
    expect(normalisedSsim(one, two)).toBeCloseTo(ssimByWindows(one, two), 5)
  })
})

function ssimByWindows(one: { width: number; height: number; values: Float32Array }, two: typeof one): number {
  const { width, height } = one
  const standard = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return Array.from(values, (value) => (value - mean) / Math.sqrt(variance))
  }
  const [a, b] = [standard(one.values), standard(two.values)]
  const clamp = (value: number, size: number) => Math.min(size - 1, Math.max(0, value))
  let total = 0
  for (let at = 0; at < a.length; at++) {
    const window = Array.from({ length: 121 }, (_, i) => {
      const [dx, dy] = [(i % 11) - 5, Math.floor(i / 11) - 5]
      const index = clamp(Math.floor(at / width) + dy, height) * width + clamp((at % width) + dx, width)
      return { weight: Math.exp(-(dx * dx + dy * dy) / 4.5), x: a[index]!, y: b[index]! }
    })
    const weights = window.reduce((sum, { weight }) => sum + weight, 0)
    const mean = (value: (pixel: { x: number; y: number }) => number) =>
      window.reduce((sum, pixel) => sum + pixel.weight * value(pixel), 0) / weights
    const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)]
    const [vx, vy] = [mean(({ x }) => (x - mx) ** 2), mean(({ y }) => (y - my) ** 2)]
    const covariance = mean(({ x, y }) => (x - mx) * (y - my))
    const [c1, c2] = [0.04 ** 2, 0.12 ** 2]
    total += ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx ** 2 + my ** 2 + c1) * (vx + vy + c2))
  }
  return total / a.length
}

function blurred(image: RgbImage, radius: number): RgbImage {
  const clamp = (value: number, size: number) => Math.min(size - 1, Math.max(0, value))
  return mapSamples(image, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3]
    const [x, y] = [pixel % image.width, Math.floor(pixel / image.width)]
    let sum = 0
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        sum += image.data[(clamp(y + dy, image.height) * image.width + clamp(x + dx, image.width)) * 3 + channel]!
      }
    }
    return sum / (2 * radius + 1) ** 2
  })
}

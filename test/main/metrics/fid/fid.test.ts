import { rmSync, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import golden from '../../../fixtures/inception/golden.json' with { type: 'json' }
import { float32, floatOutput, Session } from '../../../../src/main/diffusion/session.ts'
import { resizeBicubic } from '../../../../src/main/imaging/resize.ts'
import { eigenvalues } from '../../../../src/main/metrics/fid/eigenvalues.ts'
import { frechetInceptionDistance, type FeatureSet } from '../../../../src/main/metrics/fid/frechet.ts'
import { inceptionGraph, openInception } from '../../../../src/main/metrics/fid/inception.ts'
import { kernelInceptionDistance } from '../../../../src/main/metrics/fid/kernel.ts'
import { cleanResize } from '../../../../src/main/metrics/fid/resize.ts'
import { eigensystem } from '../../../../src/main/metrics/symmetric-matrix.ts'
import { noise, writeRandomInception } from './random-inception.ts'

const setOf = (count: number, length: number, key: number, factor = 1): FeatureSet => ({
  count,
  length,
  values: Float32Array.from(noise(count * length, key), (value) => value * factor),
})

it('InceptionV3 gives the features that numpy gives with the same random weights', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-inception-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'inception.safetensors')
  await writeRandomInception(file)
  const graph = inceptionGraph(await openInception(file))
  const session = await Session.create(graph, { provider: 'cpu', precision: 'fp32' }, 'extended')
  const picture = Float32Array.from(noise(3 * 299 * 299, 7), (value) => value * 2 - 1)
  const features = floatOutput(await session.run({ pictures: float32(picture, [1, 3, 299, 299]) }), 'features')
  await session.release()
  expect(features).toHaveLength(2048)
  const difference = Math.hypot(...golden.features.map((value, i) => value - features[16 * i]!))
  expect(difference / Math.hypot(...golden.features)).toBeLessThan(1e-4)
  expect(Math.hypot(...features) / golden.norm).toBeCloseTo(1, 4)
})

describe('the distance of Fréchet', () => {
  it('is numpy’s, with more pictures than features and with fewer', () => {
    const many = setOf(60, 12, 11)
    expect(frechetInceptionDistance(many, setOf(40, 12, 13, 1.3))).toBeCloseTo(golden.fid.many, 5)
    expect(frechetInceptionDistance(many, setOf(9, 12, 17))).toBeCloseTo(golden.fid.few, 5)
  })

  it('is zero between a set and itself, the same both ways, and grows with a shift by its square', () => {
    const set = setOf(30, 8, 3)
    const shifted = { ...set, values: set.values.map((value) => value + 2) }
    expect(frechetInceptionDistance(set, set)).toBeCloseTo(0, 6)
    expect(frechetInceptionDistance(set, shifted)).toBeCloseTo(8 * 4, 4)
    const other = setOf(20, 8, 5, 2)
    expect(frechetInceptionDistance(set, other)).toBeCloseTo(frechetInceptionDistance(other, set), 6)
  })
})

describe('eigenvalues', () => {
  it.each([1, 2, 3, 17, 60])('are those of the rotations of Jacobi, at size %i', (size) => {
    const values = new Float64Array(size * size)
    const drawn = noise(size * size, size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) values[i * size + j] = values[j * size + i] = drawn[i * size + j]! - 0.5
    const found = eigenvalues({ size, values }).sort()
    const expected = eigensystem({ size, values }).values.sort()
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 10))
  })

  it('of a matrix of low rank are zero but for the rank', () => {
    const x = noise(30, 9)
    const values = Float64Array.from({ length: 900 }, (_, i) => x[Math.floor(i / 30)]! * x[i % 30]!)
    const found = eigenvalues({ size: 30, values }).sort()
    expect(found[29]).toBeCloseTo(
      x.reduce((sum, value) => sum + value * value, 0),
      10,
    )
    expect(Math.max(...found.subarray(0, 29).map(Math.abs))).toBeLessThan(1e-12)
  })
})

describe('the kernel distance', () => {
  /** The unbiased estimate over all pictures, written out. */
  function direct(x: FeatureSet, y: FeatureSet): number {
    const row = ({ values, length }: FeatureSet, i: number) => values.subarray(i * length, (i + 1) * length)
    const kernel = (a: Float32Array, b: Float32Array) =>
      (a.reduce((sum, value, i) => sum + value * b[i]!, 0) / a.length + 1) ** 3
    let value = 0
    for (const set of [x, y])
      for (let i = 0; i < set.count; i++)
        for (let j = 0; j < set.count; j++)
          if (i !== j) value += kernel(row(set, i), row(set, j)) / (set.count * (set.count - 1))
    for (let i = 0; i < x.count; i++)
      for (let j = 0; j < y.count; j++) value -= (2 * kernel(row(x, i), row(y, j))) / (x.count * y.count)
    return value
  }

  it('is the estimate itself where each draw takes all pictures', async () => {
    const [x, y] = [setOf(40, 16, 21, 2), setOf(40, 16, 22, 3)]
    const { mean, deviation } = await kernelInceptionDistance(x, y)
    expect(mean).toBeCloseTo(direct(x, y), 4)
    expect(deviation).toBeLessThan(1e-5)
  })

  it('draws the same for the same seed', async () => {
    const [x, y] = [setOf(50, 8, 31), setOf(20, 8, 32, 1.5)]
    expect(await kernelInceptionDistance(x, y, { seed: 5 })).toEqual(await kernelInceptionDistance(x, y, { seed: 5 }))
    expect((await kernelInceptionDistance(x, y, { seed: 6 })).mean).not.toBe(
      (await kernelInceptionDistance(x, y, { seed: 5 })).mean,
    )
  })
})

it.each([
  [640, 320],
  [48, 24],
  [299, 299],
])('resizes as Pillow does, without rounding: %i x %i', (width, height) => {
  const data = Uint8Array.from(noise(width * height * 3, width), (value) => 96 + Math.floor(value * 64))
  const planes = new Float32Array(3 * 299 * 299)
  cleanResize({ width, height, data }, 299, planes)
  const rounded = resizeBicubic({ width, height, data }, 299, 299)
  let largest = 0
  for (let pixel = 0; pixel < 299 * 299; pixel++)
    for (let channel = 0; channel < 3; channel++) {
      const sample = planes[channel * 299 * 299 + pixel]! * 128 + 128
      largest = Math.max(largest, Math.abs(sample - rounded.data[pixel * 3 + channel]!))
    }
  // the other one rounds between its two passes and after them; the picture is grey enough that neither meets a limit
  expect(largest).toBeLessThan(2)
})

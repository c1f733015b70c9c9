import { describe, expect, it } from 'vitest'
import { measureTransfer, type Transfer } from '../../../src/main/metrics/image-measures.ts'
import { ImageError, LabelError } from '../../../src/shared/errors.ts'
import { adverse, groundTruth, labelled, painted, untouched } from './drawn-transfers.ts'

const seeds = [100, 101]

describe.each(adverse)('in %s, over unseen streets', (condition) => {
  it.each(seeds)('the ground truth reaches more style than the untouched content (scene %i)', (seed) => {
    const before = measureTransfer(untouched(seed, condition))
    const after = measureTransfer(groundTruth(seed, condition))
    expect(after.style.frechet).toBeLessThan(0.9 * before.style.frechet!)
    if (condition !== 'night') expect(after.style.texture).toBeLessThan(before.style.texture!)
    expect(after.style.lab!.spread).toBeLessThan(before.style.lab!.spread)
  })

  it.each(seeds)('the ground truth keeps structure that another street has not (scene %i)', (seed) => {
    const transfer = groundTruth(seed, condition)
    const { structure } = measureTransfer(transfer)
    const elsewhere = measureTransfer({ ...transfer, result: transfer.reference }).structure
    expect(structure.overall).toBeGreaterThan(0.4)
    expect(structure.borders).toBeGreaterThan(0.4)
    expect(elsewhere.overall).toBeLessThan(0.15)
    expect(elsewhere.borders).toBeLessThan(0.15)
  })
})

describe('measuring a transfer', () => {
  it('gives the untouched content full structure and no leakage', () => {
    const { structure, leakage } = measureTransfer(untouched(100, 'snow'))
    expect(structure.overall).toBeCloseTo(1, 5)
    expect(structure.borders).toBeCloseTo(1, 5)
    expect(leakage.overall).toBe(0)
  })

  it('changes none of its pictures and gives the same numbers again', () => {
    const transfer = groundTruth(100, 'rain')
    const copies = [transfer.content, transfer.reference, transfer.result].map(({ data }) => data.slice())
    const first = measureTransfer(transfer)
    expect(measureTransfer(transfer)).toEqual(first)
    expect([transfer.content, transfer.reference, transfer.result].map(({ data }) => data)).toEqual(copies)
  })

  it('measures pictures of a few pixels, all void or of different size as far as that goes', () => {
    const tiny = (width: number, height: number) => painted(width, height, (x, y) => 40 * x + 7 * y)
    const result = measureTransfer({
      content: tiny(3, 2),
      contentLabel: labelled(3, 2, () => 255).trainIds,
      reference: tiny(1, 1),
      referenceLabel: Uint8Array.of(0),
      result: tiny(3, 2),
    })
    expect(result).toEqual({
      structure: { overall: expect.closeTo(1, 5) as number, borders: null, ssim: expect.closeTo(1, 5) as number },
      style: { frechet: null, texture: null, lab: null, perClass: [], withoutCounterpart: [] },
      leakage: { overall: null, perClass: [], withoutCounterpart: [] },
    })
  })

  const image = painted(8, 4, () => 100)
  const trainIds = new Uint8Array(32)
  const fitting: Transfer = {
    content: image,
    contentLabel: trainIds,
    reference: image,
    referenceLabel: trainIds,
    result: image,
  }
  it.each<[string, Partial<Transfer>, typeof ImageError | typeof LabelError, RegExp]>([
    ['a result of another size', { result: painted(4, 8, () => 1) }, ImageError, /result has 4x8 .* content 8x4/],
    [
      'a picture with missing samples',
      { reference: { ...image, data: image.data.subarray(1) } },
      ImageError,
      /reference image has 95 bytes for 8x4/,
    ],
    ['a picture without pixels', { content: painted(0, 4, () => 1) }, ImageError, /content image has 0 bytes for 0x4/],
    [
      'a content label of another size',
      { contentLabel: trainIds.subarray(2) },
      LabelError,
      /label of the content has 30 pixels .* 8x4/,
    ],
    [
      'a reference label of another size',
      { referenceLabel: new Uint8Array(33) },
      LabelError,
      /label of the reference has 33 pixels/,
    ],
    [
      'label ids instead of train ids',
      { contentLabel: trainIds.map(() => 26) },
      LabelError,
      /holds the value 26, expected train ids/,
    ],
  ])('refuses %s', (_, change, kind, message) => {
    const measure = () => measureTransfer({ ...fitting, ...change })
    expect(measure).toThrow(kind)
    expect(measure).toThrow(message)
  })
})

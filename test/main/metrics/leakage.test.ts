import { describe, expect, it } from 'vitest'
import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { appearanceOf } from '../../../src/main/metrics/appearance.ts'
import { leakage } from '../../../src/main/metrics/leakage.ts'
import { trainIdOfClassName, type TrainId } from '../../../src/shared/labels.ts'
import { adverse, blend, groundTruth, labelled, painted, untouched } from './drawn-transfers.ts'
import type { Transfer } from '../../../src/main/metrics/image-measures.ts'

const road = trainIdOfClassName('road')
const sky = trainIdOfClassName('sky')

function leakageOf({ content, contentLabel, reference, referenceLabel, result }: Transfer) {
  const label = { ...content, trainIds: contentLabel }
  const referenceAppearance = appearanceOf(reference, { ...reference, trainIds: referenceLabel })
  return leakage(appearanceOf(content, label), referenceAppearance, appearanceOf(result, label))
}

/** The result with the reference's pixels of one class over its own of another. */
function swapped({ result, contentLabel, reference, referenceLabel }: Transfer, from: TrainId, to: TrainId): RgbImage {
  const lent: number[] = []
  for (let at = 0; at < referenceLabel.length; at++) if (referenceLabel[at] === from) lent.push(at)
  const data = result.data.slice()
  let next = 0
  for (let at = 0; at < contentLabel.length; at++) {
    if (contentLabel[at] !== to) continue
    const source = lent[next++ % lent.length]! * 3
    data.set(reference.data.subarray(source, source + 3), at * 3)
  }
  return { ...result, data }
}

describe('leakage', () => {
  it.each(adverse)('is 0 for the untouched content, whatever the reference (%s)', (condition) => {
    const { overall, perClass } = leakageOf(untouched(100, condition))
    expect(overall).toBe(0)
    for (const { leaked, towards } of perClass) expect([leaked, towards]).toEqual([0, null])
  })

  it('is 0 for a result that is its own reference', () => {
    const transfer = groundTruth(100, 'night')
    const { overall } = leakageOf({ ...transfer, reference: transfer.result, referenceLabel: transfer.contentLabel })
    expect(overall).toBeLessThan(0.02)
  })

  it.each(['rain', 'snow'] as const)('rises where the road looks like the reference sky (%s)', (condition) => {
    const transfer = groundTruth(100, condition)
    const roadIn = (given: Transfer) => leakageOf(given).perClass.find(({ trainId }) => trainId === road)!
    const good = roadIn(transfer)
    const bad = roadIn({ ...transfer, result: swapped(transfer, sky, road) })
    expect(good.leaked).toBeLessThan(0.1)
    expect(bad.leaked).toBeGreaterThan(0.7)
    expect(bad.towards).toBe(sky)
    expect(bad.share).toBe(good.share)
  })

  it.each(adverse)('is more where the reference shows through in place than for the ground truth (%s)', (condition) => {
    const transfer = groundTruth(100, condition)
    const through = leakageOf({ ...transfer, result: transfer.reference }).overall!
    expect(through).toBeGreaterThan(leakageOf(transfer).overall! + 0.15)
    expect(through).toBeLessThanOrEqual(1)
  })

  it('rises along a blend into another class and judges each class for itself', () => {
    const label = labelled(64, 64, (x) => (x < 32 ? road : sky))
    const grain = (x: number, y: number) => ((x * 7 + y * 13) % 5) - 2
    const content = painted(64, 64, (x, y) => (x < 32 ? 60 : 120) + grain(x, y))
    const reference = painted(64, 64, (x, y) => (x < 32 ? 80 : 240) + grain(x, y))
    const wrong = painted(64, 64, (x, y) => (x < 32 ? 240 : 120) + grain(x, y))
    const at = (share: number) =>
      leakageOf({
        content,
        contentLabel: label.trainIds,
        reference,
        referenceLabel: label.trainIds,
        result: blend(content, wrong, share),
      })
    expect([0, 0.3, 1].map((share) => at(share).perClass)).toEqual([
      [
        { trainId: road, share: 0.5, leaked: 0, towards: null },
        { trainId: sky, share: 0.5, leaked: 0, towards: null },
      ],
      [
        { trainId: road, share: 0.5, leaked: 0, towards: null },
        { trainId: sky, share: 0.5, leaked: 0, towards: null },
      ],
      [
        { trainId: road, share: 0.5, leaked: 1, towards: sky },
        { trainId: sky, share: 0.5, leaked: 0, towards: null },
      ],
    ])
    expect(at(1).overall).toBe(0.5)
  })

  it('cannot arise with a single class, and has no value where nothing can be judged', () => {
    const image = painted(32, 32, (x) => 4 * x)
    const inverse = painted(32, 32, (x) => 255 - 4 * x)
    const transfer = (trainId: number, inReference: number): Transfer => ({
      content: image,
      contentLabel: labelled(32, 32, () => trainId).trainIds,
      reference: inverse,
      referenceLabel: labelled(32, 32, () => inReference).trainIds,
      result: inverse,
    })
    expect(leakageOf(transfer(road, road)).overall).toBe(0)
    expect(leakageOf(transfer(255, 255))).toEqual({ overall: null, perClass: [], withoutCounterpart: [] })
    expect(leakageOf(transfer(road, sky))).toEqual({ overall: null, perClass: [], withoutCounterpart: [road] })
  })
})

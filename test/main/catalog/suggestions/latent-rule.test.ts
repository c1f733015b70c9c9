import { describe, expect, it } from 'vitest'
import { trainIds } from '../../../../src/shared/labels.ts'
import { defaultSettings, type Fidelity } from '../../../../src/shared/settings.ts'
import { classMasks, sum } from '../../../../src/main/cactif/adain/class-masks.ts'
import type { LabelMap } from '../../../../src/main/imaging/labels.ts'
import { latentLabels } from '../../../../src/main/imaging/latent-labels.ts'
import { createScene } from '../../../../src/main/scenes/scene.ts'
import {
  effectivePixels,
  ENOUGH_LATENT_PIXELS,
  latentRule,
  writeCoverages,
} from '../../../../src/main/catalog/suggestions/latent-rule.ts'
import { countsOf } from '../class-pixel-rows.ts'

const paperCode = latentRule(defaultSettings)
const corrected = latentRule({ ...defaultSettings, fidelity: 'corrected' })

function coverages(counts: Uint32Array, loss: readonly number[], latentPixels: number): Float64Array {
  const result = new Float64Array(trainIds.length)
  writeCoverages(counts, loss, latentPixels, result)
  return result
}

describe('what is left of a class at latent size', () => {
  it('is its whole area where labels are shrunk by coverage and not eroded', () => {
    expect(corrected.latentPixels).toBe(8192)
    expect(effectivePixels(0.25, corrected.styleLoss[15]!, 8192)).toBeCloseTo(2048, 9)
  })

  it('is less by its border as the public code does it, more so in the style than in the content', () => {
    const styleBus = effectivePixels(0.02, paperCode.styleLoss[15]!, 8192)
    const contentBus = effectivePixels(0.02, paperCode.contentLoss[15]!, 8192)
    expect(styleBus).toBeCloseTo((Math.sqrt(0.02 * 8192) - 5.5) ** 2, 9)
    expect(contentBus).toBeGreaterThan(styleBus)
    expect(contentBus).toBeLessThan(0.02 * 8192)
  })

  it('follows the settings: the erosion alone, and the size', () => {
    const eroded = latentRule({ ...defaultSettings, fidelity: 'corrected', quirks: { erosion: true } })
    expect(eroded.styleLoss).toEqual(eroded.contentLoss)
    expect(latentRule({ ...defaultSettings, size: [256, 512] }).latentPixels).toBe(2048)
  })
})

describe('coverage', () => {
  const grid = 8192 * 100
  // not among those that the rule was fitted to
  const scenes = [101, 102, 103].map((seed) => createScene(seed, { width: 1024, height: 576 }))

  it('is 1 from 16 effective latent pixels on, in part below, 0 where the class is absent', () => {
    const counts = countsOf({ road: 16 * 100, bus: 8 * 100, train: 4 * 100, void: grid - 28 * 100 })
    const covered = coverages(counts, corrected.styleLoss, 8192)
    expect(covered[0]).toBeCloseTo(1, 9)
    expect(covered[15]).toBeCloseTo(0.5, 9)
    expect(covered[16]).toBeCloseTo(0.25, 9)
    expect(covered[13]).toBe(0)
  })

  it('is 0 for all classes of a picture that is all void or has no pixels', () => {
    expect([...coverages(countsOf({ void: 9 }), paperCode.styleLoss, 8192)]).toEqual(new Array(19).fill(0))
    expect([...coverages(new Uint32Array(20), paperCode.styleLoss, 8192)]).toEqual(new Array(19).fill(0))
  })

  it.each(['paper-code', 'corrected'] as const)(
    'agrees with the masks of class-wise AdaIN on drawn scenes (%s)',
    (fidelity) => {
      const errors: number[] = []
      for (const scene of scenes) {
        const counts = new Uint32Array(20)
        for (const trainId of scene.trainIds) counts[trainId === 255 ? 19 : trainId]!++
        const { styleLoss, latentPixels } = latentRule({ ...defaultSettings, fidelity })
        const estimated = coverages(counts, styleLoss, latentPixels)
        measuredCoverages(scene, fidelity).forEach((measured, trainId) => {
          if (counts[trainId]! > 0) errors.push(Math.abs(measured - estimated[trainId]!))
        })
      }
      const mean = errors.reduce((total, error) => total + error, 0) / errors.length
      expect(errors.length).toBeGreaterThan(30)
      expect(mean).toBeLessThan(0.08)
    },
  )
})

/** What class-wise AdaIN has of each class: the sum of its mask over the pixels that are enough. */
function measuredCoverages(
  { width, height, trainIds: map }: { width: number; height: number; trainIds: Uint8Array },
  fidelity: Fidelity,
): number[] {
  const label: LabelMap = { file: 'drawn.png', width, height, encoding: 'labelTrainIds', stored: map, trainIds: map }
  const latent = latentLabels(label, {
    role: 'style',
    size: [512, 1024],
    latentSize: [64, 128],
    labelShrink: fidelity === 'paper-code' ? 'colours' : 'coverage',
    imageSize: label,
  })
  const { weights } = classMasks(latent, { erosion: fidelity === 'paper-code' })
  return trainIds.map((trainId) =>
    Math.min(1, sum(weights.subarray(trainId * 8192, (trainId + 1) * 8192)) / ENOUGH_LATENT_PIXELS),
  )
}

import { describe, expect, it } from 'vitest'
import { classMasks } from '../../../../src/main/cactif/adain/class-masks.ts'
import { float32, readGoldens } from '../../../oracle.ts'

const bytes = (goldens: ReturnType<typeof readGoldens>, name: string) => goldens.get(name)!.data as Uint8Array
const hard = (trainIds: Uint8Array) => ({ kind: 'hard' as const, width: 32, height: 16, trainIds })

describe('hard masks', () => {
  it.each([
    ['preprocessing.safetensors', 'content_label_latent', 'content_eroded_masks_19'],
    ['preprocessing.safetensors', 'style_label_latent', 'style_eroded_masks_19'],
    ['units/class_adain_edge_cases.safetensors', 'content_label', 'content_masks_19'],
    ['units/class_adain_edge_cases.safetensors', 'style_label', 'style_masks_19'],
  ])('are eroded as in the public code: %s, %s', (file, label, masks) => {
    const goldens = readGoldens('cactif', file)
    expect(classMasks(hard(bytes(goldens, label)), { erosion: true }).weights).toEqual(float32(goldens, masks))
  })

  it('are the label itself without erosion, and count it either way', () => {
    const label = bytes(readGoldens('cactif', 'preprocessing.safetensors'), 'content_label_latent')
    const plain = classMasks(hard(label), { erosion: false })
    for (let trainId = 0; trainId < 19; trainId++) {
      const plane = plain.weights.subarray(trainId * label.length, (trainId + 1) * label.length)
      expect([...plane]).toEqual([...label].map((value) => (value === trainId ? 1 : 0)))
      expect(plain.labelled[trainId]).toBe(label.filter((value) => value === trainId).length)
    }
    expect(classMasks(hard(label), { erosion: true }).labelled).toEqual(plain.labelled)
  })
})

describe('soft masks', () => {
  it('take the smallest weight of the cross, and none at the image border', () => {
    const weights = new Float32Array(19 * 15).fill(0)
    const road = weights.subarray(0, 15).fill(1)
    road[5 + 2] = 0.75
    road[2] = 0.5 // above the middle
    road[0] = 0.1 // a corner, outside every cross
    const masks = classMasks({ kind: 'soft', width: 5, height: 3, weights }, { erosion: true })
    const rows = [0, 0, 0, 0, 0, 0, 0.75, 0.5, 0.75, 0, 0, 0, 0, 0, 0]
    expect([...masks.weights.subarray(0, 15)]).toEqual(rows)
    expect(masks.labelled[0]).toBeCloseTo(12 + 0.75 + 0.5 + 0.1, 6)
  })

  it('are used as they are without erosion', () => {
    const weights = Float32Array.from({ length: 19 * 6 }, (_, index) => index / 200)
    expect(classMasks({ kind: 'soft', width: 3, height: 2, weights }, { erosion: false }).weights).toEqual(weights)
  })
})

it('labels of another size than they say are a defect', () => {
  const labels = { kind: 'hard' as const, width: 4, height: 4, trainIds: new Uint8Array(15) }
  expect(() => classMasks(labels, { erosion: true })).toThrow(RangeError)
})

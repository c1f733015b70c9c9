import { describe, expect, it } from 'vitest'
import { latentLabels, type LatentLabelOptions } from '../../../src/main/imaging/latent-labels.ts'
import { labelColours, readLabelMap, type LabelMap } from '../../../src/main/imaging/labels.ts'
import { trainIdOfLabelId } from '../../../src/shared/labels.ts'
import { maxAbsDifference, oraclePath, readGoldens } from '../../oracle.ts'

const preprocessing = readGoldens('cactif', 'preprocessing.safetensors')
const size = [128, 256] as const
const latentSize = [16, 32] as const

const options = (label: LabelMap, role: LatentLabelOptions['role']): LatentLabelOptions => ({
  role,
  size,
  latentSize,
  labelShrink: 'colours',
  imageSize: { width: label.width, height: label.height },
})

function hard(label: LabelMap, given: LatentLabelOptions): Uint8Array {
  const latent = latentLabels(label, given)
  if (latent.kind !== 'hard') throw new Error('expected hard labels')
  return latent.trainIds
}

function soft(label: LabelMap, given: LatentLabelOptions): Float32Array {
  const latent = latentLabels(label, { ...given, labelShrink: 'coverage' })
  if (latent.kind !== 'soft') throw new Error('expected soft labels')
  return latent.weights
}

const idMap = (width: number, height: number, stored: Uint8Array): LabelMap => ({
  file: 'drawn.png',
  width,
  height,
  encoding: 'labelIds',
  stored,
  trainIds: stored.map(trainIdOfLabelId),
})

describe('labels at the size of the latents', () => {
  it.each(['content', 'style'] as const)('are those of the public code for the %s', async (role) => {
    const label = await readLabelMap(oraclePath('cactif', `${role}_label.png`))
    const given = options(label, role)
    const golden = (name: string) => preprocessing.get(`${role}_label_${name}`)!.data as Uint8Array
    expect(maxAbsDifference(hard(label, given), golden('latent'))).toBe(0)
    expect(maxAbsDifference(hard(label, { ...given, latentSize: size }), golden('full'))).toBe(0)
  })

  it('do not depend on whether a style label is stored as ids or as colours', async () => {
    const ids = await readLabelMap(oraclePath('cactif', 'content_label.png'))
    const colours: LabelMap = { ...ids, encoding: 'colours', stored: labelColours(ids).data }
    expect(hard(ids, options(ids, 'style'))).toEqual(hard(colours, options(colours, 'style')))
    expect(hard(ids, options(ids, 'content'))).toEqual(hard(colours, options(colours, 'content')))
    expect(hard(ids, options(ids, 'style'))).not.toEqual(hard(ids, options(ids, 'content')))
  })

  it('are shares of area with coverage', () => {
    // 4x2 at 2:1 to one row of two cells: left half road with one void pixel, right half sky and car.
    const label = idMap(4, 2, Uint8Array.of(7, 7, 23, 23, 7, 0, 26, 23))
    const weights = soft(label, { ...options(label, 'content'), size: [64, 128], latentSize: [1, 2] })
    const share = (trainId: number, cell: number) => weights[trainId * 2 + cell]
    expect([share(0, 0), share(0, 1), share(10, 0), share(10, 1), share(13, 1)]).toEqual([0.75, 0, 0, 0.75, 0.25])
  })

  it('split pixels that lie over two cells, and add up to one where nothing is void', () => {
    const label = idMap(6, 3, new Uint8Array(18).fill(7).fill(21, 9))
    const weights = soft(label, { ...options(label, 'style'), size: [64, 128], latentSize: [2, 4] })
    const column = (cell: number) => Array.from({ length: 19 }, (_, trainId) => weights[trainId * 8 + cell]!)
    for (let cell = 0; cell < 8; cell++) {
      expect(column(cell).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
    }
    // Row 1 (half in each row of cells) is road in columns 0-2 and vegetation in 3-5; a cell is 1.5x1.5 pixels.
    expect(column(0)[0]).toBeCloseTo(1, 6)
    expect(column(2)[8]).toBeCloseTo(0.5 / 1.5, 6)
    expect(column(7)[8]).toBeCloseTo(1, 6)
  })

  it('are finer than the latents where the label is coarser', () => {
    const label = idMap(2, 1, Uint8Array.of(7, 23))
    const weights = soft(label, { ...options(label, 'style'), size: [64, 128], latentSize: [2, 6] })
    expect([...weights.subarray(0, 12)]).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0])
  })

  it('are taken as they are from a map of train ids at exactly that size', () => {
    const trainIds = Uint8Array.from({ length: 16 * 32 }, (_, i) => (i % 20 === 19 ? 255 : i % 20))
    const label: LabelMap = {
      file: 'latent.png',
      width: 32,
      height: 16,
      encoding: 'labelTrainIds',
      stored: trainIds,
      trainIds,
    }
    const given = { ...options(label, 'style'), imageSize: { width: 2048, height: 1024 } }
    expect(hard(label, given)).toEqual(trainIds)
    expect(hard(label, { ...given, labelShrink: 'coverage' })).toEqual(trainIds)
    expect(() => latentLabels({ ...label, encoding: 'labelIds' }, given)).toThrow('32x16')
  })

  it('are refused where the label has another size than its image', () => {
    const label = idMap(4, 2, new Uint8Array(8).fill(7))
    const given = { ...options(label, 'content'), imageSize: { width: 8, height: 4 } }
    expect(() => latentLabels(label, given)).toThrow(
      "drawn.png has 4x2 pixels but its image has 8x4; give the label of that image at its full size, or train ids at exactly the latents' 32x16",
    )
  })
})

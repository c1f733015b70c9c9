import { beforeAll, describe, expect, it } from 'vitest'

import { BranchCache, type KeptBranches } from '../../../src/main/cactif/branches/branch-cache.ts'
import type { PreparedImage } from '../../../src/main/cactif/block.ts'
import { transferBlock, type BlockResult } from '../../../src/main/cactif/pipeline.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { defaultFreeU, type Settings } from '../../../src/shared/settings.ts'
import { maxAbsDifference } from '../../oracle.ts'
import { modeSettings, onePair, oraclePair, tinyModel } from './oracle-block.ts'

/** What of a pair is taken from a run with other settings, and that it changes nothing. */
let model: StableDiffusion
let pair: { content: PreparedImage; style: PreparedImage }
const kept = (maxBytes = 1e9): KeptBranches => ({ cache: new BranchCache(maxBytes), contents: true, styles: true })
const remembered = kept()
beforeAll(async () => {
  model = await tinyModel()
  const { content, style } = oraclePair('cactif')
  const drawn = ({ tensor, labels }: PreparedImage, hash: string): PreparedImage => ({ tensor, labels, hash })
  pair = { content: drawn(content, 'content'), style: drawn(style, 'style') }
  await run({}, remembered)
})

/** All of three steps mix. */
const base = modeSettings('cactif', 'cactif', {
  steps: 6,
  skip: 3,
  mixRange: { full: [0, 6], half: [0, 6] },
  classAdainRange: [1, 3],
})

const run = (changes: Partial<Settings>, branches: KeptBranches): Promise<BlockResult> =>
  transferBlock(model, onePair(pair, { ...base, ...changes }), { branches, keepsUnet: true })

const quirk = (quirks: Settings['quirks']): Partial<Settings> => ({ quirks: { ...base.quirks, ...quirks } })

describe('a change of a setting that branches do not depend on evaluates the output alone', () => {
  it.each<[string, Partial<Settings>, number]>([
    ['none', {}, 3],
    ['filterShare', { filterShare: 0.6 }, 3],
    ['contrast', { contrast: 2.5 }, 3],
    ['mixRange', { mixRange: { full: [1, 2], half: [0, 6] } }, 3],
    ['classAdainRange', { classAdainRange: [0, 1] }, 3],
    ['classMap', { classMap: { road: null } }, 3],
    ['sigmaPlusOne', quirk({ sigmaPlusOne: false }), 3],
    ['erosion', quirk({ erosion: false }), 3],
    ['stepLag', quirk({ stepLag: false }), 3],
    ['method', { method: 'cacti' }, 3],
    ['filterAxis', { filterAxis: 'queries' }, 3],
    ['swapGuidance, which wants an unmixed copy', { swapGuidance: 2 }, 6],
    ['skip, raised', { skip: 4 }, 2],
    ['skip, lowered by a step that nobody knows', { skip: 2 }, 3 + 3],
  ])('%s', async (name, changes, evaluations) => {
    const warm = await run(changes, remembered)
    expect(warm.evaluations).toBe(evaluations)
    const cold = await run(changes, kept())
    const difference = maxAbsDifference(warm.outputs[0]!.image, cold.outputs[0]!.image)
    console.log(`${name}: warm differs from cold by at most ${difference.toExponential(1)}`)
    // the batch is another, so sums may be rounded otherwise
    expect(difference).toBeLessThan(1e-4)
  })
})

describe('a change of a setting that branches depend on evaluates them again', () => {
  it.each<[string, Partial<Settings>, number]>([
    ['seed', { seed: 43 }, 9],
    ['steps', { steps: 7, skip: 4 }, 9],
    ['freeU', { freeU: defaultFreeU }, 9],
    ['prompt', { prompt: 'night', ...quirk({ guidedInversionOnly: false }) }, 18],
  ])('%s', async (_, changes, evaluations) => {
    expect((await run(changes, remembered)).evaluations).toBe(evaluations)
  })

  it('and a prompt that guides the inversion alone is inverted once', async () => {
    const prompt = { prompt: 'night' }
    // two images, two texts, three steps
    expect((await run(prompt, remembered)).evaluations).toBe(2 * 2 * 3 + 9)
    expect((await run({ ...prompt, filterShare: 0.5 }, remembered)).evaluations).toBe(3)
  })
})

it('keeps what fits, and evaluates the rest', async () => {
  const little = kept(1_500_000)
  await run({}, little)
  const again = await run({}, little)
  expect(again.evaluations).toBeGreaterThan(3)
  expect(again.evaluations).toBeLessThan(9)
  const cold = await run({}, kept())
  expect(maxAbsDifference(again.outputs[0]!.image, cold.outputs[0]!.image)).toBeLessThan(1e-4)
})

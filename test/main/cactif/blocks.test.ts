import { beforeAll, describe, expect, it } from 'vitest'

import type { OutSpec, PreparedImage, TransferBlock } from '../../../src/main/cactif/block.ts'
import { transferBlock } from '../../../src/main/cactif/pipeline.ts'
import { BranchCache } from '../../../src/main/cactif/branches/branch-cache.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { CancelledError, SettingsError } from '../../../src/shared/errors.ts'
import { defaultFreeU, type Settings } from '../../../src/shared/settings.ts'
import { maxAbsDifference } from '../../oracle.ts'
import { modeSettings, onePair, oraclePair, tinyModel } from './oracle-block.ts'

let model: StableDiffusion
let pair: { content: PreparedImage; style: PreparedImage }
beforeAll(async () => {
  model = await tinyModel()
  const { content, style } = oraclePair('cactif')
  pair = { content: drawn(content, 'content'), style: drawn(style, 'style') }
})

/** The image without its recorded noise, so that noise is drawn by its hash. */
const drawn = ({ tensor, labels }: PreparedImage, hash: string): PreparedImage => ({ tensor, labels, hash })

const mirrored = ({ tensor, labels }: PreparedImage, hash: string): PreparedImage => ({
  tensor: tensor.toReversed(),
  labels,
  hash,
})

/** Mixing in the steps 2, 3 and 4 of 5. */
const fewSteps = (overrides: Partial<Settings> = {}): Settings =>
  modeSettings('cactif', 'cactif', {
    steps: 10,
    skip: 5,
    mixRange: { full: [1, 10], half: [1, 10] },
    classAdainRange: [1, 3],
    ...overrides,
  })

const rectangle = (contents: PreparedImage[], styles: PreparedImage[], settings: Settings): TransferBlock => ({
  contents,
  styles,
  outs: contents.flatMap((_, content) => styles.map((_, style): OutSpec => ({ content, style, settings }))),
})

describe('a block of contents and references', () => {
  it('gives each output what it gets alone, in fewer evaluations', async () => {
    const settings = fewSteps()
    const contents = [pair.content, mirrored(pair.content, 'other content')]
    const styles = [pair.style, mirrored(pair.style, 'other style')]
    const together = await transferBlock(model, rectangle(contents, styles, settings))
    // per step n + S + n S rows where attention mixes, n + n S where it does not
    expect(together.evaluations).toBe(3 * (2 + 2 + 4) + 2 * (2 + 4))
    let difference = 0
    for (const [i, { content, style }] of rectangle(contents, styles, settings).outs.entries()) {
      const alone = await transferBlock(
        model,
        onePair({ content: contents[content]!, style: styles[style]! }, settings),
      )
      difference = Math.max(difference, maxAbsDifference(alone.outputs[0]!.image, together.outputs[i]!.image))
    }
    console.log(`a 2x2 block differs from single transfers by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(2e-3)
  })

  it('runs several filter shares as rows of one block', async () => {
    const shares = [0, 0.25, 0.75]
    const outs = shares.map((filterShare) => ({ content: 0, style: 0, settings: fewSteps({ filterShare }) }))
    const sweep = await transferBlock(model, { contents: [pair.content], styles: [pair.style], outs })
    expect(sweep.evaluations).toBe(3 * (shares.length + 2) + 2 * (shares.length + 1))
    const unfiltered = await transferBlock(model, onePair(pair, fewSteps({ method: 'cacti' })))
    expect(maxAbsDifference(sweep.outputs[0]!.image, unfiltered.outputs[0]!.image)).toBeLessThan(2e-3)
    expect(maxAbsDifference(sweep.outputs[1]!.image, unfiltered.outputs[0]!.image)).toBeGreaterThan(0.01)
    expect(sweep.outputs.map(({ similarity }) => similarity.at(-1)!.filteredShare)).toEqual([0, 0.25, 0.75])
  })

  it('refuses outputs whose settings differ in more than the filter share', async () => {
    const outs = [1.67, 2].map((contrast) => ({ content: 0, style: 0, settings: fewSteps({ contrast }) }))
    await expect(transferBlock(model, { contents: [pair.content], styles: [pair.style], outs })).rejects.toThrow(
      SettingsError,
    )
  })
})

const keptStyles = (maxBytes: number) => ({ cache: new BranchCache(maxBytes), contents: false, styles: true })

describe('kept references', () => {
  it('changes no number and drops the evaluations of the reference', async () => {
    const settings = fewSteps({ freeU: defaultFreeU })
    const branches = keptStyles(1e9)
    const without = await transferBlock(model, onePair(pair, settings))
    const recording = await transferBlock(model, onePair(pair, settings), { branches })
    const cached = await transferBlock(model, onePair(pair, settings), { branches })
    expect(recording.evaluations).toBe(without.evaluations)
    expect(cached.evaluations).toBe(2 * 5)
    const difference = maxAbsDifference(cached.outputs[0]!.image, without.outputs[0]!.image)
    console.log(`a cached reference changes the image by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(2e-3)
  })

  it('does not lend a reference to other settings', async () => {
    const branches = keptStyles(1e9)
    await transferBlock(model, onePair(pair, fewSteps()), { branches })
    const otherSeed = await transferBlock(model, onePair(pair, fewSteps({ seed: 43 })), { branches })
    expect(otherSeed.evaluations).toBe(3 * 3 + 2 * 2)
  })

  it('keeps nothing beyond its budget', async () => {
    const branches = keptStyles(1000)
    await transferBlock(model, onePair(pair, fewSteps()), { branches })
    const again = await transferBlock(model, onePair(pair, fewSteps()), { branches })
    expect(again.evaluations).toBe(3 * 3 + 2 * 2)
  })
})

describe('a transfer', () => {
  it('gives the same bytes for the same inputs', async () => {
    const first = await transferBlock(model, onePair(pair, fewSteps()))
    const second = await transferBlock(await tinyModel(), onePair(pair, fewSteps()))
    expect(maxAbsDifference(first.outputs[0]!.image, second.outputs[0]!.image)).toBe(0)
  })

  it('ends between two steps when it is cancelled', async () => {
    const seen: number[] = []
    const options = {
      onProgress: ({ phase, step }: { phase: string; step: number }) => void (phase === 'denoise' && seen.push(step)),
      isCancelled: () => Promise.resolve(seen.includes(2)),
    }
    await expect(transferBlock(model, onePair(pair, fewSteps()), options)).rejects.toThrow(CancelledError)
    expect(seen).toEqual([0, 1, 2])
  })

  it('falls back to plain AdaIN without a style label and says so', async () => {
    const style = { ...pair.style, labels: null }
    const result = await transferBlock(model, onePair({ ...pair, style }, fewSteps()))
    expect(result.warnings).toEqual([expect.stringContaining('Without a style label AdaIN acts on the whole image')])
    expect(result.outputs[0]!.classes).toEqual([])
  })

  it('replays the inversion with a prompt when both passes are guided alike', async () => {
    const settings = fewSteps({ prompt: 'a street at night', quirks: { guidedInversionOnly: false } })
    const result = await transferBlock(model, onePair(pair, settings), { trace: true })
    // two guidance branches, and no evaluation of the inversion
    expect(result.evaluations).toBe(2 * (3 * 3 + 2 * 2))
    expect(result.timings.invert).toBe(0)
  })

  it('mixes in the last two up blocks at any size', async () => {
    const tensor = new Float32Array(3 * 64 * 192).map((_, i) => Math.sin(i / 50))
    const image = (hash: string): PreparedImage => ({ tensor, hash, labels: null })
    const settings = fewSteps({ size: [64, 192] })
    const result = await transferBlock(model, onePair({ content: image('a'), style: image('b') }, settings), {
      trace: true,
    })
    const layers = [...result.outputs[0]!.trace!.keys()].filter(
      (name) => name.startsWith('step3.') && name.endsWith('.similarity'),
    )
    expect(layers).toHaveLength(6)
    expect(layers.map((name) => result.outputs[0]!.trace!.get(name)!.shape[0])).toEqual([48, 48, 48, 192, 192, 192])
  })

  it('takes filtered queries from the content', async () => {
    const all = await transferBlock(model, onePair(pair, fewSteps({ filterAxis: 'queries', filterShare: 1 })))
    const none = await transferBlock(model, onePair(pair, fewSteps({ filterAxis: 'queries', filterShare: 0 })))
    const unfiltered = await transferBlock(model, onePair(pair, fewSteps({ method: 'cacti' })))
    expect(maxAbsDifference(none.outputs[0]!.image, unfiltered.outputs[0]!.image)).toBeLessThan(2e-3)
    expect(maxAbsDifference(all.outputs[0]!.image, unfiltered.outputs[0]!.image)).toBeGreaterThan(0.01)
  })
})

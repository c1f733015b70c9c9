import { beforeAll, describe, expect, it } from 'vitest'

import { transferBlock } from '../../../src/main/cactif/pipeline.ts'
import { planSteps } from '../../../src/main/cactif/schedule.ts'
import type { Trace } from '../../../src/main/cactif/trace.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { defaultFreeU, type Settings } from '../../../src/shared/settings.ts'
import { float32, hasGoldenFile, readGoldens, relativeL2, type Golden } from '../../oracle.ts'
import { modeSettings, onePair, oraclePair, readModes, tinyModel } from './oracle-block.ts'

let model: StableDiffusion
beforeAll(async () => {
  model = await tinyModel()
})

/** A token at the threshold may flip with another order of summation: then 1e-2, else 1e-4 (test/fixtures/oracle/README.md). */
const tolerance = (flips: number): number => (flips === 0 ? 1e-4 : 1e-2)

/** Row of OUT, STYLE or CONTENT of step i in the goldens' [steps, 3, C, h, w]. */
function goldenRow(golden: Golden, step: number, row: 0 | 1 | 2): Float32Array {
  const size = golden.data.length / golden.shape[0]! / 3
  const at = (step * 3 + row) * size
  return (golden.data as Float32Array).subarray(at, at + size)
}

/** Compares the filtered sets; only tokens within 1e-4 of the threshold may differ. Returns how many do. */
function countFlips(trace: Trace, filtering: Map<string, Golden>): number {
  let flips = 0
  for (const [name, golden] of filtering) {
    if (!name.endsWith('.filtered_idx')) continue
    const prefix = name.slice(0, -'.filtered_idx'.length)
    const similarity = float32(filtering, `${prefix}.similarity`)
    const threshold = float32(filtering, `${prefix}.threshold`)[0]!
    const filtered = trace.get(`${prefix}.filtered`)
    expect(filtered, `${prefix} mixed and filtered`).toBeDefined()
    const expected = new Set(golden.data as Int32Array)
    for (const [token, value] of filtered!.data.entries()) {
      if ((value === 1) === expected.has(token)) continue
      expect(Math.abs(similarity[token]! - threshold)).toBeLessThan(1e-4 * threshold)
      flips++
    }
  }
  return flips
}

async function compareMode(
  folder: string,
  mode: string,
  overrides: Partial<Settings> = {},
  seen?: readonly number[],
): Promise<void> {
  const settings = modeSettings(folder, mode, overrides)
  const plan = planSteps(settings, model.scheduler, seen)
  const { outputs } = await transferBlock(model, onePair(oraclePair(folder), settings), { trace: true, plan })
  const { trace } = outputs[0]!
  const goldens = readGoldens(folder, `${mode}.safetensors`)
  const flips = hasGoldenFile(folder, `${mode}_filtering.safetensors`)
    ? countFlips(trace!, readGoldens(folder, `${mode}_filtering.safetensors`))
    : 0
  const after = goldens.get('latents_after_adain')!
  for (const { index } of plan) {
    for (const [row, name] of [
      [0, 'out'],
      [1, 'style'],
      [2, 'content'],
    ] as const) {
      const actual = trace!.get(`step${index}.${name}`)!.data
      expect(relativeL2(actual, goldenRow(after, index, row)), `${mode}, step ${index}, ${name}`).toBeLessThan(
        tolerance(flips),
      )
    }
  }
  const last = trace!.get(`step${plan.length - 1}.out`)!.data
  const difference = relativeL2(last, goldenRow(after, plan.length - 1, 0))
  console.log(
    `${folder}/${mode}: final latents differ by ${difference.toExponential(1)} relative, ${flips} tokens flipped`,
  )
  const decoded = goldens.get('decoded_out_image')
  if (decoded)
    expect(relativeL2(trace!.get('out.image')!.data, decoded.data as Float32Array)).toBeLessThan(tolerance(flips))
}

describe('the pipeline gives the numbers of the public code', () => {
  for (const mode of [
    'cactif',
    'cacti',
    'cross_image_only',
    'cactif_layer_ranges',
    'cactif_swap_guidance_2',
    'class_adain_no_attention',
  ]) {
    it(`in mode ${mode}`, () => compareMode('cactif', mode))
  }

  it('in mode cactif_second_pair, with the steps that attention sees there', async () => {
    const seen = readModes('cactif').modes['cactif_second_pair']!.step_seen_by_attention
    await compareMode('cactif', 'cactif_second_pair', {}, seen)
  })

  it('with FreeU', () => compareMode('cactif_freeu_scaled', 'cactif', { freeU: defaultFreeU }))

  it('with a prompt, where the inversion is guided and the denoising is not', () =>
    compareMode('cactif_prompt', 'cactif_prompt'))
})

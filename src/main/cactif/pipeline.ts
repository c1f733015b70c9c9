import { resolveQuirks, type Settings } from '../../shared/settings.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { sharedSettings, type PreparedImage, type TransferBlock } from './block.ts'
import { classMasks, type ClassMasks } from './adain/class-masks.ts'
import { promptGuidance } from './guidance.ts'
import { ddpmStep, type Step } from './inversion/inversion.ts'
import { drawNoise } from './inversion/noise.ts'
import { OutImage, type OutResult } from './out-image.ts'
import { Predictor } from './predictor.ts'
import { BlockProgress, type Phase, type ProgressOptions } from './progress.ts'
import { FusedReplay, invertGuided } from './inversion/replay.ts'
import { mixes, planSteps, type StepPlan } from './schedule.ts'
import { StyleBranch, styleKey } from './references/style-branch.ts'
import type { StyleCache } from './references/style-cache.ts'

export interface BlockOptions extends ProgressOptions {
  /** Record what each step computed. */
  readonly trace?: boolean
  /** Where references keep what they contribute; without it their branch is evaluated for every block. */
  readonly styleCache?: StyleCache
  /** Keep the U-Net in memory for the next block; else it is given back before the pictures are decoded. */
  readonly keepsUnet?: boolean
  /** The steps; default: those of the settings. */
  readonly plan?: readonly StepPlan[]
}

export interface BlockResult {
  /** As `outs` of the block. */
  readonly outputs: readonly OutResult[]
  /** U-Net rows that were evaluated. */
  readonly evaluations: number
  /** Seconds by phase. */
  readonly timings: Readonly<Record<Phase, number>>
  /** Sentences. */
  readonly warnings: readonly string[]
}

/**
 * Style transfer of a block of images as the paper has it (CACTIF, arXiv 2505.16360), with the numbers of its public code
 * and fewer evaluations: contents and references replay their own inversion, so that it is never evaluated by itself.
 *
 * @throws SettingsError, CancelledError, MemoryError, ProviderError
 */
export async function transferBlock(
  model: StableDiffusion,
  block: TransferBlock,
  options: BlockOptions = {},
): Promise<BlockResult> {
  const settings = sharedSettings(block)
  const plan = options.plan ?? planSteps(settings, model.scheduler)
  const progress = new BlockProgress(options)

  // 1. latents of every image: w0 = mode of the encoder * scaling factor
  const images = [...block.contents, ...block.styles]
  await progress.begin('encode', images.length)
  const w0 = await model.encode(images, settings.size, (done) => progress.report(done))
  const guidance = await promptGuidance(model, settings)

  // 2. the U-Net, with attention that mixes and filters
  await progress.begin('load', 1)
  const keepsLent = options.styleCache !== undefined
  const predictor = new Predictor(model, settings, guidance.denoising, keepsLent)
  await predictor.load()
  await progress.report(1)

  // 3. inversion: where each image stands at the first step, and the z of every step
  const steps = plan.map(({ timestep }): Step => ({ scheduler: model.scheduler, steps: settings.steps, timestep }))
  const inversions = images.map((image, i) => ({
    w0: w0[i]!,
    noises: stepNoises(image, settings, steps, w0[i]!.length),
    steps,
  }))
  const inverter = new Predictor(model, settings, guidance.inversion, keepsLent)
  const replays = guidance.agree
    ? inversions.map((inversion) => new FusedReplay(inversion))
    : await invertGuided(inversions, inverter, progress)
  const contents = block.contents.map((image, i) => ({ masks: masksOf(image, settings), replay: replays[i]! }))
  const styles = block.styles.map((image, i) => {
    const key = styleKey(model, image, settings, plan)
    const branch = new StyleBranch(replays[block.contents.length + i]!, options.styleCache ?? null, key)
    return { masks: masksOf(image, settings), branch }
  })
  const outs = block.outs.map((spec) => {
    const trace = options.trace ? { content: w0[spec.content]!, style: w0[block.contents.length + spec.style]! } : null
    return new OutImage(spec, contents[spec.content]!.replay.latents, model.latentShape(settings.size), trace)
  })

  // 4. denoising: contents, references and outputs take every step together
  await progress.begin('denoise', plan.length)
  for (const [index, step] of plan.entries()) {
    // a reference that lends nothing replays its inversion without a prediction, but for the last step, which has no z
    const needsStyles = mixes(step) || !guidance.agree || index === plan.length - 1
    const predictions = await predictor.predict(step, {
      contents: contents.map(({ replay }) => replay.latents),
      styles: styles.map(({ branch }) => branch.row(needsStyles)),
      outs: outs.map(({ latents, spec }) => ({ ...spec, latents, filterShare: spec.settings.filterShare })),
    })
    const zs = contents.map(({ replay }, i) => replay.advance(predictions.contents[i]!))
    for (const [i, { branch }] of styles.entries()) branch.advance(predictions.styles[i]!, predictions.lent[i]!)
    for (const [i, out] of outs.entries()) {
      const [content, style] = [contents[out.spec.content]!, styles[out.spec.style]!]
      // the output takes its content's z, then the reference's statistics at the same noise level
      out.denoise(ddpmStep(out.latents, predictions.outs[i]!, zs[out.spec.content]!, steps[index]!))
      out.restyle(step, content.masks, style.branch.latents, style.masks)
      out.record(step, predictions.filters[i]!, content.replay.latents, style.branch.latents)
    }
    await progress.report(index + 1)
  }

  // 5. pictures, of the outputs alone
  if (!options.keepsUnet) await model.release()
  await progress.begin('decode', outs.length)
  const latents = outs.map((out) => out.latents)
  const pictures = await model.decode(latents, settings.size, (done) => progress.report(done))
  return {
    outputs: outs.map((out, i) => out.finish(pictures[i]!, settings.size)),
    evaluations: predictor.evaluations + inverter.evaluations,
    timings: progress.end(),
    warnings: [...guidance.warnings, ...labelWarnings(block, settings)],
  }
}

/** The noise of each step, [C, h, w]: given with the image, or drawn by seed, image and timestep. */
function stepNoises(image: PreparedImage, settings: Settings, steps: readonly Step[], count: number): Float32Array[] {
  return steps.map(({ timestep }, i) => {
    const at = (settings.skip + i) * count
    return (
      image.noise?.slice(at, at + count) ?? drawNoise({ seed: settings.seed, imageHash: image.hash, timestep, count })
    )
  })
}

function masksOf({ labels }: PreparedImage, settings: Settings): ClassMasks | null {
  return labels && classMasks(labels, { erosion: resolveQuirks(settings).erosion })
}

function labelWarnings({ contents, styles }: TransferBlock, { method }: Settings): string[] {
  if (method === 'cross-image') return []
  const lacking = [
    ...(contents.every(({ labels }) => labels) ? [] : ['content']),
    ...(styles.every(({ labels }) => labels) ? [] : ['style']),
  ]
  return lacking.map(
    (which) =>
      `Without a ${which} label AdaIN acts on the whole image instead of class by class: give the label to restyle by class.`,
  )
}

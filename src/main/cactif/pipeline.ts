import { resolveQuirks, type Settings } from '../../shared/settings.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { sharedSettings, type PreparedImage, type TransferBlock } from './block.ts'
import { classMasks, type ClassMasks } from './adain/class-masks.ts'
import { promptGuidance } from './guidance.ts'
import { ddpmStep, type Step } from './inversion/inversion.ts'
import { drawNoise } from './inversion/noise.ts'
import { OutImage, type OutResult } from './out-image.ts'
import { EndPrediction, type OutAtStep, type PredictedImage } from './predicted-image.ts'
import { Predictor } from './predictor.ts'
import { BlockProgress, type Phase, type ProgressOptions } from './progress.ts'
import { FusedReplay, invertGuided } from './inversion/replay.ts'
import { mixes, planSteps, type StepPlan } from './schedule.ts'
import { Branch, branchKey, BranchMemory, type BranchRole } from './branches/branch.ts'
import type { KeptBranches } from './branches/branch-cache.ts'

export interface BlockOptions extends ProgressOptions {
  /** Record what each step computed. */
  readonly trace?: boolean
  /** Keep what the filter saw and did at every step. */
  readonly filters?: boolean
  /** Where branches are kept; without it they are evaluated for every block. */
  readonly branches?: KeptBranches
  /** Keep the U-Net in memory for the next block; else it is given back before the pictures are decoded. */
  readonly keepsUnet?: boolean
  /** The steps; default: those of the settings. */
  readonly plan?: readonly StepPlan[]
  /** Hears after each step what the outputs would become. */
  readonly onPredicted?: (step: number, predicted: readonly PredictedImage[]) => void
  /** Hears of each output as soon as it is decoded. */
  readonly onOutput?: (index: number, output: OutResult, soFar: BlockCosts) => Promise<void>
}

export interface BlockCosts {
  /** U-Net rows that were evaluated. */
  readonly evaluations: number
  /** Seconds by phase. */
  readonly timings: Readonly<Record<Phase, number>>
  /** Sentences. */
  readonly warnings: readonly string[]
}

export interface BlockResult extends BlockCosts {
  /** As `outs` of the block. */
  readonly outputs: readonly OutResult[]
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
  const predictor = new Predictor(model, settings, guidance.denoising, options.branches)
  await predictor.load()
  await progress.report(1)

  // 3. inversion: where each image stands at the first step, and the z of every step
  const steps = plan.map(({ timestep }): Step => ({ scheduler: model.scheduler, steps: settings.steps, timestep }))
  const inverter = new Predictor(model, settings, guidance.inversion, options.branches)
  const pass = { model, block, settings, plan, steps, options, progress }
  const branches = await invertImages(pass, w0, guidance.agree, inverter)
  const outs = outImages(pass, branches)
  const prediction = options.onPredicted && new EndPrediction(model, settings, plan, branches)

  // 4. denoising: contents, references and outputs take every step together
  await progress.begin('denoise', plan.length)
  for (const [index, step] of plan.entries()) {
    const epsilons = await denoiseTogether(pass, index, { branches, outs, predictor, guidanceAgrees: guidance.agree })
    const ends = prediction?.after(step, epsilons)
    if (ends) options.onPredicted?.(index, ends)
    await progress.report(index + 1, predictor.evaluations + inverter.evaluations)
  }

  // 5. pictures, of the outputs alone
  if (!options.keepsUnet) await model.release()
  const costs = (): BlockCosts => ({
    evaluations: predictor.evaluations + inverter.evaluations,
    timings: progress.timings(),
    warnings: [...guidance.warnings, ...labelWarnings(block, settings)],
  })
  const outputs = await decodeOutputs(pass, outs, costs)
  return { outputs, ...costs() }
}

/** What all parts of one pass over the steps know. */
interface Pass {
  readonly model: StableDiffusion
  readonly block: TransferBlock
  readonly settings: Settings
  readonly plan: readonly StepPlan[]
  /** As the plan has them, for the scheduler. */
  readonly steps: readonly Step[]
  readonly options: BlockOptions
  readonly progress: BlockProgress
}

/** A content or a reference on its way through the steps. */
interface InvertedImage {
  readonly tensor: Float32Array
  readonly w0: Float32Array
  readonly masks: ClassMasks | null
  readonly branch: Branch
}

interface InvertedImages {
  readonly contents: readonly InvertedImage[]
  readonly styles: readonly InvertedImage[]
}

/** @param agrees inversion and denoising predict alike, so that the inversion is replayed and never evaluated by itself */
async function invertImages(
  { model, block, settings, plan, steps, options, progress }: Pass,
  w0: readonly Float32Array[],
  agrees: boolean,
  inverter: Predictor,
): Promise<InvertedImages> {
  const images = [...block.contents, ...block.styles]
  const inversions = images.map((image, i) => ({
    w0: w0[i]!,
    // drawn where it is asked for: what is remembered needs none
    noise: (index: number) => stepNoise(image, settings, { ...steps[index]!, index }, w0[i]!.length),
    steps,
  }))
  const memories = rememberedBranches(model, block, settings, options.branches)
  const replays =
    agrees || memories.every((memory) => memory.knowsAll(plan))
      ? inversions.map((inversion) => new FusedReplay(inversion))
      : await invertGuided(inversions, inverter, progress)
  const branches = images.map((image, i) => ({
    tensor: image.tensor,
    w0: w0[i]!,
    masks: masksOf(image, settings),
    branch: new Branch(replays[i]!, plan, memories[i]!),
  }))
  return { contents: branches.slice(0, block.contents.length), styles: branches.slice(block.contents.length) }
}

/** The outputs: each begins where its content stands at the first step. */
const outImages = ({ model, block, settings, options }: Pass, { contents, styles }: InvertedImages): OutImage[] =>
  block.outs.map((spec) => {
    const [content, style] = [contents[spec.content]!, styles[spec.style]!]
    const traced = options.trace ? { content: content.w0, style: style.w0 } : null
    const recording = { traced, filters: options.filters ?? false }
    return new OutImage(spec, content.branch.latents, model.latentShape(settings.size), recording)
  })

/**
 * One step of all images together.
 *
 * @returns of each output, what was predicted of where it stood
 */
async function denoiseTogether(
  { settings, plan, steps }: Pass,
  index: number,
  together: {
    readonly branches: InvertedImages
    readonly outs: readonly OutImage[]
    readonly predictor: Predictor
    readonly guidanceAgrees: boolean
  },
): Promise<OutAtStep[]> {
  const { outs, predictor, guidanceAgrees } = together
  const { contents, styles } = together.branches
  const step = plan[index]!
  const gives = { layers: mixes(step) && settings.method === 'cactif', outcome: true }
  // a reference that lends nothing replays its inversion without a prediction, but for the last step, which has no z
  const lends = { layers: mixes(step), outcome: !guidanceAgrees || index === plan.length - 1 }
  const predictions = await predictor.predict(step, {
    contents: contents.map(({ branch }) => branch.row(gives)),
    styles: styles.map(({ branch }) => branch.row(lends)),
    outs: outs.map(({ latents, spec }) => ({ ...spec, latents, filterShare: spec.settings.filterShare })),
  })
  const predicted = outs.map(({ spec, latents }, i) => ({ spec, latents, epsilon: predictions.outs[i]! }))
  const { given } = predictions
  const zs = contents.map(({ branch }, i) => branch.advance(predictions.contents[i]!, given.contents[i]!))
  for (const [i, { branch }] of styles.entries()) branch.advance(predictions.styles[i]!, given.styles[i]!)
  for (const [i, out] of outs.entries()) {
    const [content, style] = [contents[out.spec.content]!, styles[out.spec.style]!]
    // the output takes its content's z, then the reference's statistics at the same noise level
    out.denoise(ddpmStep(out.latents, predictions.outs[i]!, zs[out.spec.content]!, steps[index]!))
    out.restyle(step, content.masks, { latents: style.branch.latents, masks: style.masks })
    out.record(step, predictions.filters[i]!, content.branch.latents, style.branch.latents)
  }
  return predicted
}

/** Pictures of the outputs, each told as soon as it is decoded. */
async function decodeOutputs(
  { model, settings, options, progress }: Pass,
  outs: readonly OutImage[],
  costs: () => BlockCosts,
): Promise<OutResult[]> {
  await progress.begin('decode', outs.length)
  const outputs: OutResult[] = []
  const latents = outs.map((out) => out.latents)
  await model.decode(latents, settings.size, async (done, picture) => {
    const output = outs[done - 1]!.finish(picture, settings.size)
    outputs.push(output)
    await options.onOutput?.(done - 1, output, costs())
    await progress.report(done)
  })
  return outputs
}

/** Contents, then references. */
function rememberedBranches(
  model: StableDiffusion,
  { contents, styles }: TransferBlock,
  settings: Settings,
  kept: KeptBranches | undefined,
): BranchMemory[] {
  kept?.cache.beginBlock()
  const remembered = (role: BranchRole) => (image: PreparedImage) => {
    const cache = kept?.[`${role}s`] ? kept.cache : null
    return new BranchMemory(cache, branchKey(role, model, image, settings))
  }
  return [...contents.map(remembered('content')), ...styles.map(remembered('style'))]
}

/** The noise of a step, [C, h, w]: given with the image, or drawn by seed, image and timestep. */
function stepNoise(
  image: PreparedImage,
  settings: Settings,
  { timestep, index }: Pick<Step, 'timestep'> & { readonly index: number },
  count: number,
): Float32Array {
  const at = (settings.skip + index) * count
  return (
    image.noise?.slice(at, at + count) ?? drawNoise({ seed: settings.seed, imageHash: image.hash, timestep, count })
  )
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

import { mixingLayers } from '../cactif/attention.ts'
import { BranchCache, type KeptBranches } from '../cactif/branches/branch-cache.ts'
import type { TransferBlock } from '../cactif/block.ts'
import { transferBlock, type BlockCosts, type BlockOptions } from '../cactif/pipeline.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import type { LatentLabels } from '../imaging/latent-labels.ts'
import { measureTransfer, type ImageMeasures } from '../metrics/image-measures.ts'
import { WeatherglassError, type ErrorDescription } from '../../shared/errors.ts'
import { trainIds as classes, VOID } from '../../shared/labels.ts'
import type { Settings } from '../../shared/settings.ts'
import type { FilterLayer } from '../../shared/tuning.ts'
import { InputMemory, type InputRole, type JobInput } from './job-inputs.ts'
import { convertWeights, loadModel } from './job-model.ts'
import type { SpeakingContext } from './job-server.ts'
import { checkMemory } from './memory-check.ts'
import type { ModelLoader } from './model-loader.ts'
import type { BlockJobResult, BlockPair, BlockRequest, SeenImage } from './protocol.ts'
import { inputsOf, provenanceOf } from './made-result.ts'
import { pixelBytes } from './transfer-job.ts'

/** Four pairs at 512x1024: 8 MB each. */
const keptInputs = 8
/** A quarter of what is free when it is first asked for; 4.7 GB hold a pair at 512x1024 over 20 steps. */
const maxBranchBytes = 6e9

/** What the inference process keeps from one block to the next. */
export class BlockMemory {
  readonly inputs = new InputMemory(keptInputs)
  #branches: BranchCache | null = null

  get branches(): BranchCache {
    this.#branches ??= new BranchCache(Math.min(maxBranchBytes, process.availableMemory() / 4))
    return this.#branches
  }

  /** Gives back what no block after this one asks for. */
  forgetBranches(): void {
    this.#branches = null
  }
}

/** A pair that can be made: where it stands in the request, and its inputs. */
interface ReadyPair {
  readonly pair: number
  readonly content: JobInput
  readonly style: JobInput
  readonly filterShare: number
}

/**
 * A block from files to pixels. Pairs whose files cannot be used fail one by one.
 *
 * @throws what is wrong with the settings or the model, MemoryError, ProviderError, CancelledError
 */
export async function runBlock(
  models: ModelLoader,
  memory: BlockMemory,
  request: BlockRequest,
  context: SpeakingContext<'block'>,
): Promise<BlockJobResult> {
  const begin = performance.now()
  const { model, warnings } = await loadModel(models, request)
  context.onEvent({ type: 'provider', provider: model.device.provider })
  const pairs = request.pairs ?? everyPair(request)
  const rowsPerContent = Math.ceil(pairs.length / request.contents.length)
  const shape = { contents: request.contents.length, styles: rowsPerContent, stylesCached: false }
  checkMemory(model, request.settings.size, process.availableMemory(), shape)
  const inputs = {
    contents: await prepareAll(model, memory, request, 'content', context),
    styles: await prepareAll(model, memory, request, 'style', context),
  }
  if (request.watched)
    context.onEvent({ type: 'seen', contents: inputs.contents.map(seen), styles: inputs.styles.map(seen) })
  const ready = readyPairs(pairs, inputs, request, context)
  const conversion = await convertWeights(model, context)
  const making = new PictureMaking(model, request, context, begin, [...warnings, ...conversion.warnings])
  if (request.keep !== 'branches') memory.forgetBranches()
  for (const group of rectangles(ready)) await making.make(group, keptBranches(request, memory))
  return {
    done: ready.length,
    pairs: pairs.length,
    evaluations: making.evaluations,
    seconds: (performance.now() - begin) / 1000,
    timings: { convert: conversion.seconds, ...making.timings },
    peakBytes: process.resourceUsage().maxRSS * 1024,
    warnings: [...making.warnings],
  }
}

const everyPair = ({ contents, styles }: BlockRequest): BlockPair[] =>
  contents.flatMap((_, content) => styles.map((_, style) => ({ content, style })))

/** An input, or what is wrong with its files. */
type Prepared = JobInput | ErrorDescription
const isInput = (prepared: Prepared): prepared is JobInput => 'rgb' in prepared

async function prepareAll(
  model: StableDiffusion,
  { inputs }: BlockMemory,
  { contents, styles, settings }: BlockRequest,
  role: InputRole,
  { isCancelled, signal }: SpeakingContext<'block'>,
): Promise<Prepared[]> {
  const prepared: Prepared[] = []
  for (const { image, label, labelNetwork } of role === 'content' ? contents : styles) {
    if (await isCancelled()) signal.throwIfAborted()
    prepared.push(await inputs.prepare(model, settings, role, image, label, labelNetwork).catch(describeFileError))
  }
  return prepared
}

function describeFileError(error: unknown): ErrorDescription {
  if (error instanceof WeatherglassError && error.file !== undefined) return error.describe()
  throw error
}

function readyPairs(
  pairs: readonly BlockPair[],
  inputs: { readonly contents: readonly Prepared[]; readonly styles: readonly Prepared[] },
  { settings }: BlockRequest,
  { onEvent }: SpeakingContext<'block'>,
): ReadyPair[] {
  return pairs.flatMap(({ content, style, filterShare = settings.filterShare }, pair) => {
    const [from, to] = [inputs.contents[content]!, inputs.styles[style]!]
    if (isInput(from) && isInput(to)) return [{ pair, content: from, style: to, filterShare }]
    onEvent({ type: 'failed', pair, error: isInput(from) ? (to as ErrorDescription) : from })
    return []
  })
}

/** Pairs by content; together those of contents with as many pairs, which the pipeline asks for. */
function rectangles(pairs: readonly ReadyPair[]): ReadyPair[][] {
  const byContent = Map.groupBy(pairs, ({ content }) => content)
  return [...Map.groupBy(byContent.values(), ({ length }) => length).values()].map((contents) => contents.flat())
}

function keptBranches({ keep }: BlockRequest, memory: BlockMemory): KeptBranches | null {
  return keep === 'nothing' ? null : { cache: memory.branches, contents: keep === 'branches', styles: true }
}

/** Makes the pictures of groups of pairs, and counts what it cost. */
class PictureMaking {
  evaluations = 0
  timings: Record<string, number> = {}
  readonly warnings: Set<string>
  readonly #model: StableDiffusion
  readonly #request: BlockRequest
  readonly #context: SpeakingContext<'block'>
  readonly #begin: number

  constructor(
    model: StableDiffusion,
    request: BlockRequest,
    context: SpeakingContext<'block'>,
    begin: number,
    warnings: readonly string[],
  ) {
    this.#model = model
    this.#request = request
    this.#context = context
    this.#begin = begin
    this.warnings = new Set(warnings)
  }

  async make(group: readonly ReadyPair[], branches: KeptBranches | null): Promise<void> {
    const [contents, styles] = [unique(group, 'content'), unique(group, 'style')]
    const { settings, watched } = this.#request
    const block: TransferBlock = {
      contents: contents.map(({ image }) => image),
      styles: styles.map(({ image }) => image),
      outs: group.map(({ content, style, filterShare }) => ({
        content: contents.indexOf(content),
        style: styles.indexOf(style),
        settings: { ...settings, filterShare },
      })),
    }
    const { onProgress, onEvent, isCancelled } = this.#context
    const evaluated = this.evaluations
    const pairs = group.map(({ pair }) => pair)
    const costs = await transferBlock(this.#model, block, {
      isCancelled,
      keepsUnet: true,
      filters: watched,
      ...(branches && { branches }),
      onProgress: (progress) => onProgress({ ...progress, evaluations: evaluated + progress.evaluations }),
      ...(watched && {
        onPredicted: (step: number, pictures: readonly SeenImage['picture'][]) =>
          onEvent({ type: 'predicted', step, pairs, pictures }),
      }),
      onOutput: this.#sending(group, { contents: contents.length, styles: styles.length }),
    })
    this.#add(costs)
  }

  /** Sends each picture, and what was measured of it, as soon as it is decoded. */
  #sending(
    group: readonly ReadyPair[],
    batch: { readonly contents: number; readonly styles: number },
  ): NonNullable<BlockOptions['onOutput']> {
    const { settings, measures, watched } = this.#request
    const [height, width] = settings.size
    const { onEvent, isCancelled } = this.#context
    return async (index, { image, similarity, classes, classStep, filters }, { evaluations, timings, warnings }) => {
      const { pair, content, style, filterShare } = group[index]!
      const rgb = pixelBytes(image)
      const provenance = provenanceOf(this.#model, this.#request, {
        settings: { ...settings, filterShare },
        evaluations,
        batch,
        seconds: (performance.now() - this.#begin) / 1000,
        timings,
        similarity,
        classes,
        inputs: inputsOf(content, style),
        warnings: [...this.warnings, ...warnings],
      })
      onEvent({
        type: 'picture',
        pair,
        picture: {
          width,
          height,
          rgb,
          provenance,
          watched: watched ? { layers: filterLayers(this.#model, settings), filters, classStep } : null,
        },
      })
      if (!measures) return
      await isCancelled() // lets the picture go first
      onEvent({ type: 'measured', pair, measures: measured(content, style, { width, height, data: rgb }) })
    }
  }

  #add({ evaluations, timings, warnings }: BlockCosts): void {
    this.evaluations += evaluations
    for (const [phase, seconds] of Object.entries(timings)) this.timings[phase] = (this.timings[phase] ?? 0) + seconds
    for (const warning of warnings) this.warnings.add(warning)
  }
}

const unique = (group: readonly ReadyPair[], role: InputRole): JobInput[] => [
  ...new Set(group.map((pair) => pair[role])),
]

function measured(content: JobInput, style: JobInput, result: SeenImage['picture']): ImageMeasures | null {
  if (!content.trainIds || !style.trainIds) return null
  return measureTransfer({
    content: content.rgb,
    contentLabel: content.trainIds,
    reference: style.rgb,
    referenceLabel: style.trainIds,
    result,
  })
}

function filterLayers(model: StableDiffusion, { size }: Pick<Settings, 'size'>): FilterLayer[] {
  const [height, width] = model.latentSize(size)
  return mixingLayers(model.unetConfig).map(({ scope, level, heads, share }) => {
    const shrink = Math.sqrt(share)
    return { scope, level, heads, rows: height * shrink, columns: width * shrink }
  })
}

/** An image that cannot be used is seen as nothing. */
function seen(prepared: Prepared): SeenImage {
  if (!isInput(prepared)) return { picture: { width: 0, height: 0, data: new Uint8Array() }, classes: null }
  return { picture: prepared.rgb, classes: prepared.image.labels && mainClasses(prepared.image.labels) }
}

/** The class that covers most of each latent, void included. */
function mainClasses(labels: LatentLabels): Uint8Array {
  if (labels.kind === 'hard') return labels.trainIds
  const size = labels.width * labels.height
  return Uint8Array.from({ length: size }, (_, pixel) => {
    let [best, most, covered] = [VOID as number, 0, 0]
    for (const trainId of classes) {
      const weight = labels.weights[trainId * size + pixel]!
      covered += weight
      if (weight > most) [best, most] = [trainId, weight]
    }
    return 1 - covered > most ? VOID : best
  })
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { PreparedImage } from '../cactif/block.ts'
import { transferBlock, type BlockResult } from '../cactif/pipeline.ts'
import { embeddedModel } from '../diffusion/resource-path.ts'
import { onnxRuntimeVersion } from '../diffusion/session.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { readLabelMap } from '../imaging/labels.ts'
import { latentLabels } from '../imaging/latent-labels.ts'
import { prepareImage } from '../imaging/prepare-image.ts'
import { FileMissingError, UnsupportedModelError, WeightsError, type WeatherglassError } from '../../shared/errors.ts'
import { resolveQuirks, type Settings } from '../../shared/settings.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import type { JobContext } from './job-server.ts'
import { checkMemory } from './memory-check.ts'
import type { LoadedModel, ModelLoader } from './model-loader.ts'
import { readNoiseFile } from './noise-file.ts'
import type { TransferRequest, TransferResult } from './protocol.ts'
import type { InputFile, InputImage, InputLabel, Provenance } from './provenance.ts'

/**
 * One transfer from files to pixels: inputs are read and checked before any weights are loaded.
 *
 * @throws whatever a person can get wrong about the files, the settings or the model, and CancelledError
 */
export async function runTransfer(
  models: ModelLoader,
  request: TransferRequest,
  { onProgress, isCancelled, signal }: JobContext,
): Promise<TransferResult> {
  const begin = performance.now()
  const { settings } = request
  const [height, width] = settings.size

  const { model, warnings } = await loadModel(models, request)
  checkMemory(model, settings.size)
  const content = await prepareInput(model, settings, 'content', request.content, request.contentLabel)
  const style = await prepareInput(model, settings, 'style', request.style, request.styleLabel)
  const noise =
    request.noise && (await readNoiseFile(request.noise, [settings.steps, ...model.latentShape(settings.size)]))
  if (await isCancelled()) signal.throwIfAborted()
  const conversion = await convertWeights(model, { onProgress, signal })
  const block = {
    contents: [{ ...content.image, ...(noise && { noise: noise.content }) }],
    styles: [{ ...style.image, ...(noise && { noise: noise.style }) }],
    outs: [{ content: 0, style: 0, settings }],
  }
  const result = await transferBlock(model, block, { onProgress, isCancelled, trace: request.trace })
  const output = result.outputs[0]!
  const inputs = {
    content: content.file,
    ...(content.label && { contentLabel: content.label }),
    style: style.file,
    ...(style.label && { styleLabel: style.label }),
    ...(request.noise !== undefined && { noise: await hashFile(request.noise) }),
  }
  const seconds = (performance.now() - begin) / 1000
  return {
    width,
    height,
    rgb: pixelBytes(output.image),
    provenance: provenance(
      model,
      request,
      inputs,
      {
        ...result,
        timings: { convert: conversion.seconds, ...result.timings },
        warnings: [...warnings, ...conversion.warnings, ...result.warnings],
      },
      seconds,
    ),
    trace: output.trace,
  }
}

/** The model that was asked for, its networks checked. What is wrong with the one that comes with Weatherglass is wrong with the installation. */
async function loadModel(models: ModelLoader, request: TransferRequest): Promise<LoadedModel> {
  try {
    const loaded = await models.load({ ...request, model: request.model ?? embeddedModel() })
    loaded.model.checkNetworks()
    return loaded
  } catch (error) {
    if (request.model !== null || !isModelError(error)) throw error
    const sentence = 'the demonstration model of this installation is incomplete or damaged, install Weatherglass again'
    throw new WeightsError(`${error.file ?? 'weatherglass-mini'}: ${sentence}.`, error.file, { cause: error })
  }
}

const isModelError = (error: unknown): error is WeatherglassError =>
  error instanceof FileMissingError || error instanceof WeightsError || error instanceof UnsupportedModelError

/** The first use of 16-bit weights on a provider that computes in float32 takes a while, and can be cancelled. */
async function convertWeights(
  model: StableDiffusion,
  { onProgress, signal }: Pick<JobContext, 'onProgress' | 'signal'>,
): Promise<{ seconds: number; warnings: readonly string[] }> {
  const begin = performance.now()
  const warnings = await model.prepareWeights((step, steps) => {
    signal.throwIfAborted()
    onProgress({ phase: 'convert', step, steps })
  })
  return { seconds: (performance.now() - begin) / 1000, warnings }
}

interface Input {
  readonly image: PreparedImage
  readonly file: InputImage
  readonly label: InputLabel | null
}

async function prepareInput(
  model: StableDiffusion,
  settings: Settings,
  role: 'content' | 'style',
  file: string,
  labelFile: string | undefined,
): Promise<Input> {
  const { size } = settings
  const latentSize = model.latentSize(size)
  const { tensor, hash, imageSize } = await prepareImage(file, size)
  const { labelShrink } = resolveQuirks(settings)
  const label = labelFile === undefined ? null : await readLabelMap(labelFile, { latentSize })
  const labels = label && latentLabels(label, { role, size, latentSize, labelShrink, imageSize })
  return {
    image: { tensor, hash, labels },
    file: { ...(await hashFile(file)), imageHash: hash },
    label: label && { ...(await hashFile(label.file)), encoding: label.encoding },
  }
}

async function hashFile(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, sha256: hash.digest('hex') }
}

/** [3, H, W] of about [-1, 1] -> [H, W, 3] uint8, as the public code: `(x / 2 + 0.5).clamp(0, 1) * 255`, rounded. */
export function pixelBytes(image: Float32Array): Uint8Array {
  const pixels = image.length / 3
  const bytes = new Uint8ClampedArray(image.length)
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++)
      bytes[pixel * 3 + channel] = (image[channel * pixels + pixel]! / 2 + 0.5) * 255
  }
  return new Uint8Array(bytes.buffer)
}

function provenance(
  model: StableDiffusion,
  { settings, preset, model: path }: TransferRequest,
  inputs: Provenance['inputs'],
  { evaluations, timings, warnings, outputs }: Omit<BlockResult, 'timings'> & Pick<Provenance, 'timings'>,
  seconds: number,
): Provenance {
  const { name, fingerprint } = model.source
  return {
    method: settings.method,
    fidelity: settings.fidelity,
    settings,
    ...(preset !== undefined && { preset }),
    quirks: resolveQuirks(settings),
    model: { ...(path === null ? { demonstration: true } : { path }), name, fingerprint },
    ...model.device,
    evaluations,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    batch: { contents: 1, styles: 1 },
    seconds,
    timings,
    similarity: outputs[0]!.similarity,
    classes: outputs[0]!.classes,
    inputs,
    versions: { weatherglass: packageJson.version, onnxruntime: onnxRuntimeVersion(), node: process.versions.node },
    created: new Date().toISOString(),
    warnings,
  }
}

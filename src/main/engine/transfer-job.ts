import { transferBlock } from '../cactif/pipeline.ts'
import type { SpeakingContext } from './job-server.ts'
import { hashFile, prepareInput } from './job-inputs.ts'
import { convertWeights, loadModel } from './job-model.ts'
import { checkMemory } from './memory-check.ts'
import type { ModelLoader } from './model-loader.ts'
import { readNoiseFile } from './noise-file.ts'
import type { TransferRequest, TransferResult } from './protocol.ts'
import { inputsOf, provenanceOf } from './made-result.ts'

/**
 * One transfer from files to pixels: inputs are read and checked before any weights are loaded.
 *
 * @throws whatever a person can get wrong about the files, the settings or the model, and CancelledError
 */
export async function runTransfer(
  models: ModelLoader,
  request: TransferRequest,
  { onProgress, onEvent, isCancelled, signal }: SpeakingContext<'transfer'>,
): Promise<TransferResult> {
  const begin = performance.now()
  const { settings } = request
  const [height, width] = settings.size

  const { model, warnings } = await loadModel(models, request)
  onEvent({ type: 'provider', provider: model.device.provider })
  checkMemory(model, settings.size)
  const content = await prepareInput(model, settings, 'content', request.content, request.contentLabel)
  const { style: styleFile, styleLabel, styleLabelNetwork } = request
  const style = await prepareInput(model, settings, 'style', styleFile, styleLabel, styleLabelNetwork)
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
  const { image, similarity, classes, trace } = result.outputs[0]!
  const provenance = provenanceOf(model, request, {
    settings,
    evaluations: result.evaluations,
    batch: { contents: 1, styles: 1 },
    seconds: (performance.now() - begin) / 1000,
    timings: { convert: conversion.seconds, ...result.timings },
    similarity,
    classes,
    inputs: {
      ...inputsOf(content, style),
      ...(request.noise !== undefined && { noise: await hashFile(request.noise) }),
    },
    warnings: [...warnings, ...conversion.warnings, ...result.warnings],
  })
  return { width, height, rgb: pixelBytes(image), provenance, trace }
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

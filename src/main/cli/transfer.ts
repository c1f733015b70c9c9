import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Option, type Command } from 'commander'
import { embeddedModel } from '../diffusion/resource-path.ts'
import { writeSafetensors, type TensorToWrite } from '../diffusion/safetensors.ts'
import { cudaEnvironment } from '../engine/devices/cuda-libraries.ts'
import type { TransferRequest, TransferResult } from '../engine/protocol.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { precisionChoices, providerChoices, type PrecisionChoice, type ProviderChoice } from '../../shared/compute.ts'
import { CancelledError, UsageError } from '../../shared/errors.ts'
import { builtInPresets, demonstration, paper } from '../../shared/presets.ts'
import { fidelities, methods } from '../../shared/settings.ts'
import { cancellable } from './cancellation.ts'
import { inEngine } from './in-engine.ts'
import { ProgressBar } from './progress-bar.ts'
import { checkInputs, checkOutputs, provenanceFile } from './transfer-files.ts'
import { readSettings, type SettingOptions } from './transfer-settings.ts'

interface TransferOptions extends SettingOptions {
  readonly model?: string
  readonly content: string
  readonly contentLabel?: string
  readonly style: string
  readonly styleLabel?: string
  readonly provider: ProviderChoice
  readonly precision: PrecisionChoice
  readonly weightsCache?: string
  readonly cudaLibraries?: string
  readonly noise?: string
  readonly trace?: string
  readonly out: string
  readonly json?: true
}

export const demonstrationNote =
  'weatherglass-mini is a demonstration model, trained on drawn streets alone: it shows the method and not its quality. Real work wants Stable Diffusion 1.5 weights: weatherglass transfer --model PATH.'

const presets = builtInPresets.map(({ name }) => name).join(', ')

export function addTransfer(program: Command): void {
  program
    .command('transfer')
    .description('Restyles one labelled image after a style reference.')
    .option(
      '--model <path>',
      'Stable Diffusion weights: a diffusers folder or a .safetensors checkpoint; else the demonstration model that comes with Weatherglass',
    )
    .requiredOption('--content <image>', 'the image that keeps its structure')
    .option('--content-label <png>', 'its label map: GTA5, Cityscapes or ACDC')
    .requiredOption('--style <image>', 'the image that lends its appearance')
    .option('--style-label <png>', 'its label map; without it appearance is taken from the whole image')
    .addOption(new Option('--method <name>', 'how much of the method; default: of the preset').choices(methods))
    .addOption(new Option('--fidelity <bundle>', 'to the public code; default: of the preset').choices(fidelities))
    .option('--preset <name>', `${presets}; default: paper with --model, demonstration without`)
    .option('--settings <file>', 'settings as JSON, over the preset; single options override it')
    .option('--seed <number>', 'of the noise')
    .option('--size <HxW>', 'of the result, in pixels, each side a multiple of 64')
    .option('--steps <number>', 'steps of the whole schedule')
    .option('--skip <number>', 'noisiest steps left out')
    .option('--filter-share <share>', 'share of tokens that fall back to the content, 0 to 1')
    .addOption(new Option('--provider <name>', 'what computes').choices(providerChoices).default('auto'))
    .addOption(new Option('--precision <name>', 'of the arithmetic').choices(precisionChoices).default('auto'))
    .option('--weights-cache <folder>', 'where converted weights are kept')
    .option('--cuda-libraries <folder>', 'where cuDNN and cuBLAS are (or WEATHERGLASS_CUDA_LIBRARIES)')
    .option('--noise <file>', 'a safetensors file with content.noise and style.noise, instead of drawn noise')
    .option('--trace <file>', 'writes what every step computed to a safetensors file')
    .option('--json', 'prints the result as one JSON object')
    .requiredOption('--out <png>', 'the picture to write; its provenance is written beside it')
    .action(transfer)
}

async function transfer(options: TransferOptions): Promise<void> {
  const { out } = options
  const request = await checkedRequest(options)
  const env = await cudaEnvironment(options.cudaLibraries)
  const result = await cancellable(async (signal) => {
    const bar = new ProgressBar(process.stderr)
    const result = await inEngine({ env, provider: request.provider, signal, bar }, (engine, onProvider) =>
      engine.transfer(request, {
        signal,
        onProgress: (progress) => bar.report(progress),
        onEvent: (event) => onProvider(event.provider),
      }),
    )
    await writeResult(result, out, { trace: options.trace, signal })
    return result
  })
  print(result, options)
}

/** All that can be found out without the inference process. */
async function checkedRequest(options: TransferOptions): Promise<TransferRequest> {
  const { out, trace } = options
  if (path.extname(out).toLowerCase() !== '.png') throw new UsageError(`${out}: expected --out to end in .png.`, out)
  const { model, content, contentLabel, style, styleLabel, noise } = options
  const labels = { 'content label': contentLabel, 'style label': styleLabel }
  await checkInputs({ model, content, style, ...labels, noise, settings: options.settings })
  const { settings, preset } = await readSettings(options, model === undefined ? demonstration : paper)
  const outputs = [out, provenanceFile(out), ...(trace === undefined ? [] : [trace])]
  const inputs = [model ?? embeddedModel(), content, contentLabel, style, styleLabel, noise, options.settings]
  await checkOutputs(outputs, inputs)
  return {
    model: model ?? null,
    preset,
    content,
    style,
    settings,
    provider: options.provider,
    precision: options.precision,
    trace: trace !== undefined,
    ...(contentLabel !== undefined && { contentLabel }),
    ...(styleLabel !== undefined && { styleLabel }),
    ...(noise !== undefined && { noise }),
    ...(options.weightsCache !== undefined && { weightsCache: options.weightsCache }),
  }
}

/**
 * Writes the trace where one is asked for, the provenance and, last, the picture: it is there only where all that belongs to it is.
 *
 * @throws WriteError, CancelledError; what was written before is gone then
 */
export async function writeResult(
  { rgb, width, height, provenance, trace }: TransferResult,
  out: string,
  { trace: traceFile, signal }: { readonly trace?: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const steps: (readonly [file: string, write: (file: string) => Promise<void>])[] = [
    [provenanceFile(out), (file) => writeFileAtomically(file, `${JSON.stringify(provenance, null, 2)}\n`)],
    [out, (file) => writePng(file, { width, height, data: rgb }, { weatherglass: JSON.stringify(provenance) })],
  ]
  if (traceFile !== undefined && trace)
    steps.unshift([traceFile, (file) => writeSafetensors(file, trace as Map<string, TensorToWrite>)])
  const written: string[] = []
  try {
    for (const [file, write] of steps) {
      if (signal.aborted) throw new CancelledError('The transfer was cancelled; nothing was written.')
      await write(file)
      written.push(file)
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true })
    throw error
  }
}

function print({ provenance }: TransferResult, { out, trace, json }: TransferOptions): void {
  const { method, preset, model, provider, precision, evaluations, seconds, warnings } = provenance
  const isDemonstration = 'demonstration' in model
  if (isDemonstration) process.stderr.write(`${demonstrationNote}\n`)
  if (json) {
    const files = { out, provenance: provenanceFile(out), ...(trace !== undefined && { trace }) }
    process.stdout.write(`${JSON.stringify({ ...files, ...provenance })}\n`)
    return
  }
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  const lines = [
    out,
    `  ${method}, ${evaluations} U-Net evaluations in ${seconds.toFixed(1)} s on ${provider} in ${precision}`,
    `  model ${model.name}${isDemonstration ? ' (a demonstration model)' : ''}, preset ${preset}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Option, type Command } from 'commander'
import { writeSafetensors, type TensorToWrite } from '../diffusion/safetensors.ts'
import { startEngine, type Engine } from '../engine/client.ts'
import { cudaEnvironment } from '../engine/devices/cuda-libraries.ts'
import type { TransferRequest, TransferResult } from '../engine/protocol.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { precisionChoices, providerChoices, type PrecisionChoice, type ProviderChoice } from '../../shared/compute.ts'
import { CancelledError, UsageError } from '../../shared/errors.ts'
import { fidelities, methods } from '../../shared/settings.ts'
import { cancellable } from './cancellation.ts'
import { ProgressBar } from './progress-bar.ts'
import { checkInputs, checkOutputs, provenanceFile } from './transfer-files.ts'
import { readSettings, type SettingOptions } from './transfer-settings.ts'

interface TransferOptions extends SettingOptions {
  readonly model: string
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

export function addTransfer(program: Command): void {
  program
    .command('transfer')
    .description('Restyles one labelled image after a style reference.')
    .requiredOption('--model <path>', 'Stable Diffusion weights: a diffusers folder or a .safetensors checkpoint')
    .requiredOption('--content <image>', 'the image that keeps its structure')
    .option('--content-label <png>', 'its label map: GTA5, Cityscapes or ACDC')
    .requiredOption('--style <image>', 'the image that lends its appearance')
    .option('--style-label <png>', 'its label map; without it appearance is taken from the whole image')
    .addOption(new Option('--method <name>', 'default: cactif').choices(methods))
    .addOption(new Option('--fidelity <bundle>', 'default: paper-code').choices(fidelities))
    .option('--settings <file>', 'settings as JSON; single options override it')
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
    const result = await runInEngine(env, (engine) => transferWithProgress(engine, request, signal))
    await writeResult(result, out, { trace: options.trace, signal })
    return result
  })
  print(result, options)
}

/** All that can be found out without the inference process. */
async function checkedRequest(options: TransferOptions): Promise<TransferRequest> {
  const { out, trace } = options
  if (path.extname(out).toLowerCase() !== '.png') throw new UsageError(`${out}: expected --out to end in .png.`, out)
  const settings = await readSettings(options)
  const { model, content, contentLabel, style, styleLabel, noise } = options
  await checkInputs({ model, content, 'content label': contentLabel, style, 'style label': styleLabel, noise })
  const outputs = [out, provenanceFile(out), ...(trace === undefined ? [] : [trace])]
  await checkOutputs(outputs, [model, content, contentLabel, style, styleLabel, noise, options.settings])
  return {
    model,
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

export async function runInEngine<Result>(
  env: Readonly<Record<string, string>>,
  task: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const engine = startEngine({ env, graceMilliseconds: 3000 })
  try {
    return await task(engine)
  } finally {
    await engine.stop()
  }
}

export async function transferWithProgress(
  engine: Engine,
  request: TransferRequest,
  signal: AbortSignal,
): Promise<TransferResult> {
  const bar = new ProgressBar(process.stderr)
  try {
    return await engine.transfer(request, { signal, onProgress: (progress) => bar.report(progress) })
  } finally {
    bar.end()
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
  const { method, provider, precision, evaluations, seconds, warnings } = provenance
  if (json) {
    const files = { out, provenance: provenanceFile(out), ...(trace !== undefined && { trace }) }
    process.stdout.write(`${JSON.stringify({ ...files, ...provenance })}\n`)
    return
  }
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  process.stdout.write(
    `${out}\n  ${method}, ${evaluations} U-Net evaluations in ${seconds.toFixed(1)} s on ${provider} in ${precision}\n`,
  )
}

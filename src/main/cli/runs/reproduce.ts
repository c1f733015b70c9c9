import type { Command } from 'commander'
import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import { compareWith, remake, transferOfPicture, type BatchShape } from '../../runs/reproduce.ts'
import { cancellable } from '../cancellation.ts'
import { printJson, printText } from '../catalog/opened-catalog.ts'
import { ProgressBar } from '../progress-bar.ts'
import { inEngine } from '../in-engine.ts'
import { checkInputs } from '../transfer-files.ts'

export function addReproduce(program: Command): void {
  program
    .command('reproduce')
    .description('Makes a picture again from what it says of itself, and compares the pixels.')
    .argument('<png>', 'a result of Weatherglass')
    .option('--json', 'prints the result as one JSON object')
    .action(reproduce)
}

async function reproduce(file: string, { json }: { readonly json?: true }): Promise<void> {
  const told = await transferOfPicture(file)
  const { model, provider, content, contentLabel, style, styleLabel, noise } = told.request
  await checkInputs({
    model: model ?? undefined,
    content,
    'content label': contentLabel,
    style,
    'style label': styleLabel,
    noise,
  })
  const env = await cudaEnvironment(undefined)
  const bar = new ProgressBar(process.stderr)
  const result = await cancellable((signal) =>
    inEngine({ env, provider, signal, bar }, (engine, onProvider) =>
      remake(engine, told, { signal, onProgress: (progress) => bar.report(progress), onProvider }),
    ),
  )
  const repetition = await compareWith(file, result)
  const { identical, largestDifference, differing } = repetition
  const changed = [...repetition.changed, ...shapeChange(told.batch, result.batch)]
  if (json) return printJson({ file, ...repetition, changed, batch: result.batch })
  for (const sentence of changed) process.stderr.write(`warning: ${sentence}\n`)
  printText(
    identical
      ? `${file}: the pixels agree`
      : `${file}: ${(100 * differing).toFixed(2)} % of the samples differ, by ${largestDifference} of 255 at most`,
  )
}

const shapeChange = ({ contents, styles }: BatchShape, now: BatchShape): string[] =>
  now.contents === contents && now.styles === styles
    ? []
    : [
        `It was made in a batch of ${contents}x${styles}, which does not fit into memory here; made alone, rounding differs.`,
      ]

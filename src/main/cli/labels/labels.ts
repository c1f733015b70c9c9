import path from 'node:path'
import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { conditions, pickConditions, type Condition } from '../../../shared/conditions.ts'
import { UsageError } from '../../../shared/errors.ts'
import { segmentationSchema } from '../../../shared/exports.ts'
import { predictLabels, type PredictedLabels } from '../../app/labels/predict-labels.ts'
import { countPredicted } from '../../catalog/predicted-labels.ts'
import { listSources } from '../../catalog/sources/sources.ts'
import type { SegmentationChoice } from '../../metrics/agreement/segmentation.ts'
import { cancellable } from '../cancellation.ts'
import { namedSource } from '../catalog/named-source.ts'
import {
  printJson,
  printText,
  withCatalog,
  withCatalogOptions,
  type CatalogOptions,
} from '../catalog/opened-catalog.ts'
import { counted } from '../counted.ts'
import { ProgressBar } from '../progress-bar.ts'
import { sizeOf } from '../transfer-settings.ts'

interface PredictOptions extends CatalogOptions {
  readonly network: string
  readonly size?: string
  readonly mean?: string
  readonly std?: string
  readonly classes?: string
  readonly source?: readonly string[]
  readonly condition?: readonly Condition[]
}

export function addLabels(program: Command): void {
  const labels = program.command('labels').description('Labels for pictures that have none.')
  const predict = labels
    .command('predict')
    .description('Predicts labels with your own network; style references without a label take them.')
    .requiredOption('--network <file>', 'a segmentation network as ONNX')
    .option('--size <HxW>', 'of its input; else what its file says, else 512x1024')
    .option('--mean <r,g,b>', "of RGB in 0 to 1; else what its file says, else ImageNet's")
    .option('--std <r,g,b>', 'the same')
    .option(
      '--classes <names>',
      'the class of each output, with commas between; else what its file says, else the order of train ids',
    )
    .option('--source <name...>', 'pictures of these sources (name or number); else of all')
    .addOption(
      new Option('--condition <name...>', 'pictures of these conditions; else fog, night, rain and snow').choices(
        conditions,
      ),
    )
  withCatalogOptions(predict).action(run)
}

async function run(options: PredictOptions): Promise<void> {
  const { json, workspace, source, condition = pickConditions } = options
  const network = networkOf(options)
  const bar = new ProgressBar(process.stderr)
  try {
    await withCatalog({ workspace }, async (catalog) => {
      const sources = source?.map((name) => namedSource(catalog.database, name)) ?? listSources(catalog.database)
      const request = { network, sources: [...new Set(sources.map(({ id }) => id))], conditions: condition }
      const result = await cancellable((signal) =>
        predictLabels(catalog, request, {
          signal,
          onStep: ({ done, total }) => bar.report({ phase: 'predict', step: done, steps: total }),
        }),
      )
      bar.end()
      const all = countPredicted(catalog.database)
      if (json) printJson({ ...result, all })
      else report(result, all)
    })
  } finally {
    bar.end()
  }
}

const MOST_SHOWN = 20

function report({ predicted, kept, failed, seconds }: PredictedLabels, all: number): void {
  for (const sentence of failed.slice(0, MOST_SHOWN)) process.stderr.write(`warning: ${sentence}\n`)
  if (failed.length > MOST_SHOWN)
    process.stderr.write(`warning: and ${failed.length - MOST_SHOWN} more; --json has them all\n`)
  printText(
    `${counted(predicted, 'label')} predicted in ${seconds.toFixed(1)} s, ${kept} there before, ${failed.length} failed; ` +
      `${counted(all, 'predicted label')} in the workspace`,
  )
}

/** @throws UsageError with what cannot be read */
function networkOf({ network, size, mean, std, classes }: PredictOptions): SegmentationChoice {
  const read = segmentationSchema.safeParse({
    file: path.resolve(network),
    ...(size !== undefined && { size: sizeOf(size) }),
    ...(mean !== undefined && { mean: mean.split(',').map(numberOf) }),
    ...(std !== undefined && { std: std.split(',').map(numberOf) }),
    ...(classes !== undefined && { classes: classes.split(',').map((name) => name.trim().toLowerCase()) }),
  })
  if (read.success) return read.data
  throw new UsageError(`The network can't be run like that: ${reasonOf(read.error)}.`)
}

const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text))

function reasonOf({ issues: [issue] }: z.ZodError): string {
  return `--${String(issue!.path[0])}: ${issue!.message}`
}

import type { Command } from 'commander'
import { writeDemoData, type DemoData } from '../scenes/demo-data.ts'
import { UsageError } from '../../shared/errors.ts'
import { cancellable } from './cancellation.ts'
import { ProgressBar } from './progress-bar.ts'
import { sizeOf } from './transfer-settings.ts'

interface DemoDataOptions {
  readonly out: string
  readonly content: string
  readonly references: string
  readonly size: string
  readonly seed: string
  readonly json?: true
}

export function addDemoData(program: Command): void {
  program
    .command('demo-data')
    .description(
      'Draws street scenes and writes them as GTA5, ACDC and Cityscapes trees, to try everything without a dataset.',
    )
    .requiredOption('--out <folder>', 'a new or an empty folder')
    .option('--content <number>', 'GTA5 frames', '24')
    .option('--references <number>', 'ACDC frames of each condition, and Cityscapes frames', '8')
    .option('--size <HxW>', 'of every frame, in pixels', '512x1024')
    .option('--seed <number>', 'other scenes for another seed', '42')
    .option('--json', 'prints the result as one JSON object')
    .action(demoData)
}

async function demoData({ out, json, ...options }: DemoDataOptions): Promise<void> {
  const numbers = {
    content: wholeNumber('content', options.content),
    references: wholeNumber('references', options.references),
    seed: wholeNumber('seed', options.seed),
    size: frameSize(options.size),
  }
  const begin = performance.now()
  const written = await cancellable((signal) => writeWithProgress({ out, ...numbers, signal }))
  const seconds = (performance.now() - begin) / 1000
  if (json) process.stdout.write(`${JSON.stringify({ out, ...written, ...numbers, seconds })}\n`)
  else process.stdout.write(`${out}\n  ${written.files} files in ${seconds.toFixed(1)} s: gta5, acdc and cityscapes\n`)
}

async function writeWithProgress(options: Parameters<typeof writeDemoData>[0]): Promise<DemoData> {
  const bar = new ProgressBar(process.stderr)
  try {
    return await writeDemoData({
      ...options,
      onProgress: ({ done, total }) => bar.report({ phase: 'draw', step: done, steps: total }),
    })
  } finally {
    bar.end()
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`Expected --${option} as a whole number but received "${text}".`)
  return Number(text)
}

const [leastSide, mostSide] = [64, 4096]

function frameSize(text: string): [height: number, width: number] {
  const size = sizeOf(text)
  if (size.some((side) => side < leastSide || side > mostSide))
    throw new UsageError(
      `Expected both sides of --size from ${leastSide} to ${mostSide} pixels but received "${text}".`,
    )
  return size
}

import type { Command } from 'commander'
import { verifyDataset } from '../../export/verify/verify.ts'
import { cancellable } from '../cancellation.ts'
import { printJson, printText } from '../catalog/opened-catalog.ts'
import { ProgressBar } from '../progress-bar.ts'
import { reportText } from './report.ts'

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'Checks a dataset in the layout of Cityscapes: names, pairs, sizes, ids, and its manifest where there is one.',
    )
    .argument('<dir>', 'the folder that holds leftImg8bit and gtFine')
    .option('--json', 'prints the result as JSON')
    .action(verify)
}

async function verify(dir: string, { json }: { readonly json?: true }): Promise<void> {
  const bar = new ProgressBar(process.stderr)
  const report = await cancellable((signal) =>
    verifyDataset(dir, {
      signal,
      onProgress: ({ done, total }) => bar.report({ phase: 'verify', step: done, steps: total }),
    }),
  ).finally(() => bar.end())
  if (json) printJson(report)
  else printText(reportText(report))
  if (!report.ok) process.exitCode = 1
}

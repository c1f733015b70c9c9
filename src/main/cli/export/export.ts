import type { Command } from 'commander'
import {
  leftOutTitles,
  type ExportOptions,
  type ExportPlan,
  type ExportResult,
  type VerifyReport,
} from '../../../shared/exports.ts'
import { planOfCatalog } from '../../export/catalog-plan.ts'
import { checkLabels, describePlan } from '../../export/plan/describe-plan.ts'
import { verifyDataset } from '../../export/verify/verify.ts'
import { writeExport } from '../../export/write/write-export.ts'
import { UsageError } from '../../../shared/errors.ts'
import { cancellable } from '../cancellation.ts'
import {
  printJson,
  printText,
  withCatalog,
  withCatalogOptions,
  type CatalogOptions,
} from '../catalog/opened-catalog.ts'
import { counted } from '../counted.ts'
import { ProgressBar } from '../progress-bar.ts'
import { textTable } from '../text-table.ts'
import { exportOptionsOf, withExportFlags, type ExportFlags } from './export-options.ts'
import { bytesText, reportText } from './report.ts'

interface Flags extends ExportFlags, CatalogOptions {
  readonly out?: string
  readonly dryRun?: true
  readonly update?: true
  readonly link?: true
  readonly verify?: true
}

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('Writes accepted results with their labels as a dataset that Cityscapes tools read.')
    .option('--out <dir>', 'a new or empty folder outside of the sources and the workspace')
    .option('--dry-run', 'says what would be written and left out, and writes nothing')
    .option('--update', 'brings the export that is in the folder to what is exported now')
    .option('--link', 'hard links to the results in place of copies, where the disk is the same')
    .option('--verify', 'checks the dataset when it is written')
  withCatalogOptions(withExportFlags(command)).action(run)
}

async function run(flags: Flags): Promise<void> {
  const options = await exportOptionsOf(flags)
  if (flags.dryRun) return dryRun(options, flags)
  const { out } = flags
  if (out === undefined) throw new UsageError('Expected --out DIR, where the dataset goes.')
  const bar = new ProgressBar(process.stderr)
  let result: ExportResult
  let report: VerifyReport | null = null
  try {
    result = await withCatalog(flags, (catalog) =>
      cancellable((signal) => {
        const { plan, readOnly, likeness } = planOfCatalog(catalog, options)
        const request = {
          plan,
          options,
          out,
          update: flags.update === true,
          link: flags.link === true,
          readOnly,
          likeness,
        }
        return writeExport(request, {
          signal,
          onProgress: ({ phase, done, total }) => {
            if (phase === 'write') bar.report({ phase, step: done, steps: total })
          },
        })
      }),
    )
    if (flags.verify)
      report = await cancellable((signal) =>
        verifyDataset(result.out, {
          signal,
          onProgress: ({ done, total }) => bar.report({ phase: 'verify', step: done, steps: total }),
        }),
      )
  } finally {
    bar.end()
  }
  if (flags.json) printJson(report ? { ...result, verify: report } : result)
  else printText(resultText(result))
  for (const warning of result.warnings) process.stderr.write(`warning: ${warning}\n`)
  if (report && !flags.json) printText(reportText(report))
  if (report && !report.ok) process.exitCode = 1
}

const resultText = ({ out, pairs, leftOut, bytes, seconds, written, kept, removed }: ExportResult): string =>
  `${out}\n  ${counted(pairs, 'pair')}, ${bytesText(bytes)}, ${seconds.toFixed(1)} s; ${leftOut} left out\n` +
  `  files: ${written} written, ${kept} kept, ${removed} removed`

async function dryRun(options: ExportOptions, flags: Flags): Promise<void> {
  const bar = new ProgressBar(process.stderr)
  const plan = await withCatalog(flags, (catalog) =>
    cancellable(async (signal) => {
      const { plan: planned, surroundings } = planOfCatalog(catalog, options)
      bar.report({ phase: 'hash', step: 0, steps: planned.pairs.length })
      return describePlan(await checkLabels(planned, signal), options, surroundings)
    }),
  ).finally(() => bar.end())
  if (flags.json) return printJson({ ...plan, out: flags.out ?? null, leftOutCount: leftOutCount(plan) })
  printText(`${counted(plan.pairs, 'pair')} (${plan.train} train, ${plan.val} val), about ${bytesText(plan.bytes)}`)
  printText(
    textTable(
      plan.cities.map(({ city, pairs, of, judged }) => [`  ${city}`, String(pairs), `of ${of}`, `${judged} judged`]),
    ),
  )
  printText(`left out: ${leftOutCount(plan)}`)
  for (const { reason, count, sentence } of plan.leftOut) printText(`  ${count} ${leftOutTitles[reason]}: ${sentence}`)
  for (const file of plan.paths) printText(`  ${file}`)
  for (const warning of plan.warnings) process.stderr.write(`warning: ${warning}\n`)
}

const leftOutCount = ({ leftOut }: ExportPlan): number => leftOut.reduce((sum, { count }) => sum + count, 0)

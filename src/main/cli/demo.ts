import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { CancelledError } from '../../shared/errors.ts'
import { exportOptionsSchema, type ExportResult, type VerifyReport } from '../../shared/exports.ts'
import type { Rule } from '../../shared/review.ts'
import { startIndexing } from '../catalog/indexing/indexer.ts'
import { openCatalog, type Catalog } from '../catalog/opening.ts'
import { addSource } from '../catalog/sources/source-changes.ts'
import { sourceRoots } from '../catalog/sources/source-roots.ts'
import { judgeByRule } from '../catalog/transfers/review/verdicts.ts'
import { createWorkspace } from '../catalog/workspace/workspace.ts'
import { planOfCatalog } from '../export/catalog-plan.ts'
import { MANIFEST } from '../export/manifest.ts'
import { verifyDataset } from '../export/verify/verify.ts'
import { writeExport } from '../export/write/write-export.ts'
import { makeFolder } from '../imaging/make-folder.ts'
import { cancellable } from './cancellation.ts'
import { indexingProgress } from './catalog/indexing-progress.ts'
import { counted } from './counted.ts'
import { demoRun } from './demonstration/demo-run.ts'
import { demoScenes, type DemoScenes } from './demonstration/demo-scenes.ts'
import { writeDemoSheet } from './demonstration/demo-sheet.ts'
import { reportText } from './export/report.ts'
import { ProgressBar } from './progress-bar.ts'
import { runText, workThrough } from './runs/work-through.ts'
import { shellWord } from './shell-word.ts'
import { demonstrationNote } from './transfer.ts'

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'The whole way on drawn scenes: index, suggest, run, accept, export, verify. A second call goes on from there.',
    )
    .option('--out <folder>', 'where all of it goes', 'demo')
    .action(({ out }: { readonly out: string }) => demo(out))
}

/** What the demo accepts: a street that is lost is below, a transfer of the demonstration model above. */
const accepted: Rule = { metric: 'structure', is: 'above', value: 0.25 }

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

async function demo(out: string): Promise<void> {
  const folder = path.resolve(out)
  await makeFolder(folder)
  try {
    await cancellable((signal) => wholeWay(folder, signal))
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    throw new CancelledError(
      `The demo was stopped; what is done is kept in ${folder}, and the same command goes on from there.`,
      folder,
    )
  }
}

async function wholeWay(folder: string, signal: AbortSignal): Promise<void> {
  say('1 of 7: street scenes by day, and style references in fog, at night, in rain and in snow')
  const scenes = await withBar((bar) => demoScenes(path.join(folder, 'scenes'), { bar, signal }))
  const catalog = await openCatalog(await createWorkspace(path.join(folder, 'workspace')))
  try {
    say('2 of 7: indexing them')
    const content = await indexed(catalog, scenes, signal)
    say('3 of 7: references that cover the classes of the content')
    const { id, suggested } = demoRun(catalog.database, content)
    for (const reference of suggested) say(`  ${reference}`)
    say('4 of 7: restyling')
    say(runText(await workThrough(catalog, id)))
    const { changed } = judgeByRule(catalog.database, {
      filter: { runs: [id], verdicts: ['undecided'] },
      rule: accepted,
      verdict: 'accept',
    })
    say(`5 of 7: accepting what keeps more than ${accepted.value} of the structure: ${counted(changed, 'new verdict')}`)
    say('6 of 7: writing and checking the dataset')
    const { result, report } = await exported(catalog, { run: id, out: path.join(folder, 'dataset'), signal })
    say('7 of 7: a sheet to look at')
    await writeDemoSheet(catalog, id, path.join(folder, 'sheet.png'))
    process.stdout.write(places(folder, result, report))
    if (!report.ok) process.exitCode = 1
  } finally {
    catalog.close()
  }
}

async function withBar<Result>(task: (bar: ProgressBar) => Promise<Result>): Promise<Result> {
  const bar = new ProgressBar(process.stderr)
  try {
    return await task(bar)
  } finally {
    bar.end()
  }
}

/** @returns the number of the source of contents */
async function indexed(catalog: Catalog, { gta5, acdc }: DemoScenes, signal: AbortSignal): Promise<number> {
  const known = sourceRoots(catalog.database)
  const ids: number[] = []
  for (const [root, layout] of [
    [gta5, 'gta5'],
    [acdc, 'acdc'],
  ] as const) {
    const real = await realpath(root)
    const source = known.find((one) => one.root === real)
    const id = source?.id ?? (await addSource(catalog, { root, layout, layoutGiven: true }))
    ids.push(id)
    await withBar(async (bar) => {
      const progress = indexingProgress((report) => bar.report(report), 0)
      progress.end(await startIndexing(catalog, [id], { signal, onProgress: progress.tell }), false)
    })
  }
  return ids[0]!
}

interface Exported {
  readonly result: ExportResult
  readonly report: VerifyReport
}

function exported(
  catalog: Catalog,
  { run, out, signal }: { readonly run: number; readonly out: string; readonly signal: AbortSignal },
): Promise<Exported> {
  const options = exportOptionsSchema.parse({
    runs: [run],
    split: { validation: 0 },
    licences: { gta5: 'drawn by Weatherglass', acdc: 'drawn by Weatherglass' },
  })
  const update = existsSync(path.join(out, MANIFEST))
  return withBar(async (bar) => {
    const { plan, readOnly, likeness } = planOfCatalog(catalog, options)
    const result = await writeExport(
      { plan, readOnly, likeness, options, out, update, link: false },
      {
        signal,
        onProgress: ({ phase, done, total }) => {
          if (phase === 'write') bar.report({ phase, step: done, steps: total })
        },
      },
    )
    const report = await verifyDataset(out, {
      signal,
      onProgress: ({ done, total }) => bar.report({ phase: 'verify', step: done, steps: total }),
    })
    return { result, report }
  })
}

function places(folder: string, { pairs, leftOut }: ExportResult, report: VerifyReport): string {
  const shown = (name: string): string => path.join(path.relative(process.cwd(), folder) || '.', name)
  return `${demonstrationNote}

${reportText(report)}

Look at ${shown('sheet.png')}: the content, the references and what became of it. Beside it:
  ${shown('scenes')}     the drawn scenes, as a GTA5 and an ACDC tree
  ${shown('workspace')}  catalog, results and verdicts
  ${shown('dataset')}    the dataset: ${counted(pairs, 'pair')} of picture and labels, ${leftOut} left out

Go on with --workspace ${shellWord(shown('workspace'))}, for example: npx weatherglass review --workspace ${shellWord(shown('workspace'))}
All of it is in ${shown('')}: delete the folder to start over.
`
}

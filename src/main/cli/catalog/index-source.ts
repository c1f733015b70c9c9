import { Option, type Command } from 'commander'
import { CancelledError, FileMissingError } from '../../../shared/errors.ts'
import { conditions, type Condition } from '../../../shared/conditions.ts'
import { startIndexing, type IndexingSummary } from '../../catalog/indexing/indexer.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { backUpDaily } from '../../catalog/safety/backups.ts'
import { listSources, type Source } from '../../catalog/sources/sources.ts'
import { layoutNames, type LayoutName } from '../../datasets/layout.ts'
import { cancellable } from '../cancellation.ts'
import { ProgressBar } from '../progress-bar.ts'
import { atTerminal } from '../questions.ts'
import { shellWord } from '../shell-word.ts'
import { countByKind, indexingReport } from './indexing-report.ts'
import { indexingProgress } from './indexing-progress.ts'
import { inCatalog, printJson, printText, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'
import { addOrRevise, lookAt, refusePlace, type IndexedSource } from './source-folder.ts'
import { findOrMakeWorkspace } from './workspace-choice.ts'

interface IndexOptions extends CatalogOptions {
  readonly as?: LayoutName
  readonly condition?: Condition
  readonly walkOnly?: true
}

export function addIndex(program: Command): void {
  const command = program
    .command('index')
    .description('Lists and reads the images of a folder, or looks for what changed in one that is known.')
    .argument('<dir>', 'a GTA5, ACDC or Cityscapes tree, or any folder of images; nothing is written to it')
    .addOption(new Option('--as <layout>', 'its layout; else found by looking').choices(layoutNames))
    .addOption(
      new Option('--condition <name>', 'of all images of a plain folder, elsewhere where names say nothing').choices(
        conditions,
      ),
    )
    .option('--walk-only', 'ends when all files are listed; pictures are read the next time')
  withCatalogOptions(command).action(index)
}

async function index(dir: string, { as, condition, walkOnly, workspace: named, json }: IndexOptions): Promise<void> {
  const look = await lookAt(dir, as)
  const workspace = await findOrMakeWorkspace({
    named,
    asker: json ? { ...atTerminal, present: false } : atTerminal,
    checkPlace: (folder) => refusePlace(look, folder),
  })
  await inCatalog(workspace, async (catalog) => {
    await backUpDaily(workspace)
    const indexed = await addOrRevise(catalog, look, { as, condition })
    process.stderr.write(`${indexed.why}\n`)
    const summary = await cancellable((signal) =>
      indexWithProgress(catalog, indexed, { walkOnly: walkOnly === true, signal }),
    )
    const source = sourceAfter(catalog, indexed)
    const kinds = countByKind(catalog.database, source.id)
    const { id, name, root, layout } = source
    if (json)
      printJson({
        ...summary,
        ...{ source: id, name, root, layout, why: indexed.why, added: indexed.added },
        ...{ waiting: source.waiting, problemKinds: Object.fromEntries(kinds), workspace: workspace.folder },
      })
    else printText(indexingReport(source, summary, { kinds, others: listSources(catalog.database) }))
  })
}

/** @throws CancelledError, with what goes on from there; as `startIndexing` */
async function indexWithProgress(
  catalog: Catalog,
  { source, known }: IndexedSource,
  { walkOnly, signal }: { readonly walkOnly: boolean; readonly signal: AbortSignal },
): Promise<IndexingSummary> {
  const bar = new ProgressBar(process.stderr)
  const progress = indexingProgress((report) => bar.report(report), known)
  try {
    const summary = await startIndexing(catalog, [source], { walkOnly, signal, onProgress: progress.tell })
    progress.end(summary, walkOnly)
    return summary
  } catch (error) {
    throw error instanceof CancelledError ? stopped(catalog, source) : error
  } finally {
    bar.end()
  }
}

function stopped({ database }: Catalog, id: number): CancelledError {
  const source = listSources(database).find((one) => one.id === id)
  if (!source) return new CancelledError('Indexing was stopped, for the source was removed meanwhile.')
  const { root, images, waiting } = source
  const far =
    source.state === 'listing' ? `${images} images are listed` : `${images - waiting} of ${images} images are read`
  return new CancelledError(
    `Indexing was stopped: ${far} and kept; weatherglass index ${shellWord(root)} goes on from there.`,
    root,
  )
}

/** @throws FileMissingError where its folder was not there, or went away meanwhile */
function sourceAfter({ database }: Catalog, { source: id }: IndexedSource): Source {
  const source = listSources(database).find((one) => one.id === id)!
  if (!source.missing) return source
  const { root, name, images } = source
  throw new FileMissingError(
    `${root} is not there or empty, so ${name} keeps its ${images} images as they were; mount its disk and index it again, or say where it is now: weatherglass sources relocate ${id} DIR.`,
    root,
  )
}

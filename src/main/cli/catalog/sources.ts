import type { Command } from 'commander'
import { UsageError } from '../../../shared/errors.ts'
import { openIndexer } from '../../catalog/indexing/indexer.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { backUpDaily } from '../../catalog/safety/backups.ts'
import { relocateSource } from '../../catalog/sources/relocation.ts'
import { removeSource, renameSource } from '../../catalog/sources/source-changes.ts'
import { getSource, listSources, type Source } from '../../catalog/sources/sources.ts'
import { counted } from '../counted.ts'
import { agrees, atTerminal } from '../questions.ts'
import { shellWord } from '../shell-word.ts'
import { textTable } from '../text-table.ts'
import { namedSource } from './named-source.ts'
import { printJson, printText, withCatalog, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'

const sourceArgument = ['<source>', 'the name of a source, or its number'] as const

export function addSources(program: Command): void {
  const sources = program.command('sources').description('Lists the indexed folders; names, moves and removes them.')
  withCatalogOptions(
    sources.command('list', { isDefault: true }).description('Lists the sources with what their images are.'),
  ).action(list)
  withCatalogOptions(
    sources
      .command('rename')
      .description('Gives a source another name.')
      .argument(...sourceArgument)
      .argument('<name>', 'the new one'),
  ).action(rename)
  withCatalogOptions(
    sources
      .command('relocate')
      .description('Says where the folder of a source is now; its images keep what is known of them.')
      .argument(...sourceArgument)
      .argument('<dir>', 'the folder that holds the same tree'),
  ).action(relocate)
  withCatalogOptions(
    sources
      .command('remove')
      .description('Takes a source out of the catalog; its folder is not touched.')
      .argument(...sourceArgument)
      .option('--yes', 'does not ask'),
  ).action(remove)
}

async function list({ json, ...options }: CatalogOptions): Promise<void> {
  await withCatalog(options, ({ database, workspace }) => {
    const sources = listSources(database)
    if (json) return printJson(sources)
    printText(`${workspace.folder}: ${counted(sources.length, 'source')}`)
    if (sources.length === 0) printText('Next: weatherglass index DIR')
    else printText(textTable([header, ...sources.map(cells)]))
  })
}

const header = [
  'source',
  'name',
  'layout',
  'images',
  'labelled',
  'predicted',
  'not read',
  'problems',
  'state',
  'folder',
]

const cells = (source: Source): string[] => [
  ...[String(source.id), source.name, source.layout, String(source.images), String(source.labelled)],
  ...[String(source.predicted), String(source.waiting), String(source.problems), source.state, source.root],
]

async function rename(given: string, name: string, { json, ...options }: CatalogOptions): Promise<void> {
  await withCatalog(options, ({ database }) => {
    const { id } = namedSource(database, given)
    renameSource(database, id, name)
    const source = getSource(database, id)
    if (json) printJson(source)
    else printText(`Source ${id} is ${source.name} now.`)
  })
}

async function relocate(given: string, dir: string, { json, ...options }: CatalogOptions): Promise<void> {
  await withCatalog(options, async (catalog) => {
    const { id } = namedSource(catalog.database, given)
    await relocateSource(catalog, id, dir)
    const source = getSource(catalog.database, id)
    if (json) printJson(source)
    else
      printText(
        `${source.name} is at ${source.root} now.\nNext: weatherglass index ${shellWord(source.root)} (looks for what changed)`,
      )
  })
}

interface RemoveOptions extends CatalogOptions {
  readonly yes?: true
}

async function remove(given: string, { yes, json, ...options }: RemoveOptions): Promise<void> {
  await withCatalog(options, async (catalog) => {
    const source = namedSource(catalog.database, given)
    if (!yes && !(await isConfirmed(source, json === true))) return printText('Nothing was removed.')
    await backUpDaily(catalog.workspace)
    const { images } = removeSource(catalog.database, source.id)
    await sweepThumbnails(catalog)
    const { id, name, root } = source
    if (json) printJson({ removed: id, name, root, images })
    else printText(`${name} and its ${counted(images, 'image')} are out of the catalog; ${root} was not touched.`)
  })
}

/** @throws UsageError where nobody can be asked */
function isConfirmed({ name, images, root }: Source, json: boolean): Promise<boolean> {
  const what = `${name} with ${counted(images, 'image')}`
  if (json || !atTerminal.present)
    throw new UsageError(`Removing ${what} from the catalog needs --yes where nobody can be asked.`)
  return agrees(atTerminal, `Remove ${what} from the catalog? ${root} is not touched.`)
}

async function sweepThumbnails(catalog: Catalog): Promise<void> {
  const indexer = openIndexer(catalog)
  try {
    await indexer.sweepThumbnails()
  } finally {
    await indexer.close()
  }
}

import type { Command } from 'commander'
import { backUp } from '../../catalog/safety/backups.ts'
import { checkCatalog } from '../../catalog/safety/maintenance.ts'
import { restoreNewestBackup, restoreOrStartAnew, type Restored } from '../../catalog/safety/recovery.ts'
import { listSources } from '../../catalog/sources/sources.ts'
import { counted } from '../counted.ts'
import { shellWord } from '../shell-word.ts'
import { printJson, printText, withCatalog, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'
import { findWorkspace } from './workspace-choice.ts'

export function addWorkspace(program: Command): void {
  const workspace = program.command('workspace').description('Looks after the catalog of a workspace.')
  withCatalogOptions(
    workspace.command('check').description('Reads the whole catalog and says whether anything in it is damaged.'),
  ).action(check)
  withCatalogOptions(
    workspace.command('backup').description('Copies the catalog to the backups of its workspace, as each day does.'),
  ).action(backup)
  withCatalogOptions(
    workspace
      .command('restore')
      .description('Puts the newest whole backup in the place of a damaged catalog, which is kept beside it.')
      .option('--start-anew', 'starts with an empty catalog where no backup is whole'),
  ).action(restore)
}

async function check({ json, ...options }: CatalogOptions): Promise<void> {
  await withCatalog(options, async (catalog) => {
    const begin = performance.now()
    await checkCatalog(catalog)
    const seconds = (performance.now() - begin) / 1000
    const sources = listSources(catalog.database)
    const images = sources.reduce((sum, source) => sum + source.images, 0)
    const { folder } = catalog.workspace
    if (json) printJson({ workspace: folder, ok: true, sources: sources.length, images, seconds })
    else
      printText(
        `${folder} is whole: ${counted(sources.length, 'source')}, ${counted(images, 'image')} (${seconds.toFixed(1)} s)`,
      )
  })
}

async function backup({ json, ...options }: CatalogOptions): Promise<void> {
  await withCatalog(options, async ({ workspace }) => {
    const { file, bytes, takenUtc } = await backUp(workspace, 'daily')
    if (json) printJson({ workspace: workspace.folder, file, bytes, takenUtc })
    else printText(`${file} (${(bytes / 1e6).toFixed(1)} MB)`)
  })
}

interface RestoreOptions extends CatalogOptions {
  readonly startAnew?: true
}

async function restore({ workspace: named, startAnew, json }: RestoreOptions): Promise<void> {
  const workspace = await findWorkspace(named)
  const restored = await (startAnew ? restoreOrStartAnew : restoreNewestBackup)(workspace)
  if (json) printJson({ workspace: workspace.folder, ...restored })
  else printText(describe(restored, workspace.folder))
}

function describe({ from, keptIn, damagedBackups }: Restored, folder: string): string {
  const source =
    from === 'new'
      ? 'begins with an empty catalog'
      : from === 'catalog'
        ? 'has its own catalog again, as it was before the log that was damaged'
        : `has the catalog of ${from.takenUtc} again`
  return [
    `${folder} ${source}.`,
    `  the damaged files are kept in ${keptIn}`,
    ...damagedBackups.map(({ file }) => `  ${file} is damaged as well`),
    from === 'new'
      ? 'Next: weatherglass index DIR, for each of your folders'
      : `Next: weatherglass sources --workspace ${shellWord(folder)}, then weatherglass index DIR for each: what came since is found again`,
  ].join('\n')
}

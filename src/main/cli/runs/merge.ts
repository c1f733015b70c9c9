import type { Command } from 'commander'
import { openWorkspace } from '../../catalog/workspace/workspace.ts'
import { mergeWorkspace } from '../../runs/merge.ts'
import {
  inCatalog,
  printJson,
  printText,
  withCatalog,
  withCatalogOptions,
  type CatalogOptions,
} from '../catalog/opened-catalog.ts'
import { counted } from '../counted.ts'

export function addMerge(program: Command): void {
  const command = program
    .command('merge')
    .description(
      'Takes the results of other workspaces into this one: the parts of a plan that several machines shared.',
    )
    .argument('<dir...>', 'the other workspaces; nothing is written to their results')
  withCatalogOptions(command).action(merge)
}

async function merge(folders: readonly string[], { workspace, json }: CatalogOptions): Promise<void> {
  await withCatalog({ workspace }, async (into) => {
    const total = { runs: 0, taken: 0, same: 0, conflicts: [] as string[] }
    for (const folder of folders) {
      const report = await inCatalog(await openWorkspace(folder), (from) => mergeWorkspace(into, from))
      for (const key of ['runs', 'taken', 'same'] as const) total[key] += report[key]
      total.conflicts.push(...report.conflicts)
    }
    if (json) printJson({ ...total, workspace: into.workspace.folder })
    else {
      for (const conflict of total.conflicts) process.stderr.write(`conflict: ${conflict}\n`)
      printText(
        `${counted(total.taken, 'result')} taken, ${total.same} were here already, ${counted(total.conflicts.length, 'conflict')}`,
      )
    }
    if (total.conflicts.length > 0) process.exitCode = 1
  })
}

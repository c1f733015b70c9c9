import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { openWorkspace } from '../../catalog/workspace/workspace.ts'
import { lackedSources, mergeWorkspace } from '../../runs/merge.ts'
import { inCatalog, printJson, printText, withCatalogOptions, type CatalogOptions } from '../catalog/opened-catalog.ts'
import { findOrMakeWorkspace } from '../catalog/workspace-choice.ts'
import { counted } from '../counted.ts'
import { atTerminal } from '../questions.ts'
import { addListedSources } from './listed-sources.ts'

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
  const parts: Workspace[] = []
  for (const folder of folders) parts.push(await openWorkspace(folder))
  const asker = json ? { ...atTerminal, present: false } : atTerminal
  const target = await findOrMakeWorkspace({ named: workspace, asker, checkPlace: () => undefined })
  await inCatalog(target, async (into) => {
    const total = { runs: 0, taken: 0, same: 0, conflicts: [] as string[] }
    for (const part of parts) {
      const report = await inCatalog(part, async (from) => {
        // a folder that is not on this machine may be a source of the same name elsewhere: the merge says so
        await addListedSources(
          into,
          lackedSources(into, from).filter(({ root }) => existsSync(root)),
        )
        return mergeWorkspace(into, from)
      })
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

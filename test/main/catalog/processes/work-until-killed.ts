import { connect } from '../../../../src/main/catalog/database.ts'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { backUp } from '../../../../src/main/catalog/safety/backups.ts'
import { restoreNewestBackup } from '../../../../src/main/catalog/safety/recovery.ts'
import { createWorkspace, openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { treeAfter, walkTree } from '../walks/changed-tree.ts'

/** One piece of work on a workspace, to be killed at any moment of it: WORK FOLDER. */
const [work = '', folder = ''] = process.argv.slice(2)

const works: Readonly<Record<string, () => Promise<unknown>>> = {
  create: () => createWorkspace(folder),
  restore: async () => restoreNewestBackup(await openWorkspace(folder)),
  backup: async () => backUp(await openWorkspace(folder), 'daily'),
  walk: async () => {
    const { file } = await openCatalog(await openWorkspace(folder))
    await walkTree(connect(file, { durability: 'crash' }), 1, treeAfter, () => new Promise(setImmediate))
  },
}

console.log('begun')
await works[work]!()
console.log('done')
process.exit()

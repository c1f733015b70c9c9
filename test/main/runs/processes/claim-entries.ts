import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { claimBlock } from '../../../../src/main/catalog/transfers/queue.ts'
import { listRuns } from '../../../../src/main/catalog/transfers/runs.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'

/** Claims entries until there are none, once it is told to: FOLDER. Prints what it got. */
const catalog = await openCatalog(await openWorkspace(process.argv[2] ?? ''))
const [run] = listRuns(catalog.database)
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
for (let block = claimBlock(catalog.database, run!); block; block = claimBlock(catalog.database, run!))
  for (const { id } of block.transfers) console.log(`claimed ${id}`)
catalog.close()
process.exit()

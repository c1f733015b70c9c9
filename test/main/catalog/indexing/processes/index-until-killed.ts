import { startIndexing } from '../../../../../src/main/catalog/indexing/indexer.ts'
import { openCatalog } from '../../../../../src/main/catalog/opening.ts'
import { listSources } from '../../../../../src/main/catalog/sources/sources.ts'
import { openWorkspace } from '../../../../../src/main/catalog/workspace/workspace.ts'

/** Indexes all sources of the workspace FOLDER, to be killed at any moment of it. */
const catalog = await openCatalog(await openWorkspace(process.argv[2]!))
console.log('begun')
const ids = listSources(catalog.database).map(({ id }) => id)
await startIndexing(catalog, ids.sort(), { readers: 2 })
catalog.close()
console.log('done')

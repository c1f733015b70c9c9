import { execFileSync } from 'node:child_process'
import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { openIndexer } from '../../../../../src/main/catalog/indexing/indexer.ts'
import { openCatalog } from '../../../../../src/main/catalog/opening.ts'
import { checkCatalog } from '../../../../../src/main/catalog/safety/maintenance.ts'
import { addSource } from '../../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../../src/main/catalog/sources/sources.ts'
import { thumbnailsFolder } from '../../../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace } from '../../../../../src/main/catalog/workspace/workspace.ts'
import { WeatherglassError } from '../../../../../src/shared/errors.ts'

/**
 * What indexing on a full disk comes to: DISK SOURCE. Mounts 24 MB of memory at DISK, so it runs in a mount namespace of its own
 * (`unshare -rm`). Prints a line for each attempt.
 */
const [disk = '', root = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', disk])
const ballast = path.join(disk, 'ballast')

const catalog = await openCatalog(await createWorkspace(path.join(disk, 'ws')))
const id = await addSource(catalog, { root, layout: 'acdc' })
const indexer = openIndexer(catalog, { readers: 2 })

async function attempt(what: string): Promise<void> {
  try {
    await indexer.index([id])
    console.log(`${what}: done`)
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    console.log(`${what}: ${error.code}: ${error.message.replaceAll(disk, 'DISK')}`)
  }
}

function fill(): void {
  for (let bytes = 65_536; bytes >= 1;)
    try {
      appendFileSync(ballast, Buffer.alloc(bytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      bytes = bytes >> 2
    }
}

await indexer.index([id], { walkOnly: true })
fill()
await attempt('on a full disk')
const [full] = listSources(catalog.database)
console.log(`of ${full!.images} images ${full!.failed} failed, ${full!.problems} problems`)
rmSync(ballast)
await attempt('with room')
const [source] = listSources(catalog.database)
console.log(`${source!.state}: ${source!.waiting} waiting, ${source!.failed} failed, ${source!.problems} problems`)
const left = readdirSync(thumbnailsFolder(catalog.workspace), { recursive: true, encoding: 'utf8' })
console.log(`left of half-written files: ${left.filter((name) => name.endsWith('.tmp')).length}`)
await checkCatalog(catalog)
await indexer.close()
catalog.close()
console.log('sound')

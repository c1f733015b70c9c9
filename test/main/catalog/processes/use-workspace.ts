import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { connect, databaseVersion, decide } from '../../../../src/main/catalog/database.ts'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { createWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { drawnImages } from '../walks/drawn-tree.ts'

/**
 * A process that makes or opens a workspace, writes into it and says so: FOLDER NAME [SOURCE]. It adds 50 boards and, of a
 * source, records two walks. It starts when it is told to and stays open until it is told to end.
 */
const [folder = '', name = '', source] = process.argv.slice(2)
const told = createInterface(process.stdin)
console.log('ready')
await once(told, 'line')
const workspace = await createWorkspace(folder)
const catalog = await openCatalog(workspace)
console.log(`id ${workspace.id}`)
console.log(`version ${databaseVersion(catalog.database)}`)
for (let number = 0; number < 50; number++) {
  decide(catalog.database, () =>
    catalog.database.prepare('INSERT INTO board (name, created_utc) VALUES (?, ?)').run(`${name} ${number}`, ''),
  )
  await new Promise(setImmediate)
}
if (source !== undefined) {
  const database = connect(catalog.file, { durability: 'crash' })
  for (const count of [3_000, 4_000]) {
    const walk = beginWalk(database, Number(source))
    for (let start = 0; start < count; start += 500) {
      recordBatch(walk, { images: drawnImages(start + 500).slice(start), problems: [] })
      await new Promise(setImmediate)
    }
    endWalk(walk)
  }
  database.close()
}
console.log('written')
await once(told, 'line')
catalog.close()
told.close()

import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { putImages, stepThroughChanges, takeImages } from '../../../../src/main/catalog/boards/changes.ts'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'

/**
 * A process that puts images on a board one by one, takes every third off again and takes that back: FOLDER BOARD IMAGE... It starts
 * when it is told to.
 */
const [folder = '', board = '', ...images] = process.argv.slice(2)
const catalog = await openCatalog(await openWorkspace(folder))
const told = createInterface(process.stdin)
console.log('ready')
await once(told, 'line')
const { database } = catalog
for (const [index, image] of images.entries()) {
  const request = { board: Number(board), condition: 'fog', images: [Number(image)] } as const
  putImages(database, { ...request, position: 0 })
  await new Promise(setImmediate)
  if (index % 3 === 0) {
    takeImages(database, request)
    stepThroughChanges(database, Number(board), 'undo')
  }
}
catalog.close()
told.close()

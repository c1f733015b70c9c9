import { expect, it } from 'vitest'
import { WaitingImages } from '../../../../src/main/catalog/indexing/waiting-images.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { folderWith, newCatalog } from '../temporary-workspace.ts'

const found = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ path: `${i}.png`, bytes: 1, modifiedMs: 1, label: null, condition: 'clear' as const },
    ...{ split: null, sequence: null, frame: `${i}` },
  }))

/** Two sources of three images each, ids 1 to 3 and 4 to 6. */
async function twoSources() {
  const catalog = await newCatalog()
  for (const name of ['one', 'other']) {
    const id = await addSource(catalog, { root: folderWith({ [`${name}.png`]: 1 }), layout: 'folder', name })
    const walk = beginWalk(catalog.database, id)
    recordBatch(walk, { images: found(3), problems: [] })
    endWalk(walk)
  }
  const waiting = new WaitingImages(catalog.database)
  return { database: catalog.database, waiting, next: () => waiting.next()?.id }
}

it('gives each image once, source by source in the order of adding, then by id', async () => {
  const { waiting, next } = await twoSources()
  expect(next()).toBeUndefined()
  waiting.addSource(2)
  waiting.addSource(1)
  expect([next(), next(), next(), next()]).toEqual([4, 5, 6, 1])
  expect([waiting.isThrough(2), waiting.isThrough(1)]).toEqual([true, false])
  expect([next(), next(), next()]).toEqual([2, 3, undefined])
  expect(waiting.isThrough(1)).toBe(true)
})

it('gives what is looked at first, the newest view before older ones', async () => {
  const { waiting, next } = await twoSources()
  waiting.addSource(1)
  waiting.addSource(2)
  expect(next()).toBe(1)
  waiting.prioritise([6, 5])
  waiting.prioritise([3, 1, 6, 77])
  expect([next(), next(), next(), next(), next()]).toEqual([3, 6, 5, 2, 4])
  expect(next()).toBeUndefined()
})

it('passes over what is not in work, read, missing or removed', async () => {
  const { database, waiting, next } = await twoSources()
  waiting.addSource(1)
  waiting.prioritise([4, 2])
  database.exec(`UPDATE image SET reading = 'done' WHERE id = 2; UPDATE image SET missing = 1 WHERE id = 1`)
  expect([next(), next()]).toEqual([3, undefined])
  waiting.removeSource(1)
  waiting.addSource(2)
  database.exec('DELETE FROM image WHERE id = 5')
  expect([next(), next(), next()]).toEqual([4, 6, undefined])
})

it('gives what was left again after another walk, and nothing that is in hand', async () => {
  const { waiting } = await twoSources()
  waiting.addSource(1)
  const [first, second] = [waiting.next()!, waiting.next()!]
  waiting.leave(first)
  waiting.restart(1)
  expect([waiting.next()?.id, waiting.next()?.id, waiting.next()]).toEqual([first.id, 3, undefined])
  waiting.settle(second)
  waiting.restart(1)
  expect([waiting.next()?.id, waiting.next()]).toEqual([second.id, undefined])
})

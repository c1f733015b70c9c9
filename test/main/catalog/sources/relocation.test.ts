import { rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { listProblems } from '../../../../src/main/catalog/problems.ts'
import { relocateSource } from '../../../../src/main/catalog/sources/relocation.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { getSource } from '../../../../src/main/catalog/sources/sources.ts'
import { beginWalk, endWalk, endWithoutSource, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { SourceError } from '../../../../src/shared/errors.ts'
import { folderWith, newCatalog, temporaryFolder } from '../temporary-workspace.ts'
import { drawnImages } from '../walks/drawn-tree.ts'

const COUNT = 300
const images = drawnImages(COUNT).map((image, number) => ({ ...image, bytes: 10 + number }))
const tree = () => folderWith(Object.fromEntries(images.map(({ path, bytes }) => [path, bytes])))

async function movedSource(catalog: Catalog): Promise<number> {
  const id = await addSource(catalog, { root: tree(), layout: 'gta5', name: 'GTA5' })
  const walk = beginWalk(catalog.database, id)
  recordBatch(walk, { images, problems: [] })
  endWalk(walk)
  endWithoutSource(beginWalk(catalog.database, id), 'The folder is gone')
  return id
}

describe('telling where a source is now', () => {
  it('takes a folder with the same files, and the source is there again', async () => {
    const catalog = await newCatalog()
    const id = await movedSource(catalog)
    expect(getSource(catalog.database, id).missing).toBe(true)
    expect(listProblems(catalog.database)).toHaveLength(1)
    const root = tree()
    await relocateSource(catalog, id, root)
    expect(getSource(catalog.database, id)).toMatchObject({ root, missing: false })
    expect(listProblems(catalog.database)).toEqual([])
    await relocateSource(catalog, id, root)
  })

  it('takes one that lacks a few', async () => {
    const catalog = await newCatalog()
    const id = await movedSource(catalog)
    const root = tree()
    for (const { path: file } of images.slice(0, 15)) rmSync(path.join(root, file))
    await relocateSource(catalog, id, root)
  })

  it('refuses another folder, and one with other files of the same names', async () => {
    const catalog = await newCatalog()
    const id = await movedSource(catalog)
    const { root } = getSource(catalog.database, id)
    await expect(relocateSource(catalog, id, temporaryFolder())).rejects.toThrow(
      'is not the folder of GTA5: of 200 of its images 200 are not there with the same size, the first images/000000.png',
    )
    const other = tree()
    for (const { path: file } of images.slice(0, 60)) truncateSync(path.join(other, file), 5)
    await expect(relocateSource(catalog, id, other)).rejects.toThrow(SourceError)
    expect(getSource(catalog.database, id)).toMatchObject({ root, missing: true })
  })

  it('refuses the folder of another source, and the workspace', async () => {
    const catalog = await newCatalog()
    const id = await movedSource(catalog)
    const root = tree()
    await addSource(catalog, { root, layout: 'gta5', name: 'other' })
    await expect(relocateSource(catalog, id, root)).rejects.toThrow('is already a source, by the name of other')
    await expect(relocateSource(catalog, id, catalog.workspace.folder)).rejects.toThrow('lies in the workspace')
  })
})

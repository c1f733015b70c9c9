import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { readContents } from '../../../../src/main/catalog/sampling/content-set.ts'
import { rcsSamples, recordRcsStatistics } from '../../../../src/main/catalog/sampling/rcs-records.ts'
import { readRcsStatistics, writeRcsFiles, type RcsSample } from '../../../../src/main/datasets/rcs-files.ts'
import { catalogInMemory, countsOf, insertImages, type Counts } from '../class-pixel-rows.ts'

let folder: string
let database: CatalogDatabase

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-rcs-'))
  database = catalogInMemory()
})

afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const sample = (file: string, counts: Counts): RcsSample => ({ file, classPixels: countsOf(counts).slice(0, 19) })

const storedCounts = (id: number): number[] | null => {
  const bytes = database.prepare('SELECT class_pixels FROM image WHERE id = ?').pluck().get(id) as Buffer | null
  return bytes && [...new Uint32Array(Uint8Array.from(bytes).buffer)]
}

const nothing = { recorded: 0, alreadyCounted: 0, unknown: 0, ambiguous: 0, tooLarge: 0 }

describe('class statistics that lay beside a dataset', () => {
  it('become the counts of images that were not read yet, by the names of their labels', () => {
    const [gta, cityscapes] = insertImages(database, [
      { path: 'images/00001.png', labelPath: 'labels/00001.png', size: [10, 10] },
      { path: 'a.png', labelPath: 'gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png' },
    ])
    const outcome = recordRcsStatistics(database, 1, [
      sample('00001_labelTrainIds.png', { road: 60, bus: 10 }),
      sample('aachen_000000_000019_gtFine_labelTrainIds.png', { sky: 5 }),
    ])
    expect(outcome).toEqual({ ...nothing, recorded: 2 })
    expect(storedCounts(gta!)).toEqual([...countsOf({ road: 60, bus: 10, void: 30 })])
    expect(storedCounts(cityscapes!)).toEqual([...countsOf({ sky: 5 })])
    expect(readContents(database, { sourceIds: [1] }).table.imageIds).toHaveLength(2)
  })

  it('leave the images waiting, with a revision of their own', () => {
    const [id] = insertImages(database, [{ path: '1.png' }])
    recordRcsStatistics(database, 1, [sample('1.png', { road: 1 })])
    expect(database.prepare('SELECT reading, revision FROM image WHERE id = ?').get(id)).toEqual({
      reading: 'waiting',
      revision: 1,
    })
  })

  it('never replace what was counted, nor reach another source or an image without a label', () => {
    const [counted, other, unlabelled] = insertImages(database, [
      { path: '1.png', counts: { road: 7 } },
      { path: '2.png', sourceId: 2 },
      { path: '3.png', labelPath: null },
    ])
    const outcome = recordRcsStatistics(
      database,
      1,
      ['1.png', '2.png', '3.png'].map((file) => sample(file, { sky: 1 })),
    )
    expect(outcome).toEqual({ ...nothing, alreadyCounted: 1, unknown: 2 })
    expect(storedCounts(counted!)).toEqual([...countsOf({ road: 7 })])
    expect(storedCounts(other!)).toBeNull()
    expect(storedCounts(unlabelled!)).toBeNull()
  })

  it('are ignored where a name fits several labels or the image has fewer pixels', () => {
    const [small] = insertImages(database, [
      { path: 'x.png', size: [2, 2] },
      { path: 'train/y.png' },
      { path: 'val/y.png' },
    ])
    const outcome = recordRcsStatistics(database, 1, [sample('x.png', { road: 5 }), sample('y.png', { road: 5 })])
    expect(outcome).toEqual({ ...nothing, ambiguous: 1, tooLarge: 1 })
    expect(storedCounts(small!)).toBeNull()
  })

  it('tell fine labels from coarse ones', () => {
    insertImages(database, [{ path: 'a.png', labelPath: 'gtCoarse/aachen_000000_000019_gtCoarse_labelIds.png' }])
    const fine = sample('aachen_000000_000019_gtFine_labelTrainIds.png', { sky: 5 })
    expect(recordRcsStatistics(database, 1, [fine])).toEqual({ ...nothing, unknown: 1 })
  })
})

it('the files written from a catalog carry its counts into another', async () => {
  insertImages(database, [
    { path: 'images/00001.png', labelPath: 'labels/00001.png', counts: { road: 4000, bus: 3500, void: 3 } },
    { path: 'images/00002.png', labelPath: 'labels/00002.png', counts: { road: 5000 } },
    { path: 'images/00003.png', labelPath: null },
  ])
  const written = await writeRcsFiles(folder, rcsSamples(database, { sourceIds: [1] }))
  expect(written).toMatchObject({ samples: 2, warning: null })
  const [first, second] = insertImages(database, [
    { path: 'images/00001.png', labelPath: 'labels/00001.png', sourceId: 2 },
    { path: 'images/00002.png', labelPath: 'labels/00002.png', sourceId: 2 },
  ])
  const read = await readRcsStatistics(folder)
  expect(recordRcsStatistics(database, 2, read!.samples)).toEqual({ ...nothing, recorded: 2 })
  expect(storedCounts(first!)).toEqual([...countsOf({ road: 4000, bus: 3500 })])
  expect(storedCounts(second!)).toEqual([...countsOf({ road: 5000 })])
})

import { expect, it } from 'vitest'
import type { ReadImage } from '../../../../src/main/catalog/indexing/reader/reading.ts'
import { readingRecorder } from '../../../../src/main/catalog/indexing/recording.ts'
import { findImage } from '../../../../src/main/catalog/indexing/waiting-images.ts'
import { listProblems } from '../../../../src/main/catalog/problems.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import type { Problem } from '../../../../src/shared/problems.ts'
import { folderWith, newCatalog } from '../temporary-workspace.ts'

const found = {
  ...{ path: 'a.png', bytes: 7, modifiedMs: 9, condition: 'clear' as const, split: null, sequence: null, frame: 'a' },
  label: { path: 'a_label.png', bytes: 3, modifiedMs: 4, encoding: null },
}
const facts: ReadImage = {
  outcome: 'read',
  partialHash: new Uint8Array(32).fill(5),
  picture: {
    ...{ width: 20, height: 10, luminance: 100.5, luminanceSpread: 20.25, sharpness: 3.5 },
    colour: Float32Array.of(50, 1, -2, 10, 3, 4),
  },
  label: { encoding: 'labelIds', classPixels: Uint32Array.from({ length: 20 }, (_, i) => i * 1000) },
  problems: [],
}
const defect: Problem = { path: 'a.png', problem: 'unreadable', message: 'a.png is damaged; copy it again' }

async function oneImage(problems: readonly Problem[] = []) {
  const { database } = await newCatalog()
  const id = await addSource(
    { database, workspace: { folder: '/nowhere', id: '', createdUtc: '' } },
    {
      root: folderWith({ 'a.png': 7 }),
      layout: 'folder',
    },
  )
  const walk = beginWalk(database, id)
  recordBatch(walk, { images: [found], problems })
  endWalk(walk)
  const recorder = readingRecorder(database)
  return {
    database,
    image: findImage(database, 1)!,
    record: (...readings: Parameters<typeof recorder.record>[0]) => recorder.record(readings),
    row: () => database.prepare('SELECT * FROM image').get() as Record<string, unknown>,
  }
}

it('stores what was read as the schema says', async () => {
  const { image, record, row } = await oneImage()
  record({ image, outcome: facts })
  const { colour, class_pixels: classPixels, ...rest } = row()
  expect(rest).toMatchObject({
    ...{ reading: 'done', width: 20, height: 10, luminance: 100.5, luminance_spread: 20.25, sharpness: 3.5 },
    ...{ thumbnail: 1, has_problem: 0, label_encoding: 'labelIds', partial_hash: Buffer.alloc(32, 5) },
  })
  expect([0, 4, 8, 12, 16, 20].map((at) => (colour as Buffer).readFloatLE(at))).toEqual([50, 1, -2, 10, 3, 4])
  expect((classPixels as Buffer).readUInt32LE(19 * 4)).toBe(19_000)
})

it('leaves out what a walk has found changed meanwhile', async () => {
  for (const change of ['bytes = 8', 'modified_ms = 10', 'label_bytes = 4', 'label_path = NULL', `path = 'b.png'`]) {
    const { database, image, record, row } = await oneImage()
    database.exec(`UPDATE image SET ${change}`)
    record({ image, outcome: { ...facts, problems: [defect] } })
    record({ image, outcome: { outcome: 'unavailable', problem: defect } })
    record({ image, outcome: { outcome: 'crashed', how: 'was ended by SIGSEGV' } })
    record({ image, outcome: { outcome: 'confirmed' } })
    expect(row()).toMatchObject({ reading: 'waiting', width: null })
    expect(listProblems(database)).toEqual([])
  }
})

it('leaves out an image whose source was removed', async () => {
  const { database, image, record } = await oneImage()
  database.exec('DELETE FROM source')
  record({ image, outcome: { ...facts, problems: [defect] } })
  expect(listProblems(database)).toEqual([])
})

it('replaces what an earlier reading found wrong, and leaves the walk what it found', async () => {
  const duplicate: Problem = { path: 'a.png', problem: 'duplicate-name', message: 'twice' }
  const { database, image, record, row } = await oneImage([duplicate, { ...defect, message: 'as the walk says' }])
  const singleColour: Problem = { path: 'a.png', problem: 'single-colour', message: 'one colour' }
  record({ image, outcome: { ...facts, picture: null, label: null, problems: [defect, singleColour] } })
  expect(row()).toMatchObject({ reading: 'failed', has_problem: 1, thumbnail: 0, width: null })
  expect(listProblems(database).map(({ problem, message, foundBy }) => [problem, message, foundBy])).toEqual([
    ['duplicate-name', 'twice', 'walk'],
    ['single-colour', 'one colour', 'reading'],
    ['unreadable', 'as the walk says', 'walk'],
  ])
  record({ image, outcome: facts })
  expect(listProblems(database).map(({ problem }) => problem)).toEqual(['duplicate-name', 'unreadable'])
  expect(row()).toMatchObject({ reading: 'done', has_problem: 1 })
})

it('lets an image wait on that the disk did not give, and says why', async () => {
  const { database, image, record, row } = await oneImage()
  record({ image, outcome: { outcome: 'unavailable', problem: defect } })
  expect(row()).toMatchObject({ reading: 'waiting', has_problem: 1 })
  expect(listProblems(database)).toMatchObject([{ problem: 'unreadable', foundBy: 'reading', imageId: 1 }])
  record({ image, outcome: facts })
  expect(row()).toMatchObject({ reading: 'done', has_problem: 0 })
})

it('takes an image that ended a reader twice out of the queue, with the reason', async () => {
  const { database, image, record, row } = await oneImage()
  record({ image, outcome: { outcome: 'crashed', how: 'was ended by SIGSEGV' } })
  expect(row()).toMatchObject({ reading: 'failed', has_problem: 1 })
  expect(listProblems(database)[0]!.message).toBe(
    'Decoding a.png ended the process that reads images, twice (it was ended by SIGSEGV); the file is damaged or needs more memory than there is: replace it or leave it out',
  )
})

it('commits all of a batch or nothing', async () => {
  const { database, image, record, row } = await oneImage()
  const impossible = { ...facts, partialHash: new Uint8Array(3) }
  expect(() => record({ image, outcome: facts }, { image, outcome: impossible })).toThrow('CHECK')
  expect(row()).toMatchObject({ reading: 'waiting' })
  expect(database.inTransaction).toBe(false)
})

it('a reading that is confirmed keeps what is known, and whether it could be decoded', async () => {
  for (const [outcome, reading] of [
    [facts, 'done'],
    [{ ...facts, picture: null, label: null }, 'failed'],
  ] as const) {
    const { database, image, record, row } = await oneImage()
    record({ image, outcome })
    database.exec(`UPDATE image SET path = 'moved.png', reading = 'waiting'`)
    const moved = findImage(database, 1)!
    expect(moved.expectedHash).toEqual(Buffer.alloc(32, 5))
    record({ image: moved, outcome: { outcome: 'confirmed' } })
    expect(row()).toMatchObject({ reading, width: outcome.picture ? 20 : null })
  }
})

import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { drawGta5 } from './drawn-source.ts'
import { failureOf } from './failure-of.ts'
import { eventually, startApp } from './started-app.ts'

/** An application with five pictures of a street that has sky and road, all of them read. */
async function startedWithImages() {
  const started = await startApp()
  const { calls, folder } = started
  await drawGta5(path.join(folder, 'gta5'), 5)
  const { source } = await calls.sources.add({ folder: path.join(folder, 'gta5') })
  await eventually(async () => {
    const [found] = await calls.sources.list()
    return found?.images === 5 && found.waiting === 0 ? true : undefined
  })
  const all = { filter: {}, sort: { by: 'name', descending: false }, from: 0, to: 5 } as const
  return { ...started, source, images: await calls.gallery.ids(all) }
}

describe('style boards of a window', () => {
  it('are made, filled, taken back, and say what they cover', async () => {
    const { calls, source, images } = await startedWithImages()
    const { id: board } = await calls.boards.create({ name: 'Adverse v1' })
    const filled = await calls.boards.put({ board, condition: 'fog', images: images.slice(0, 2) })
    expect(filled.columns.fog).toMatchObject([
      { id: images[0], frame: '00001', picks: [{ board, condition: 'fog' }] },
      { id: images[1], frame: '00002' },
    ])
    expect(filled).toMatchObject({ undo: 'put 2 pictures on fog', redo: null, references: { fog: 2 } })
    const coverage = await calls.boards.coverage({ board, contents: { sources: [source] } })
    expect(coverage.contents).toBe(5)
    expect(coverage.columns[0]).toMatchObject({
      condition: 'fog',
      classes: [
        { class: 'road', state: 'covered', image: images[0] },
        { class: 'sky', state: 'covered' },
      ],
      reasons: [{ image: images[0], reason: 'Adds road and sky' }, { reason: 'Adds no class' }],
    })
    const moved = await calls.boards.move({ board, from: 'fog', to: 'snow', images: [images[0]!] })
    expect(moved.references).toEqual({ fog: 1, night: 0, rain: 0, snow: 1 })
    expect((await calls.boards.undo({ board })).references.fog).toBe(2)
    expect((await calls.boards.redo({ board })).references.snow).toBe(1)
    const taken = await calls.boards.take({ board, condition: 'snow', images: [images[0]!] })
    expect(taken.columns.snow).toEqual([])
    expect(
      await calls.boards.suggest({ board, contents: { sources: [source] }, conditions: ['fog'], count: 3 }),
    ).toEqual([{ condition: 'fog', references: [], summary: expect.stringContaining('fog') as string }])
    const columns = [{ condition: 'rain', images: images.slice(3) }] as const
    expect(await calls.boards.fill({ board, columns })).toMatchObject({ undo: 'add 2 suggestions to rain' })
  })

  it('are named, duplicated and removed', async () => {
    const { calls } = await startApp()
    const first = await calls.boards.create({ name: 'First' })
    await calls.boards.duplicate({ board: first.id, name: 'Second' })
    expect(await failureOf(calls.boards.rename({ board: first.id, name: 'second' }))).toMatchObject({
      message: 'Another style board has the name second; choose one that tells them apart',
    })
    expect(await calls.boards.rename({ board: first.id, name: 'Third' })).toMatchObject({ name: 'Third' })
    await calls.boards.remove({ board: first.id })
    expect(await calls.boards.list()).toMatchObject([{ name: 'Second' }])
    expect(await failureOf(calls.boards.get({ board: first.id }))).toMatchObject({
      message: `There is no style board ${first.id}; it was removed: choose another`,
    })
  })
})

import { expect, it, onTestFinished } from 'vitest'
import { createBoard } from '../../../../src/main/catalog/boards/boards.ts'
import { stepThroughChanges } from '../../../../src/main/catalog/boards/changes.ts'
import { KEPT_CHANGES, nextWords } from '../../../../src/main/catalog/boards/history.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { insertImages } from '../class-pixel-rows.ts'
import { startChild } from '../processes/child-process.ts'
import { newCatalog } from '../temporary-workspace.ts'
import { columnsOf, positionsOf } from './drawn-board.ts'

const program = new URL('change-board.ts', import.meta.url)

it('two processes change one board at the same time: every change is whole, in one order, and can be taken back', async () => {
  const catalog = await newCatalog()
  const { database } = catalog
  const rows = Array.from({ length: 40 }, (_, index) => ({ path: `${index}.png` }))
  const images = insertImages(database, rows)
  const board = createBoard(database, 'Adverse')
  const halves = [images.slice(0, 20), images.slice(20)]
  const children = halves.map((half) =>
    startChild(program, [catalog.workspace.folder, `${board}`, ...half.map(String)]),
  )
  for (const child of children) onTestFinished(() => void child.process.kill('SIGKILL'))
  await Promise.all(children.map((child) => child.said('ready')))
  for (const child of children) child.process.stdin!.write('\n')
  const ended = await Promise.all(children.map((child) => child.ended))
  expect(ended.map(({ code, errors }) => [code, errors])).toEqual([
    [0, ''],
    [0, ''],
  ])
  const { fog } = columnsOf(database, board)
  // an undo takes back the last change, whoever made it: the other's put may go with it, but nothing is there twice
  expect(new Set(fog).size).toBe(fog.length)
  expect(images).toEqual(expect.arrayContaining([...fog]))
  expect(positionsOf(database, board, 'fog')).toEqual([...fog.keys()])
  for (let step = 0; step < KEPT_CHANGES; step++) stepThroughChanges(database, board, 'undo')
  expect(columnsOf(database, board).fog).toEqual([])
  expect(nextWords(database, board, 'undo')).toBeNull()
  await checkCatalog(catalog)
})

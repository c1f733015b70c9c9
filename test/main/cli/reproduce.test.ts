import path from 'node:path'
import { expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { readPngText, writePng } from '../../../src/main/imaging/write-image.ts'
import { demoTrees } from './catalog/demo-trees.ts'
import { parseOutput } from './run-command.ts'

const trees = demoTrees()

it('a result of a run is made again in a batch of its shape, and what was changed is told', async () => {
  await trees.json('index', trees.gta5)
  await trees.json('index', trees.acdc)
  const which = [
    '--condition',
    'fog',
    '--references',
    '1',
    '--per-reference',
    '2',
    '--size',
    '64x128',
    '--block',
    '2x1',
  ]
  await trees.json('run', ...which)
  const picture = path.join(trees.workspace, 'outputs', 'run-1', 'fog', '000001.png')
  const again = await trees.runPlain('reproduce', picture, '--json')
  expect(parseOutput(again)).toMatchObject({
    ...{ identical: true, largestDifference: 0, changed: [], batch: { contents: 2, styles: 1 } },
  })

  const text = JSON.parse((await readPngText(picture))['weatherglass']!) as { inputs: { content: { sha256: string } } }
  text.inputs.content.sha256 = '0'.repeat(64)
  const { data, ...size } = await readImage(picture)
  data[0] = (data[0]! + 7) % 256
  const other = path.join(trees.folder, 'changed.png')
  await writePng(other, { ...size, data }, { weatherglass: JSON.stringify(text) })
  const changed = await trees.runPlain('reproduce', other, '--json')
  expect(parseOutput(changed)).toMatchObject({
    identical: false,
    largestDifference: data[0] >= 7 ? 7 : 249,
    changed: [expect.stringContaining('is another file now') as string],
  })
})

it('a picture that tells of nothing is refused', async () => {
  const plain = path.join(trees.gta5, 'images', '00001.png')
  const refused = await trees.runPlain('reproduce', plain, '--json')
  expect(refused.exitCode).toBe(2)
  expect(refused.stdout).toContain('does not say how it was made')
})

import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { predictLabels } from '../../../../src/main/app/labels/predict-labels.ts'
import { connect } from '../../../../src/main/catalog/database.ts'
import { MediaFiles } from '../../../../src/main/catalog/media-files.ts'
import { openCatalog, type Catalog } from '../../../../src/main/catalog/opening.ts'
import { CatalogReader } from '../../../../src/main/catalog/queries/catalog-reader.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { readLabelMap } from '../../../../src/main/imaging/labels.ts'
import { readPngText } from '../../../../src/main/imaging/write-image.ts'
import { writeFlatNetwork, writeNetwork } from '../../metrics/agreement/red-or-blue.ts'
import { checksumOf, demoTrees, errorOf } from '../catalog/demo-trees.ts'

const trees = demoTrees()
const roadOrSky = ['--mean', '0,0,0', '--std', '1,1,1', '--classes', 'road,sky']

const networkFile = (): string => path.join(trees.folder, 'network.onnx')

/** The drawn ACDC tree without its labels, indexed beside GTA5, and a network of two classes. */
async function unlabelledReferences(): Promise<void> {
  rmSync(path.join(trees.acdc, 'gt'), { recursive: true })
  await trees.json('index', trees.gta5)
  await trees.json('index', trees.acdc)
  writeNetwork(networkFile())
}

const predict = (...more: string[]) =>
  trees.json('labels', 'predict', '--network', networkFile(), ...roadOrSky, ...more)

async function inCatalog<Result>(body: (catalog: Catalog) => Result | Promise<Result>): Promise<Result> {
  const catalog = await openCatalog(await openWorkspace(trees.workspace))
  try {
    return await body(catalog)
  } finally {
    catalog.close()
  }
}

interface StoredLabel {
  readonly file: string
  readonly path: string
  readonly image: number
}

const storedLabels = (): Promise<StoredLabel[]> =>
  inCatalog(
    ({ database }) =>
      database
        .prepare(
          'SELECT file, path, image.id AS image FROM predicted_label JOIN image ON image.id = image_id ORDER BY path',
        )
        .all() as StoredLabel[],
  )

it('labels references that have none in the workspace, and touches no source', async () => {
  await unlabelledReferences()
  const before = [checksumOf(trees.acdc), checksumOf(trees.gta5)]
  expect(await predict()).toMatchObject({ predicted: 4, kept: 0, failed: [], all: 4 })
  expect([checksumOf(trees.acdc), checksumOf(trees.gta5)]).toEqual(before)
  for (const { file } of await storedLabels()) {
    const label = await readLabelMap(path.join(trees.workspace, file))
    expect([label.width, label.height, label.encoding]).toEqual([128, 64, 'labelTrainIds'])
    expect([...new Set(label.trainIds)].every((trainId) => trainId === 0 || trainId === 10)).toBe(true)
  }
  expect(await predict()).toMatchObject({ predicted: 0, kept: 4, all: 4 })
  const { stdout } = await trees.runPlain('sources', '--workspace', trees.workspace)
  expect(stdout).toMatch(/acdc +acdc +8 +0 +4 /)
})

it('the window hears that a label is predicted, by what, and which classes it shows', async () => {
  await unlabelledReferences()
  const { network } = await predict('--condition', 'fog')
  const [stored] = await storedLabels()
  await inCatalog(({ file, database, workspace }) => {
    const reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
    const media = new MediaFiles(database, workspace)
    try {
      const detail = reader.image(stored!.image)
      expect(detail).toMatchObject({ labelPath: null, predictedLabel: { network } })
      expect(detail!.classPixels!.reduce((sum, pixels) => sum + pixels, 0)).toBe(128 * 64)
      const sort = { by: 'name', descending: false } as const
      const { rows } = reader.page({ filter: { conditions: ['fog', 'night'] }, sort, from: { offset: 0 }, limit: 10 })
      expect(rows.map(({ labelled, predicted }) => [labelled, predicted])).toEqual([
        [false, true],
        [false, false],
      ])
      expect(media.label(stored!.image)).toBeUndefined()
      expect(media.predictedLabel(stored!.image)).toMatchObject({ root: workspace.folder, path: stored!.file, network })
    } finally {
      reader.close()
    }
  })
})

it('what another network or other options predict takes the place of what was there', async () => {
  await unlabelledReferences()
  const first = await predict('--condition', 'fog')
  expect(first).toMatchObject({ predicted: 1 })
  const [before] = await storedLabels()
  writeNetwork(networkFile(), [2, 0])
  const second = await predict('--condition', 'fog')
  expect(second).toMatchObject({ predicted: 1, all: 1 })
  expect(second['network']).not.toBe(first['network'])
  const [after] = await storedLabels()
  expect(after!.file).not.toBe(before!.file)
  expect([before, after].map((label) => existsSync(path.join(trees.workspace, label!.file)))).toEqual([false, true])
})

it('a stop keeps what was made, and the next call goes on from there', async () => {
  await unlabelledReferences()
  const controller = new AbortController()
  const network = { file: networkFile(), size: null, mean: null, std: null, classes: ['road', 'sky'] } as const
  const request = async (signal: AbortSignal, steps: number[]) =>
    await inCatalog((catalog) =>
      predictLabels(
        catalog,
        { network, sources: listSources(catalog.database).map(({ id }) => id), conditions: ['fog', 'night', 'rain'] },
        {
          signal,
          onStep: ({ done, total }) => {
            steps.push(total)
            if (done === 1) controller.abort()
          },
        },
      ),
    )
  await expect(request(controller.signal, [])).rejects.toThrow('1 of 3 labels are made and kept')
  expect(await storedLabels()).toHaveLength(1)
  const steps: number[] = []
  expect(await request(new AbortController().signal, steps)).toMatchObject({ predicted: 2, kept: 1 })
  expect(new Set(steps)).toEqual(new Set([2]))
})

it('a rescan keeps the label of what did not change, and drops those of what changed or is labelled now', async () => {
  const labels = path.join(trees.folder, 'gt')
  cpSync(path.join(trees.acdc, 'gt'), labels, { recursive: true, preserveTimestamps: true })
  await unlabelledReferences()
  await predict()
  const kept = await storedLabels()
  await trees.json('index', trees.acdc)
  expect(await storedLabels()).toEqual(kept)
  cpSync(path.join(labels, 'fog'), path.join(trees.acdc, 'gt', 'fog'), { recursive: true })
  const night = kept.find(({ path: name }) => name.includes('night'))!
  appendFileSync(path.join(trees.acdc, night.path), 'more')
  await trees.json('index', trees.acdc)
  const left = await storedLabels()
  expect(left.map(({ path: name }) => name.split('/')[1])).toEqual(['rain', 'snow'])
  expect(await predict()).toMatchObject({ kept: 2, all: 3 })
})

it('a label that no image has any more is swept, once nobody can be about to record it', async () => {
  await unlabelledReferences()
  await predict('--condition', 'fog')
  const [stored] = await storedLabels()
  const folder = path.dirname(path.join(trees.workspace, stored!.file))
  for (const name of ['900_labelTrainIds.png', '901_labelTrainIds.png']) writeFileSync(path.join(folder, name), 'old')
  utimesSync(path.join(folder, '900_labelTrainIds.png'), 1, 1)
  await predict('--condition', 'fog')
  expect(readdirSync(folder).sort()).toEqual(['901_labelTrainIds.png', path.basename(stored!.file)].sort())
})

it(
  'suggestions and runs take it as the style label, and the result says what predicted it',
  { timeout: 600_000 },
  async () => {
    await unlabelledReferences()
    const few = ['--condition', 'fog', '--count', '1', '--preset', 'demonstration']
    const unlabelled = (await trees.json('suggest', ...few)) as { conditions: { references: unknown[] }[] }
    expect(unlabelled.conditions[0]!.references).toEqual([])
    const { network } = await predict('--condition', 'fog')
    expect(await trees.json('suggest', ...few)).toMatchObject({
      predictedLabels: 1,
      conditions: [{ references: [{ predicted: true }] }],
    })
    const { stdout } = await trees.runPlain('suggest', ...few, '--workspace', trees.workspace)
    expect(stdout).toMatch(/label predicted/)
    const which = ['--condition', 'fog', '--references', '1', '--per-reference', '1', '--size', '64x128']
    const { run } = await trees.json('run', ...which)
    const [stored] = await storedLabels()
    const result = path.join(trees.workspace, 'outputs', `run-${String(run)}`, 'fog', '000000.png')
    const told = Object.values(await readPngText(result)).find((text) => text.includes('"inputs"'))!
    const { inputs } = JSON.parse(told) as { inputs: Record<string, unknown> }
    expect(inputs['styleLabel']).toMatchObject({
      file: path.join(trees.workspace, stored!.file),
      encoding: 'labelTrainIds',
      predicted: { network },
    })
    expect(inputs['contentLabel']).not.toHaveProperty('predicted')
  },
)

it('content without a label stays out of the content set, whatever was predicted for it', async () => {
  rmSync(path.join(trees.gta5, 'labels'), { recursive: true })
  await trees.json('index', trees.gta5, '--as', 'gta5')
  writeNetwork(networkFile())
  expect(await predict('--condition', 'clear')).toMatchObject({ predicted: 4 })
  const suggested = await trees.json('suggest', '--content', 'gta5')
  expect(suggested).toMatchObject({ contents: 0, contentsLeftOut: { unlabelled: 4 } })
})

it('networks that label nothing of this are refused in a sentence, and leave nothing', async () => {
  await unlabelledReferences()
  const refusal = async (...args: string[]) => {
    const result = await trees.run('labels', 'predict', '--network', networkFile(), ...args)
    expect(result.exitCode).toBeGreaterThan(0)
    return errorOf(result).message
  }
  expect(await refusal()).toMatch(/expected scores of 19 classes but received 2/)
  expect(await refusal('--classes', 'road,sky', '--size', '16x16')).toMatch(/does not take a picture of 16 x 16/)
  expect(await refusal('--classes', 'road,heaven')).toMatch(/--classes/)
  expect(await refusal('--std', '0,1,1')).toMatch(/--std/)
  expect(await refusal('--source', 'kitti')).toMatch(/no source kitti/)
  writeFlatNetwork(networkFile())
  expect(await refusal('--classes', 'road,sky')).toMatch(/received \[3, 32\]/)
  writeFileSync(networkFile(), readFileSync(networkFile()).subarray(0, 40))
  expect(await refusal('--classes', 'road,sky')).toMatch(/network\.onnx/)
  expect(existsSync(path.join(trees.workspace, 'labels'))).toBe(false)
})

import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { readLabelMap } from '../../../src/main/imaging/labels.ts'
import { demoTrees, writeDemoData, writeDemoShare, type DemoDataProgress } from '../../../src/main/scenes/demo-data.ts'
import { createScene } from '../../../src/main/scenes/scene.ts'
import { writeCityscapesFrame } from '../../../src/main/scenes/write-cityscapes.ts'
import { conditions } from '../../../src/shared/conditions.ts'
import { labels } from '../../../src/shared/labels.ts'

const options = { content: 2, references: 4, size: [64, 128], seed: 11 } as const

let folder = ''
const progress: DemoDataProgress[] = []
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-demo-data-'))
  await writeDemoData({ ...options, out: path.join(folder, 'one'), onProgress: (step) => progress.push(step) })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

const hashOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

/** Colour type and bit depth of a PNG. */
async function kindOf(file: string): Promise<{ depth: number; colourType: number }> {
  const bytes = await readFile(file)
  return { depth: bytes[24]!, colourType: bytes[25]! }
}

describe('the GTA5 tree', () => {
  const root = (): string => path.join(folder, 'one', 'gta5')

  test('holds numbered frames and labels of the same names', async () => {
    expect(await filesUnder(root())).toEqual([
      'images/00001.png',
      'images/00002.png',
      'labels/00001.png',
      'labels/00002.png',
    ])
  })

  test('has palette labels whose index is the Cityscapes id and whose colours are Cityscapes colours', async () => {
    const file = path.join(root(), 'labels', '00001.png')
    expect(await kindOf(file)).toEqual({ depth: 8, colourType: 3 })
    const label = await readLabelMap(file)
    expect(label.encoding).toBe('labelIds')
    expect(label.trainIds).toContain(0)
    const bytes = await readFile(file)
    const palette = bytes.indexOf('PLTE') + 4
    for (const { id, colour } of labels.filter((entry) => entry.id >= 0)) {
      expect([...bytes.subarray(palette + 3 * id, palette + 3 * id + 3)]).toEqual([...colour])
    }
  })

  test('has pictures of the size asked for', async () => {
    const { width, height } = await readImage(path.join(root(), 'images', '00002.png'))
    expect([height, width]).toEqual([64, 128])
  })
})

describe('the ACDC tree', () => {
  const root = (): string => path.join(folder, 'one', 'acdc')
  const adverse = conditions.filter((condition) => condition !== 'clear')

  test('holds the documented names in every condition', async () => {
    const files = await filesUnder(root())
    for (const condition of adverse) {
      for (const split of ['train', 'val', 'test']) {
        const images = files.filter((file) => file.startsWith(`rgb_anon/${condition}/${split}/`))
        expect(images.length).toBeGreaterThan(0)
        for (const image of images) {
          expect(image).toMatch(/\/(GOPR\d{4})\/\1_frame_\d{6}_rgb_anon\.png$/)
          const reference = image.replace(`/${split}/`, `/${split}_ref/`).replace('_rgb_anon', '_rgb_ref_anon')
          expect(files).toContain(reference)
          for (const kind of ['labelIds', 'labelTrainIds', 'labelColor', 'invIds']) {
            const label = image.replace('rgb_anon/', 'gt/').replace('_rgb_anon.png', `_gt_${kind}.png`)
            expect(files.includes(label)).toBe(split !== 'test')
          }
        }
      }
    }
  })

  test('has three label files of one frame that say the same', async () => {
    const files = await filesUnder(root())
    const ids = files.find((file) => file.endsWith('_gt_labelIds.png'))!
    const [a, b, c] = await Promise.all(
      ['labelIds', 'labelTrainIds', 'labelColor'].map((kind) =>
        readLabelMap(path.join(root(), ids.replace('labelIds', kind))),
      ),
    )
    expect(Buffer.compare(a!.trainIds, b!.trainIds)).toBe(0)
    expect(Buffer.compare(a!.trainIds, c!.trainIds)).toBe(0)
  })
})

describe('the Cityscapes tree', () => {
  const root = (): string => path.join(folder, 'one', 'cityscapes')

  test('holds names of exactly five or six parts and all four label files beside each picture', async () => {
    const files = await filesUnder(root())
    const images = files.filter((file) => file.startsWith('leftImg8bit/'))
    expect(images).toHaveLength(4)
    for (const image of images) {
      expect(image).toMatch(/^leftImg8bit\/(train|val|test)\/([a-z]+)\/\2_\d{6}_\d{6}_leftImg8bit\.png$/)
      for (const kind of ['labelIds', 'labelTrainIds', 'color', 'instanceIds']) {
        expect(files).toContain(image.replaceAll('leftImg8bit', 'gtFine').replace('gtFine.png', `gtFine_${kind}.png`))
      }
    }
  })

  test('stores instance ids in 16 bits and colours with alpha', async () => {
    const files = await filesUnder(root())
    const find = (kind: string): string =>
      path.join(
        root(),
        files.find((file) => file.endsWith(`_${kind}.png`))!,
      )
    expect(await kindOf(find('instanceIds'))).toEqual({ depth: 16, colourType: 0 })
    expect(await kindOf(find('color'))).toEqual({ depth: 8, colourType: 6 })
    expect((await readLabelMap(find('color'))).trainIds).toContain(0)
  })

  test('refuses a city whose name official tools would split', async () => {
    const scene = createScene(1, { width: 64, height: 32 })
    const frame = { split: 'train', city: 'old_town', sequence: 0, frame: 0 } as const
    await expect(writeCityscapesFrame(folder, frame, scene)).rejects.toThrow(/"old_town"/)
  })
})

describe('demonstration data', () => {
  test('are the same files for the same options', async () => {
    const again = path.join(folder, 'again')
    await writeDemoData({ ...options, references: 1, out: again })
    const files = await filesUnder(again)
    expect(files.length).toBeGreaterThan(10)
    for (const file of files)
      expect(await hashOf(path.join(again, file))).toBe(await hashOf(path.join(folder, 'one', file)))
  })

  test('are the same files where several draw a share each', async () => {
    const plan = { ...options, content: 1, references: 1 }
    const out = path.join(folder, 'shared')
    const alone = await writeDemoData({ ...plan, out: path.join(folder, 'alone') })
    const shares = await Promise.all([0, 1, 2].map((first) => writeDemoShare({ ...plan, out }, { first, of: 3 })))
    expect(shares.reduce((sum, { files }) => sum + files, 0)).toBe(alone.files)
    expect(await filesUnder(out)).toEqual(await filesUnder(path.join(folder, 'alone')))
    for (const file of await filesUnder(out))
      expect(await hashOf(path.join(out, file))).toBe(await hashOf(path.join(folder, 'alone', file)))
    expect(demoTrees(plan).reduce((sum, { scenes }) => sum + scenes, 0)).toBe(6)
  })

  test('report their progress to the last scene', () => {
    expect(progress.map(({ done }) => done)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
    expect(progress.every(({ total }) => total === 22)).toBe(true)
  })

  test('stop when asked to and leave whole files only', async () => {
    const out = path.join(folder, 'stopped')
    const controller = new AbortController()
    const writing = writeDemoData({ ...options, out, signal: controller.signal, onProgress: () => controller.abort() })
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' })
    expect(await filesUnder(out)).toEqual(['gta5/images/00001.png', 'gta5/labels/00001.png'])
  })

  test('are not mixed into a folder that is in use', async () => {
    const out = await mkdtemp(path.join(folder, 'used-'))
    await writeFile(path.join(out, 'notes.txt'), 'mine')
    await expect(writeDemoData({ ...options, out })).rejects.toThrow(/not empty \(it holds "notes.txt"\)/)
  })

  test('refuse counts that make no sense', async () => {
    await expect(writeDemoData({ ...options, content: -1, out: path.join(folder, 'none') })).rejects.toThrow(
      /--content must be/,
    )
  })
})

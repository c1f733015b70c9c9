import { symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectLayout } from '../../../src/main/datasets/detect-layout.ts'
import { layoutNames, type LayoutName } from '../../../src/main/datasets/layout.ts'
import { FileMissingError, UsageError } from '../../../src/shared/errors.ts'
import { useTemporaryFolder, walk, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

const gta5 = ['images/00001.png', 'images/00002.png', 'labels/00001.png', 'labels/00002.png']
const acdc = [
  'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
  'gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png',
]
const cityscapes = [
  'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png',
  'gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png',
]
const inFolder = (folder: string, files: readonly string[]) => files.map((file) => `${folder}/${file}`)

interface Case {
  readonly name: string
  readonly files: readonly string[]
  /** The folder that a person points at. */
  readonly at?: string
  readonly as?: LayoutName
  readonly layout: LayoutName
  /** The root that is taken. */
  readonly root?: string
  readonly why: RegExp
}

const cases: Case[] = [
  { name: 'GTA5', files: gta5, layout: 'gta5', why: /images with names such as 00001\.png, and labels beside it/ },
  { name: 'GTA5 without labels', files: gta5.slice(0, 2), layout: 'gta5', why: /and no labels/ },
  {
    name: "GTA5's downloads",
    files: ['01_images/images/00001.png', '02_images/images/02500.png'],
    layout: 'gta5',
    why: /01_images, 02_images/,
  },
  { name: 'GTA5 by split', files: ['images/train/00001.png', 'labels/train/00001.png'], layout: 'gta5', why: /00001/ },
  {
    name: "GTA5's images",
    files: gta5,
    at: 'images',
    layout: 'gta5',
    root: '',
    why: /, one folder up, is taken for GTA5/,
  },
  { name: "GTA5's labels", files: gta5, at: 'labels', layout: 'gta5', root: '', why: /, one folder up,/ },
  {
    name: "GTA5's images alone",
    files: ['images/00001.png'],
    at: 'images',
    layout: 'gta5',
    root: 'images',
    why: /without labels/,
  },
  {
    name: 'the folder of GTA5',
    files: inFolder('gta', gta5),
    layout: 'gta5',
    root: 'gta',
    why: /gta, one folder down, is taken for GTA5/,
  },
  { name: 'ACDC', files: acdc, layout: 'acdc', why: /holds rgb_anon, with labels in gt/ },
  { name: 'ACDC without labels', files: acdc.slice(0, 1), layout: 'acdc', why: /without labels/ },
  { name: "ACDC's images", files: acdc, at: 'rgb_anon', layout: 'acdc', root: '', why: /, one folder up,/ },
  {
    name: "ACDC's images alone",
    files: acdc.slice(0, 1),
    at: 'rgb_anon',
    layout: 'acdc',
    root: 'rgb_anon',
    why: /it is rgb_anon, whose labels would lie outside/,
  },
  {
    name: "one of ACDC's conditions",
    files: acdc,
    at: 'rgb_anon/fog',
    layout: 'acdc',
    root: 'rgb_anon/fog',
    why: /a part of rgb_anon/,
  },
  {
    name: 'ACDC unpacked',
    files: inFolder('rgb_anon_trainvaltest', acdc.slice(0, 1)),
    layout: 'acdc',
    why: /holds rgb_anon/,
  },
  {
    name: 'ACDC flattened',
    files: ['rgb_anon/train/GOPR0475_frame_000041_rgb_anon.png'],
    layout: 'acdc',
    why: /rgb_anon/,
  },
  {
    name: "images with ACDC's names",
    files: ['fog/GOPR0475_frame_000041_rgb_anon.png'],
    layout: 'acdc',
    why: /names such as GOPR0475/,
  },
  { name: 'the folder of ACDC', files: inFolder('acdc', acdc), layout: 'acdc', root: 'acdc', why: /one folder down/ },
  { name: 'Cityscapes', files: cityscapes, layout: 'cityscapes', why: /holds leftImg8bit, with labels in gtFine/ },
  {
    name: "Cityscapes' images",
    files: cityscapes,
    at: 'leftImg8bit',
    layout: 'cityscapes',
    root: '',
    why: /one folder up/,
  },
  { name: "Cityscapes' labels", files: cityscapes, at: 'gtFine', layout: 'cityscapes', root: '', why: /one folder up/ },
  {
    name: 'a split of Cityscapes',
    files: cityscapes,
    at: 'leftImg8bit/train',
    layout: 'cityscapes',
    root: 'leftImg8bit/train',
    why: /a part of leftImg8bit/,
  },
  {
    name: 'photographs',
    files: ['a.jpg', 'night/b.jpg'],
    layout: 'folder',
    why: /is taken for a plain folder: every image/,
  },
  {
    name: 'photographs in images and labels',
    files: ['images/a.png', 'labels/a.png'],
    layout: 'folder',
    why: /plain folder/,
  },
  {
    name: 'photographs beside a dataset',
    files: ['a.jpg', ...inFolder('gta', gta5)],
    layout: 'folder',
    why: /plain folder/,
  },
  { name: 'numbers of six digits', files: ['images/000001.png'], layout: 'folder', why: /plain folder/ },
  { name: 'ACDC asked for as a plain folder', files: acdc, as: 'folder', layout: 'folder', why: /plain folder/ },
  {
    name: 'odd names asked for as GTA5',
    files: ['images/a.png', 'labels/a.png'],
    as: 'gta5',
    layout: 'gta5',
    why: /GTA5/,
  },
  { name: 'one of two datasets asked for', files: [...acdc, ...cityscapes], as: 'acdc', layout: 'acdc', why: /ACDC/ },
  {
    name: 'one of two folders asked for',
    files: [...inFolder('a', acdc), ...inFolder('c', cityscapes)],
    as: 'cityscapes',
    layout: 'cityscapes',
    root: 'c',
    why: /one folder down/,
  },
]

describe('the layout of a folder', () => {
  it.each(cases)('is found by looking: $name', async ({ name, files, at = '', as, layout, root = at, why }) => {
    const folder = writeTree(temporary(name.replaceAll(' ', '-')), files)
    const detection = await detectLayout(path.join(folder, at), { as })
    expect(detection).toMatchObject({ layout, root: path.join(folder, root) })
    expect(detection.why).toMatch(why)
    expect(detection.why).not.toContain('\n')
    expect((await walk(detection.root, detection.layout)).images.length).toBeGreaterThan(0)
  })

  it('is found through a link to it', async () => {
    const folder = writeTree(temporary('linked'), gta5)
    symlinkSync(folder, temporary('link'))
    expect(await detectLayout(temporary('link'))).toMatchObject({ layout: 'gta5', root: folder })
  })

  it('is found without listing a large folder', async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `images/${String(i + 1).padStart(5, '0')}.png`)
    const folder = writeTree(temporary('large'), names)
    const start = performance.now()
    expect((await detectLayout(folder)).layout).toBe('gta5')
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it.each([
    [[...acdc, ...cityscapes], /holds several datasets: ACDC .*, Cityscapes .*; say which one to take \(gta5, acdc/],
    [
      [...inFolder('a', acdc), ...inFolder('g', gta5)],
      /holds several datasets: ACDC \(.*\/a\), GTA5 \(.*\/g\); add each/,
    ],
  ])('is refused where several datasets are found (%#)', async (files, message) => {
    const folder = writeTree(temporary(`several-${files.length}`), files)
    await expect(detectLayout(folder)).rejects.toThrow(message)
    await expect(detectLayout(folder)).rejects.toThrow(UsageError)
  })

  it.each(layoutNames.filter((name) => name !== 'folder'))(
    'that is asked for and not there is refused: %s',
    async (as) => {
      const folder = writeTree(temporary(`not-${as}`), ['holidays/a.jpg', 'b.txt'])
      await expect(detectLayout(folder, { as })).rejects.toThrow(
        /is not laid out as .*: expected a folder .*, found holidays\/, b\.txt; point at/,
      )
    },
  )
})

describe('a folder that can be no source', () => {
  it('is told to be missing where it is not there, or empty as an unmounted disk is', async () => {
    await expect(detectLayout(temporary('nowhere'))).rejects.toThrow(/does not exist; check the path, and whether/)
    const empty = writeTree(temporary('empty'), [])
    await expect(detectLayout(empty)).rejects.toThrow(FileMissingError)
    await expect(detectLayout(empty)).rejects.toThrow(/is empty; if it is where a disk is mounted, mount the disk/)
  })

  it('is refused where it is a file', async () => {
    writeFileSync(temporary('file.png'), 'x')
    await expect(detectLayout(temporary('file.png'))).rejects.toThrow(/is a file; give the folder/)
  })

  it('is refused where it is a workspace or inside of one', async () => {
    const workspace = writeTree(temporary('workspace'), ['catalog.sqlite', 'thumbnails/00/a.webp'])
    const other = writeTree(temporary('other'), ['outputs/a.png'])
    await expect(detectLayout(workspace)).rejects.toThrow(UsageError)
    await expect(detectLayout(path.join(workspace, 'thumbnails'))).rejects.toThrow(/belongs to the workspace/)
    await expect(detectLayout(path.join(other, 'outputs'), { skip: [other] })).rejects.toThrow(
      /belongs to the workspace/,
    )
  })
})

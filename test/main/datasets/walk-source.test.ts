import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FoundImage, LayoutName, WalkBatch } from '../../../src/main/datasets/layout.ts'
import { walkSource } from '../../../src/main/datasets/walk-source.ts'
import { writeDemoData, type DemoData } from '../../../src/main/scenes/demo-data.ts'
import { CancelledError, FileMissingError, UsageError } from '../../../src/shared/errors.ts'
import { pairsOf, problemsOf, useTemporaryFolder, walk, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

async function batchesOf(root: string, layout: LayoutName): Promise<WalkBatch[]> {
  const batches: WalkBatch[] = []
  for await (const batch of walkSource({ root, layout, skip: [] })) batches.push(batch)
  return batches
}

describe('the trees that the scene generator writes', () => {
  let trees: DemoData
  beforeAll(async () => {
    trees = await writeDemoData({ out: temporary('demo'), content: 1, references: 4, size: [32, 64], seed: 5 })
  })

  function countBy(images: readonly FoundImage[], key: (image: FoundImage) => string): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const name of images.map(key)) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }

  it('are walked without a problem', async () => {
    for (const layout of ['gta5', 'acdc', 'cityscapes'] as const) {
      const walked = await walk(trees[layout], layout)
      expect([...walked.problems, ...walked.notices]).toEqual([])
      for (const { path: image, bytes, modifiedMs } of walked.images) {
        const found = statSync(path.join(trees[layout], image))
        expect({ bytes, modifiedMs }).toEqual({ bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) })
      }
    }
  })

  it('have the conditions, splits and labels that were written', async () => {
    expect(pairsOf(await walk(trees.gta5, 'gta5'))).toHaveLength(1)
    const acdc = (await walk(trees.acdc, 'acdc')).images
    expect(countBy(acdc, ({ condition }) => condition)).toEqual({ clear: 16, fog: 4, night: 4, rain: 4, snow: 4 })
    expect(countBy(acdc, ({ split, label }) => `${split} ${label?.encoding}`)).toEqual({
      'test undefined': 8,
      'train labelIds': 8,
      'train undefined': 8,
      'val labelIds': 4,
      'val undefined': 4,
    })
    const cityscapes = (await walk(trees.cityscapes, 'cityscapes')).images
    expect(countBy(cityscapes, ({ split, label }) => `${split} ${label?.encoding}`)).toEqual({
      'test labelIds': 1,
      'train labelIds': 2,
      'val labelIds': 1,
    })
  })

  it('are not touched', async () => {
    const stamps = () =>
      readdirSync(temporary('demo'), { recursive: true, encoding: 'utf8' })
        .sort()
        .map((file) => {
          const { size, mtimeMs, ctimeMs, mode } = statSync(temporary('demo', file))
          return { file, size, mtimeMs, ctimeMs, mode }
        })
    const before = stamps()
    for (const layout of ['gta5', 'acdc', 'cityscapes'] as const) await walk(trees[layout], layout)
    await walk(trees.acdc, 'folder')
    expect(stamps()).toEqual(before)
  })
})

describe('the batches of a walk', () => {
  const files = Array.from({ length: 1500 }, (_, i) => String(i + 1).padStart(5, '0'))
  const manyImages = () =>
    writeTree(
      temporary('many'),
      files.flatMap((file) => [`images/${file}.png`, `labels/${file}.png`]),
    )

  it('are small at first, then of a thousand images, in order', async () => {
    const batches = await batchesOf(manyImages(), 'gta5')
    expect(batches.map(({ images }) => images.length)).toEqual([200, 1000, 300])
    expect(batches.flatMap(({ images }) => images.map(({ frame }) => frame))).toEqual(files)
  })

  it('let the event loop turn, so that a walk can be stopped from outside', async () => {
    const root = manyImages()
    // files are asked for one after the other, without a wait that would let the loop turn by itself
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    onTestFinished(() => now.mockRestore())
    const controller = new AbortController()
    setImmediate(() => controller.abort())
    let images = 0
    const stopped = (async () => {
      for await (const batch of walkSource({ root, layout: 'gta5', skip: [], signal: controller.signal })) {
        images += batch.images.length
      }
    })()
    await expect(stopped).rejects.toThrow(CancelledError)
    expect(images).toBeLessThan(1500)
  })

  it('are equal from walk to walk, whatever the tree and the order it was written in', async () => {
    let state = 7
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
    const words = ['fog', 'Zürich', 'ß', '𝒳', '\uffee', 'images', 'labels', 'gt', 'b', 'B', '10', '9']
    const endings = ['.png', '.jpg', '_labelIds.png', '_labelTrainIds.png', '.txt', '_color.png']
    for (let round = 0; round < 12; round++) {
      const tree = Array.from({ length: 40 }, () => {
        const folders = Array.from({ length: random(4) }, () => words[random(words.length)]!)
        return [...folders, words[random(words.length)]! + random(3) + endings[random(endings.length)]!].join('/')
      })
      const one = writeTree(temporary(`one-${round}`), tree)
      const other = writeTree(temporary(`other-${round}`), tree.toReversed())
      for (const root of [one, other]) {
        for (const file of tree) utimesSync(path.join(root, file), 1_700_000_000, 1_700_000_000.5)
      }
      for (const layout of ['folder', 'gta5', 'acdc', 'cityscapes'] as const) {
        const batches = await batchesOf(one, layout)
        expect(await batchesOf(one, layout)).toEqual(batches)
        expect(await batchesOf(other, layout)).toEqual(batches)
        const paths = batches.flatMap(({ images }) => images.map((image) => image.path))
        expect(new Set(paths).size).toBe(paths.length)
        expect(paths.every((image) => tree.includes(image))).toBe(true)
      }
    }
  })

  it('sort names by code points, as SQLite does', async () => {
    const root = writeTree(temporary('code-points'), ['𝒳.png', '\uffee.png', 'é.png', 'z.png', 'Z.png'])
    expect(pairsOf(await walk(root, 'folder'))).toEqual(['Z.png', 'z.png', 'é.png', '\uffee.png', '𝒳.png'])
  })
})

describe('files and folders that a walk passes over', () => {
  it('are those that are no pictures, hidden, or left behind by systems', async () => {
    const root = writeTree(temporary('passed-over'), [
      'a.png',
      '.DS_Store',
      '._a.png',
      '.hidden/b.png',
      'Thumbs.db',
      'notes.txt',
      'scene.json',
      '__MACOSX/c.png',
      '@eaDir/d.png',
      'lost+found/e.png',
    ])
    expect(await walk(root, 'folder')).toMatchObject({ images: [{ path: 'a.png' }], problems: [], notices: [] })
  })

  it('are the workspace and what lies in any other workspace', async () => {
    const root = writeTree(temporary('workspaces'), [
      'a.png',
      'mine/thumbnails/b.png',
      'theirs/weatherglass.json',
      'theirs/outputs/c.png',
      'older/catalog.sqlite',
      'older/d.png',
    ])
    symlinkSync(path.join(root, 'mine/thumbnails/b.png'), path.join(root, 'link.png'))
    symlinkSync(path.join(root, 'theirs/outputs/c.png'), path.join(root, 'other.png'))
    const walked = await walk(root, 'folder', { skip: [path.join(root, 'mine')] })
    expect(pairsOf(walked)).toEqual(['a.png'])
    expect(walked.problems).toEqual([])
  })

  it('are refused as a source where they are a workspace', async () => {
    const workspace = writeTree(temporary('own'), ['catalog.sqlite', 'outputs/a.png'])
    await expect(walk(path.join(workspace, 'outputs'), 'folder')).rejects.toThrow(UsageError)
    const skipped = writeTree(temporary('skipped'), ['a.png'])
    await expect(walk(skipped, 'folder', { skip: [skipped] })).rejects.toThrow(/belongs to the workspace/)
  })
})

describe('hostile names', () => {
  it('are taken as they are where they are UTF-8', async () => {
    const names = [
      ' leading and trailing .png',
      'new\nline.png',
      `quotes ' " \`.png`,
      'semi;colon && rm -rf *.png',
      'back\\slash.png',
      '%2e%2e.png',
      '\ufffd.png',
      `${'ü'.repeat(125)}x.png`,
      '-rf.png',
    ]
    const root = writeTree(temporary('names'), [
      ...names,
      'folder\nwith "quotes"/a.png',
      'folder\nwith "quotes"/a_labelIds.png',
    ])
    const walked = await walk(root, 'folder')
    expect(walked.images.map((image) => image.path).sort()).toEqual([...names, 'folder\nwith "quotes"/a.png'].sort())
    expect(walked.images.find(({ path }) => path.startsWith('folder'))?.label?.encoding).toBe('labelIds')
    expect(walked.problems).toEqual([])
  })

  it('are told with their bytes where they are not UTF-8, and nothing else stops', async () => {
    const root = writeTree(temporary('bytes'), ['images/00001.png', 'images/é.png', 'labels/00001.png', 'labels/é.png'])
    const bytes = (name: string) => Buffer.concat([Buffer.from(`${root}/images/`), Buffer.from(name, 'latin1')])
    writeFileSync(bytes('caf\xe9.png'), 'x')
    writeFileSync(bytes('caf\xe9.txt'), 'x')
    mkdirSync(bytes('n\xfft\n'))
    const walked = await walk(root, 'gta5')
    expect(walked.images.map((image) => image.path)).toEqual(['images/00001.png', 'images/é.png'])
    expect(walked.problems).toEqual([
      {
        path: 'images/caf\\xe9.png',
        problem: 'unreadable',
        message: 'The name of images/caf\\xe9.png is not UTF-8 (\\xNN are its bytes); rename it.',
      },
      expect.objectContaining({ path: 'images/n\\xfft\\x0a', problem: 'unreadable' }),
    ])
  })

  it('are told once, also in a folder that is looked at more than once', async () => {
    const root = writeTree(temporary('once'), ['rgb_anon/fog/a.png', 'rgb_anon/train/night/b.png'])
    const folders = ['rgb_anon_more', 'gt_trainval_ref', 'rgb_anon/train'].map((name) => path.join(root, name))
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(Buffer.from(`${folder}/\xff.png`, 'latin1'), 'x')
    }
    expect(problemsOf(await walk(root, 'acdc')).sort()).toEqual([
      'label-missing ',
      'unreadable gt_trainval_ref/\\xff.png',
      'unreadable rgb_anon/train/\\xff.png',
      'unreadable rgb_anon_more/\\xff.png',
    ])
  })

  it('never break the line of a message', async () => {
    const root = writeTree(temporary('lines'), ['a\nb.png', 'a\nb_labelIds.png', 'c\r_labelIds.png'], '')
    const { problems } = await walk(root, 'folder')
    expect(problems).toHaveLength(3)
    for (const { message } of problems) expect(message).not.toMatch(/[\r\n]/)
  })
})

describe('links', () => {
  it('that leave the source are told, and not followed', async () => {
    const outside = writeTree(temporary('outside'), ['a.png', 'folder/b.png', 'notes.txt'])
    const root = writeTree(temporary('leaving'), ['images/00001.png', 'labels/00001.png'])
    symlinkSync(path.join(outside, 'a.png'), path.join(root, 'images/00002.png'))
    symlinkSync('../../outside/folder', path.join(root, 'images/more'))
    symlinkSync(path.join(outside, 'notes.txt'), path.join(root, 'images/notes.txt'))
    const walked = await walk(root, 'gta5')
    expect(pairsOf(walked)).toEqual(['images/00001.png > labels/00001.png (to be read)'])
    expect(walked.problems).toEqual([
      {
        path: 'images/00002.png',
        problem: 'outside-source',
        message: `images/00002.png points to ${outside}/a.png, outside the source; index that as a source of its own, or copy it.`,
      },
      expect.objectContaining({ path: 'images/more', problem: 'outside-source' }),
    ])
  })

  it('that leave the source in masses are told once for their folder', async () => {
    const outside = writeTree(temporary('outside-mass'), ['a.png'])
    const root = writeTree(temporary('mass'), ['b.png'])
    for (let i = 10; i < 30; i++) symlinkSync(path.join(outside, 'a.png'), path.join(root, `${i}.png`))
    const walked = await walk(root, 'folder')
    expect(walked.problems).toEqual([
      {
        path: '',
        problem: 'outside-source',
        message:
          `20 links in the source leave the source (10.png points to ${outside}/a.png); index the folder they point to instead, ` +
          'or copy the files.',
      },
    ])
  })

  it('inside the source are taken for files; a loop of folders ends', async () => {
    const root = writeTree(temporary('loops'), ['a/1.png', 'b/2.png', 'images/00001.png', 'labels/00001.png'])
    symlinkSync('../b/2.png', path.join(root, 'a/2.png'))
    symlinkSync('..', path.join(root, 'a/up'))
    symlinkSync('../b', path.join(root, 'a/to-b'))
    symlinkSync('../a', path.join(root, 'b/to-a'))
    symlinkSync('self', path.join(root, 'b/self'))
    symlinkSync('.', path.join(root, 'images/here'))
    symlinkSync('..', path.join(root, 'images/up'))
    const walked = await walk(root, 'folder')
    expect(walked.images.map((image) => image.path)).toEqual(['a/1.png', 'a/2.png', 'b/2.png', 'images/00001.png'])
    expect(problemsOf(walked)).toEqual(['unreadable b/self'])
    expect(pairsOf(await walk(root, 'gta5'))).toEqual(['images/00001.png > labels/00001.png (to be read)'])
  })

  it('to folders inside the source are followed where a layout names the folder', async () => {
    const root = writeTree(temporary('named'), ['raw/x/00001.png', 'raw/y/00001.png'])
    symlinkSync('raw/x', path.join(root, 'images'))
    symlinkSync('raw/y', path.join(root, 'labels'))
    expect(pairsOf(await walk(root, 'gta5'))).toEqual(['images/00001.png > labels/00001.png (to be read)'])
  })

  it('to nothing are told where they may have been a picture or a folder', async () => {
    const root = writeTree(temporary('broken'), ['a.png'])
    for (const name of ['b.png', 'folder', 'c.txt']) symlinkSync('nowhere', path.join(root, name))
    const walked = await walk(root, 'folder')
    expect(walked.problems.map(({ message }) => message)).toEqual([
      'b.png is a link to nothing; restore what it pointed to, or remove it.',
      'folder is a link to nothing; restore what it pointed to, or remove it.',
    ])
  })

  it('may lead to the source itself', async () => {
    const root = writeTree(temporary('real'), ['a.png'])
    symlinkSync(root, temporary('alias'))
    expect(pairsOf(await walk(temporary('alias'), 'folder'))).toEqual(['a.png'])
  })
})

describe('files that cannot be used', () => {
  it('of 0 bytes are told and stay in the catalog', async () => {
    const root = writeTree(temporary('zero'), ['images/00001.png', 'labels/00001.png'], '')
    const walked = await walk(root, 'gta5')
    expect(walked.images).toMatchObject([{ bytes: 0, label: { bytes: 0 } }])
    expect(walked.problems).toEqual([
      {
        path: 'images/00001.png',
        problem: 'empty-file',
        message: 'images/00001.png is empty (0 bytes); copy it again.',
      },
      {
        path: 'labels/00001.png',
        problem: 'empty-file',
        message: 'labels/00001.png is empty (0 bytes); copy it again.',
      },
    ])
  })

  it('are folders, pipes and sockets with the name of a picture: no image', async () => {
    const root = writeTree(temporary('kinds'), ['a.png', 'folder.png/b.png'])
    execFileSync('mkfifo', [path.join(root, 'pipe.png')])
    expect(pairsOf(await walk(root, 'folder'))).toEqual(['a.png', 'folder.png/b.png'])
  })

  it('lie in a folder that cannot be listed: it is told, the rest is walked', async () => {
    const root = writeTree(temporary('too-long'), ['z.png'])
    const level = 'd'.repeat(250)
    const script = `for i in $(seq 18); do mkdir ${level} && cd ${level} || exit 1; done; echo x > a.png`
    execFileSync('bash', ['-c', script], { cwd: root })
    onTestFinished(() => void execFileSync('rm', ['-rf', path.join(root, level)]))
    const walked = await walk(root, 'folder')
    expect(walked.images.map((image) => image.path)).toContain('z.png')
    expect(walked.problems).toHaveLength(1)
    expect(walked.problems[0]?.message).toMatch(/cannot be listed \(ENAMETOOLONG\); check its permissions and the disk/)
  })

  it.skipIf(process.getuid?.() === 0)(
    'lie in a folder without permission: it is told, the rest is walked',
    async () => {
      const root = writeTree(temporary('forbidden'), ['a/1.png', 'b/2.png'])
      execFileSync('chmod', ['000', path.join(root, 'a')])
      onTestFinished(() => void execFileSync('chmod', ['700', path.join(root, 'a')]))
      const walked = await walk(root, 'folder')
      expect(pairsOf(walked)).toEqual(['b/2.png'])
      expect(walked.problems[0]?.message).toBe(
        'The folder a cannot be listed (EACCES); check its permissions and the disk it is on.',
      )
    },
  )
})

describe('a source that goes away', () => {
  /** 900 images in so many folders: a walk meets the loss when it lists the next one, or when it asks for files. */
  const source = (name: string, folders: number) =>
    writeTree(
      temporary(name),
      Array.from({ length: 900 }, (_, i) => `${i % folders}/${i}.png`),
    )

  it('is one error where it is not there at the start, or empty', async () => {
    await expect(walk(temporary('nowhere'), 'folder')).rejects.toThrow(FileMissingError)
    await expect(walk(writeTree(temporary('unmounted'), []), 'gta5')).rejects.toThrow(/is empty; if it is where a disk/)
  })

  const losses: [string, (root: string) => void][] = [
    ['is removed', (root) => rmSync(root, { recursive: true })],
    ['is moved', (root) => renameSync(root, `${root}-elsewhere`)],
    [
      'is unmounted and leaves its mount point',
      (root) => {
        renameSync(root, `${root}-elsewhere`)
        mkdirSync(root)
      },
    ],
  ]
  it.each(losses.flatMap(([what, goAway]) => [1, 3].map((folders) => ({ what, goAway, folders }))))(
    'is one error where it $what in mid-walk, not an empty end ($folders folders)',
    async ({ what, goAway, folders }) => {
      const root = source(`${what.replaceAll(' ', '-')}-${folders}`, folders)
      let images = 0
      const walking = (async () => {
        for await (const batch of walkSource({ root, layout: 'folder', skip: [] })) {
          if (images === 0) goAway(root)
          images += batch.images.length
        }
      })()
      await expect(walking).rejects.toThrow(FileMissingError)
      await expect(walking).rejects.toThrow(/went away while it was read; mount its disk again, then scan it once more/)
      expect(images).toBeLessThan(900)
    },
  )

  it('is no error where single files vanish between listing and asking for their size', async () => {
    const root = source('single', 3)
    let images = 0
    for await (const batch of walkSource({ root, layout: 'folder', skip: [] })) {
      if (images === 0) rmSync(path.join(root, '0/996.png'), { force: true })
      if (images === 0) rmSync(path.join(root, '0/99.png'))
      images += batch.images.length
      expect(batch.problems).toEqual([])
    }
    expect(images).toBe(899)
  })
})

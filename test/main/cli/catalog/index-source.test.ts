import {
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { parseOutput, runCommand } from '../run-command.ts'
import { checksumOf, demoTrees, errorOf } from './demo-trees.ts'

const trees = demoTrees()

/** When each image's row changed last: a picture that is read changes its row. */
async function revisions(): Promise<Map<string, number>> {
  const catalog = await openCatalog(await openWorkspace(trees.workspace))
  const rows = catalog.database.prepare('SELECT path, revision FROM image').raw().all() as [string, number][]
  catalog.close()
  return new Map(rows)
}

const changedBetween = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] =>
  [...after].flatMap(([file, revision]) => (before.get(file) === revision ? [] : [file]))

describe('indexing a folder', () => {
  it('prints what there is, and leaves the source as it was', async () => {
    const before = checksumOf(trees.acdc)
    const { exitCode, stdout, stderr } = await trees.run('index', trees.acdc)
    expect(exitCode, stdout).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      images: 8,
      labelled: 4,
      problems: 0,
      conditions: { fog: 1, night: 1, rain: 1, snow: 1, clear: 4 },
      walked: { added: 8, changed: 0, moved: 0, vanished: 0 },
      walkSeconds: expect.any(Number) as number,
      readSeconds: expect.any(Number) as number,
      layout: 'acdc',
      added: true,
      waiting: 0,
    })
    expect(stderr).toContain(`${trees.acdc} is taken for ACDC: it holds rgb_anon`)
    expect(stderr).toMatch(/listing files 8\/8/)
    expect(stderr).toMatch(/reading images 8\/8/)
    expect(checksumOf(trees.acdc)).toBe(before)
  })

  it('says in words what it found, what is wrong and what to type next', async () => {
    truncateSync(path.join(trees.gta5, 'images', '00002.png'), 300)
    const { stdout } = await trees.runPlain('index', trees.gta5, '--workspace', trees.workspace)
    expect(stdout).toContain('gta5 (source 1): 4 images, 4 labelled\n  conditions  4 clear\n')
    expect(stdout).toContain('problems    1 unreadable\n')
    expect(stdout).toContain('weatherglass problems --source gta5\n')
    expect(stdout).toMatch(/Next: weatherglass index DIR \(style references: /)
    const next = await trees.runPlain('index', trees.acdc)
    expect(next.stdout).toContain('Next: weatherglass suggest')
  })

  it('reads again only what changed', async () => {
    await trees.json('index', trees.gta5)
    const before = await revisions()
    const changed = path.join(trees.gta5, 'images', '00003.png')
    utimesSync(changed, new Date(), new Date('2026-01-02T03:04:05Z'))
    writeFileSync(path.join(trees.gta5, 'images', '00009.png'), '')
    expect(await trees.json('index', trees.gta5)).toMatchObject({ images: 5, problems: 2, added: false, source: 1 })
    expect(changedBetween(before, await revisions())).toEqual(['images/00003.png', 'images/00009.png'])
    const settled = await revisions()
    await trees.json('index', trees.gta5)
    expect(changedBetween(settled, await revisions())).toEqual([])
  })

  it('lists alone with --walk-only, and reads the next time', async () => {
    expect(await trees.json('index', trees.gta5, '--walk-only')).toMatchObject({
      images: 4,
      waiting: 4,
      readSeconds: 0,
    })
    const listed = await trees.runPlain('index', trees.gta5, '--walk-only')
    expect(listed.stdout).toContain('4 images not read yet')
    expect(listed.stdout).toContain(`Next: weatherglass index '${trees.gta5}' (reads the pictures)`)
    expect(await trees.json('index', trees.gta5)).toMatchObject({ images: 4, waiting: 0 })
  })

  it('takes a folder for what a person says, then and later', async () => {
    const photographs = path.join(trees.acdc, 'rgb_anon', 'fog', 'train')
    const as = ['--as', 'folder', '--condition', 'rain'] as const
    expect(await trees.json('index', photographs, ...as)).toMatchObject({
      layout: 'folder',
      conditions: { rain: 1, fog: 0 },
    })
    expect(await trees.json('index', photographs)).toMatchObject({ layout: 'folder', conditions: { rain: 1 } })
    expect(await trees.json('index', photographs, '--condition', 'snow')).toMatchObject({
      conditions: { snow: 1, rain: 0 },
    })
  })

  it('says that a folder without pictures has none', async () => {
    const empty = path.join(trees.folder, 'texts')
    mkdirSync(empty)
    writeFileSync(path.join(empty, 'readme.txt'), 'no picture')
    const { exitCode, stdout } = await trees.runPlain('index', empty, '--workspace', trees.workspace)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('no image was found there')
  })

  it('keeps the images of a source that went away, and says how to go on', async () => {
    await trees.json('index', trees.gta5)
    renameSync(trees.gta5, `${trees.gta5} moved`)
    const result = await trees.run('index', trees.gta5)
    expect(result.exitCode).toBe(1)
    expect(errorOf(result).message).toMatch(/gta5 keeps its 4 images .* weatherglass sources relocate 1 DIR\.$/)
    expect(await trees.json('sources', 'relocate', 'gta5', `${trees.gta5} moved`)).toMatchObject({ missing: false })
    expect(await trees.json('index', `${trees.gta5} moved`)).toMatchObject({ images: 4, added: false })
  })
})

describe('refusals of index', () => {
  const cases: readonly (readonly [what: string, args: () => readonly string[], message: RegExp])[] = [
    [
      'a folder that is not there',
      () => [path.join(trees.folder, 'nowhere')],
      /nowhere does not exist; check the path/,
    ],
    ['a file', () => [path.join(trees.gta5, 'images', '00001.png')], /is a file; give the folder/],
    ['an empty folder', () => [emptyFolder()], /is empty; if it is where a disk is mounted/],
    ['another layout', () => [trees.acdc, '--as', 'gta5'], /is not laid out as GTA5: .* found gt\/, rgb_anon\//],
    ['several datasets', () => [trees.folder], /holds several datasets: ACDC .*GTA5/],
  ]

  const emptyFolder = (): string => {
    const folder = path.join(trees.folder, 'empty')
    mkdirSync(folder)
    return folder
  }

  it.each(cases)('%s', async (_, args, message) => {
    const result = await trees.run('index', ...args())
    expect(result.exitCode).not.toBe(0)
    expect(errorOf(result).message).toMatch(message)
  })

  it('the workspace itself, what is in it and what it is in', async () => {
    await trees.json('index', trees.gta5)
    for (const folder of [trees.workspace, path.join(trees.workspace, 'thumbnails')])
      expect(errorOf(await trees.run('index', folder)).message).toMatch(/ws/)
    const around = await trees.run('index', trees.folder, '--as', 'folder')
    expect(errorOf(around).message).toMatch(/holds the workspace/)
  })

  it('a workspace in the source, before anything is written there', async () => {
    const before = checksumOf(trees.gta5)
    const result = await trees.runPlain('index', trees.gta5, '--workspace', path.join(trees.gta5, 'new', 'ws'))
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toMatch(/holds the workspace/)
    expect(checksumOf(trees.gta5)).toBe(before)
  })
})

/** Many names of the drawn frames: enough work to be stopped in. */
function manyFrames(copies: number): string {
  const many = path.join(trees.folder, 'many')
  for (const folder of ['images', 'labels']) {
    mkdirSync(path.join(many, folder), { recursive: true })
    const drawn = readdirSync(path.join(trees.gta5, folder))
    for (let copy = 0; copy < copies; copy++)
      for (const [index, name] of drawn.entries())
        linkSync(
          path.join(trees.gta5, folder, name),
          path.join(many, folder, `${String(copy * drawn.length + index + 1).padStart(5, '0')}.png`),
        )
  }
  return many
}

describe('processes', () => {
  it('Ctrl-C ends the reading cleanly, and the next call goes on where it was', async () => {
    const many = manyFrames(500)
    const args = ['index', many, '--workspace', trees.workspace, '--json']
    let asked = false
    const stopped = await runCommand(args, (stderr, child) => {
      if (!asked && /reading images [1-9]/.test(stderr)) asked = child.kill('SIGINT')
    })
    expect(stopped.exitCode).toBe(1)
    const { code, message } = errorOf(stopped)
    expect(code).toBe('cancelled')
    const read = Number(/: (\d+) of 2000 images are read and kept; weatherglass index /.exec(message)?.[1])
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(2000)
    const before = await revisions()
    expect(await trees.json('index', many)).toMatchObject({ images: 2000, waiting: 0 })
    expect(changedBetween(before, await revisions()).length).toBe(2000 - read)
  })

  it('two processes fill one new workspace at once', async () => {
    const both = await Promise.all(
      [trees.gta5, trees.acdc].map((dir) => runCommand(['index', dir, '--workspace', trees.workspace, '--json'])),
    )
    expect(both.map(({ exitCode, stdout }) => [exitCode, (JSON.parse(stdout) as { images: number }).images])).toEqual([
      [0, 4],
      [0, 8],
    ])
    expect(await trees.json('workspace', 'check')).toMatchObject({ ok: true, sources: 2, images: 12 })
  })

  it('a second process that indexes the same source is told so', async () => {
    const many = manyFrames(500)
    const args = ['index', many, '--workspace', trees.workspace, '--json']
    let second: ReturnType<typeof runCommand> | undefined
    const first = await runCommand(args, (stderr, child) => {
      if (!second && /reading images/.test(stderr)) {
        second = runCommand(args)
        void second.then(() => child.kill('SIGINT'))
      }
    })
    expect(errorOf(await second!)).toMatchObject({ code: 'catalog-busy' })
    expect(errorOf(first).code).toBe('cancelled')
  })

  it('a command line of a person: bar, table and exit code', async () => {
    const result = await runCommand(['index', trees.gta5, '--workspace', trees.workspace])
    expect(result.exitCode, result.stderr).toBe(0)
    expect(result.stdout).toContain('4 images, 4 labelled')
    expect(statSync(path.join(trees.workspace, 'catalog.sqlite')).size).toBeGreaterThan(0)
    rmSync(trees.workspace, { recursive: true })
    expect(parseOutput(await runCommand(['sources', '--json']))).toMatchObject({ error: { code: 'bad-workspace' } })
  })
})

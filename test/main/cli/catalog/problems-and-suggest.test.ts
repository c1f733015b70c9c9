import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readRcsStatistics } from '../../../../src/main/datasets/rcs-files.ts'
import { checksumOf, demoTrees, errorOf } from './demo-trees.ts'

const trees = demoTrees()

describe('problems', () => {
  it('lists what is wrong, of one source and of one kind', async () => {
    truncateSync(path.join(trees.gta5, 'images', '00002.png'), 300)
    rmSync(path.join(trees.gta5, 'labels', '00003.png'))
    writeFileSync(
      path.join(trees.acdc, 'rgb_anon', 'fog', 'train', 'GOPR0475', 'GOPR0475_frame_000099_rgb_anon.png'),
      '',
    )
    await trees.json('index', trees.gta5)
    await trees.json('index', trees.acdc)
    const all = (await trees.json('problems')) as unknown as Record<string, string>[]
    expect(all.map(({ source, path: file, problem }) => [source, file, problem])).toEqual(
      expect.arrayContaining([
        ['gta5', 'images/00002.png', 'unreadable'],
        ['gta5', 'images/00003.png', 'label-missing'],
        ['acdc', expect.stringContaining('000099') as string, 'empty-file'],
      ]),
    )
    expect(all.every(({ message }) => /^.{20,}$/.test(message!))).toBe(true)
    expect(await trees.json('problems', '--source', 'gta5', '--kind', 'unreadable')).toHaveLength(1)
    const { stdout } = await trees.runPlain('problems', '--source', 'gta5')
    expect(stdout).toMatch(/^gta5: 2 problems\n {2}(unreadable|label-missing) \(1\)\n {4}images\/0000/)
  })

  it('shows ten of a kind, and how to see them all', async () => {
    for (let frame = 10; frame < 25; frame++) writeFileSync(path.join(trees.gta5, 'images', `000${frame}.png`), '')
    await trees.json('index', trees.gta5, '--walk-only')
    const some = await trees.runPlain('problems')
    expect(some.stdout).toContain('and 5 more: weatherglass problems --source gta5 --kind empty-file')
    const all = await trees.runPlain('problems', '--kind', 'empty-file')
    expect(all.stdout.match(/is empty \(0 bytes\)/g)).toHaveLength(15)
  })
})

describe('suggest', () => {
  beforeEach(async () => {
    await trees.json('index', trees.gta5)
    await trees.json('index', trees.acdc)
  })

  it('suggests references that cover the GTA5 sources where no content is named', async () => {
    const suggestion = await trees.json('suggest', '--condition', 'fog', 'night', '--count', '1')
    expect(suggestion).toMatchObject({ content: { sources: [{ name: 'gta5' }] }, contents: 4 })
    const conditions = suggestion['conditions'] as { condition: string; references: Record<string, unknown>[] }[]
    expect(conditions.map(({ condition }) => condition)).toEqual(['fog', 'night'])
    const [reference] = conditions[0]!.references
    expect(reference).toMatchObject({ source: 'acdc', reason: expect.any(String) as string })
    expect(readFileSync(reference!['file'] as string).length).toBeGreaterThan(0)
    const { stdout } = await trees.runPlain('suggest', '--content', 'gta5', '--condition', 'fog')
    expect(stdout).toMatch(
      /^For 4 labelled images of gta5\n\nfog\n {2}reference +why +covered with it\n {2}acdc: rgb_anon\/fog/,
    )
  })

  it('suggests the nearest to one image, by its path on disk or within its source', async () => {
    const file = 'images/00001.png'
    const byPath = await trees.json('suggest', '--content', path.join(trees.gta5, file))
    const conditions = byPath['conditions'] as { references: { similarity: number; file: string }[] }[]
    expect(conditions).toHaveLength(4)
    expect(conditions[0]!.references[0]!.similarity).toBeGreaterThan(0)
    const within = await trees.json('suggest', '--content', file)
    expect(within['conditions']).toEqual(conditions)
    const { stdout } = await trees.runPlain('suggest', '--content', file, '--condition', 'snow')
    expect(stdout).toMatch(/^Nearest to images\/00001.png\n\nsnow \(of 1 labelled reference\)\n/)
  })

  it('says what cannot be meant', async () => {
    expect(errorOf(await trees.run('suggest', '--content', 'gta'))).toMatchObject({
      code: 'bad-source',
      message: expect.stringContaining('the nearest name is gta5') as string,
    })
    expect(errorOf(await trees.run('suggest', '--count', 'many')).message).toMatch(/--count as a whole number/)
    await trees.json('sources', 'remove', 'gta5', '--yes')
    expect(errorOf(await trees.run('suggest')).message).toMatch(/say which one it is with --content \(acdc\)/)
  })
})

describe('rcs', () => {
  it('writes both files of rare class sampling, and nothing into a source', async () => {
    await trees.json('index', trees.gta5)
    const before = checksumOf(trees.gta5)
    const out = path.join(trees.folder, 'rcs', 'new')
    expect(await trees.json('rcs', '--source', 'gta5', '--out', out, '--min-pixels', '1')).toMatchObject({ samples: 4 })
    expect((await readRcsStatistics(out))?.samples.map(({ file }) => file)).toEqual(
      [1, 2, 3, 4].map((frame) => `0000${frame}_labelTrainIds.png`),
    )
    const inside = await trees.run('rcs', '--source', 'gta5', '--out', path.join(trees.gta5, 'stats', 'new'))
    expect(errorOf(inside).message).toMatch(/lies in the source gta5, and sources are never written to/)
    expect(checksumOf(trees.gta5)).toBe(before)
  })

  it('are read where they lie in a source: suggestions need not wait for the pictures', async () => {
    await trees.json('index', trees.gta5)
    await trees.json('rcs', '--source', 'gta5', '--out', path.join(trees.folder, 'rcs'))
    await trees.json('sources', 'remove', 'gta5', '--yes')
    cpSync(path.join(trees.folder, 'rcs'), trees.gta5, { recursive: true })
    const listed = await trees.json('index', trees.gta5, '--walk-only')
    expect(listed).toMatchObject({ waiting: 4, notices: [expect.stringMatching(/class pixels of 4 labels/) as string] })
    expect(await trees.json('suggest')).toMatchObject({ contents: 4 })
    writeFileSync(path.join(trees.gta5, 'sample_class_stats.json'), 'broken')
    writeFileSync(path.join(trees.gta5, 'images', '00009.png'), '')
    const broken = await trees.json('index', trees.gta5, '--walk-only')
    expect(broken['notices']).toEqual([expect.stringMatching(/is no JSON, or is cut off/)])
  })

  it('refuses where no label was read yet', async () => {
    await trees.json('index', trees.gta5, '--walk-only')
    const result = await trees.run('rcs', '--source', 'gta5', '--out', path.join(trees.folder, 'rcs'))
    expect(errorOf(result).message).toMatch(/of 4 images 0 have none, 4 were not read yet/)
  })
})

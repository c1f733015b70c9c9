import { existsSync, readdirSync, renameSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checksumOf, demoTrees, errorOf } from './demo-trees.ts'

const trees = demoTrees()
beforeEach(async () => {
  await trees.json('index', trees.gta5)
})

const listed = async (): Promise<Record<string, unknown>[]> =>
  (await trees.json('sources')) as unknown as Record<string, unknown>[]

describe('sources', () => {
  it('lists what was indexed, for programs and for people', async () => {
    const [source] = await listed()
    expect(source).toMatchObject({ id: 1, name: 'gta5', root: trees.gta5, layout: 'gta5', images: 4, state: 'ready' })
    const { stdout } = await trees.runPlain('sources')
    expect(stdout).toContain(`${trees.workspace}: 1 source\n`)
    expect(stdout).toMatch(/1 +gta5 +gta5 +4 +4 +0 +0 +0 +ready +\//)
  })

  it('gives a source another name, by its name in any case or its number', async () => {
    expect(await trees.json('sources', 'rename', 'GTA5', 'Games')).toMatchObject({ name: 'Games' })
    const { stdout } = await trees.runPlain('sources', 'rename', '1', 'GTA V')
    expect(stdout).toBe('Source 1 is GTA V now.\n')
    expect((await listed())[0]).toMatchObject({ name: 'GTA V' })
  })

  it('names the nearest source where there is none of that name', async () => {
    const result = await trees.run('sources', 'rename', 'gta', 'Games')
    expect(errorOf(result)).toMatchObject({
      code: 'bad-source',
      message: 'There is no source gta, the nearest name is gta5; weatherglass sources lists them all.',
    })
  })

  it('finds a source at a new place, and refuses another tree', async () => {
    const moved = path.join(trees.folder, 'moved')
    renameSync(trees.gta5, moved)
    const other = await trees.run('sources', 'relocate', 'gta5', trees.acdc)
    expect(errorOf(other).message).toMatch(/is not the folder of gta5: of 4 of its images 4 are not there/)
    const { stdout } = await trees.runPlain('sources', 'relocate', 'gta5', moved)
    expect(stdout).toContain(`gta5 is at ${moved} now.\nNext: weatherglass index '${moved}'`)
    expect(await trees.json('index', moved)).toMatchObject({ images: 4, added: false, problems: 0 })
  })

  it('removes a source with its thumbnails after a yes alone, and leaves its folder as it was', async () => {
    const before = checksumOf(trees.gta5)
    const thumbnails = (): string[] =>
      readdirSync(path.join(trees.workspace, 'thumbnails'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
    expect(thumbnails()).toHaveLength(4)
    // those of the last minute may be on their way to someone
    for (const file of thumbnails()) utimesSync(file, 0, 0)
    const unasked = await trees.run('sources', 'remove', 'gta5')
    expect(unasked.exitCode).toBe(2)
    expect(errorOf(unasked).message).toBe(
      'Removing gta5 with 4 images from the catalog needs --yes where nobody can be asked.',
    )
    expect(await listed()).toHaveLength(1)
    expect(await trees.json('sources', 'remove', 'gta5', '--yes')).toMatchObject({ removed: 1, images: 4 })
    expect(await listed()).toEqual([])
    expect(thumbnails()).toEqual([])
    expect(checksumOf(trees.gta5)).toBe(before)
  })

  it('makes no workspace: that is for index', async () => {
    const typo = path.join(trees.folder, 'typo')
    const { exitCode, stderr } = await trees.runPlain('sources', '--workspace', typo)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/typo is no workspace/)
    expect(existsSync(typo)).toBe(false)
  })
})

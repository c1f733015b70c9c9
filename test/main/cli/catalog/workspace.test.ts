import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseWorkspace } from '../../../../src/main/cli/catalog/workspace-choice.ts'
import type { Asker } from '../../../../src/main/cli/questions.ts'
import { rememberedWorkspaces } from '../../../../src/main/catalog/workspace/remembered.ts'
import type { SuggestedWorkspace } from '../../../../src/main/catalog/workspace/suggested-folders.ts'
import { createWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { CancelledError } from '../../../../src/shared/errors.ts'
import { demoTrees, errorOf } from './demo-trees.ts'

const trees = demoTrees()

/** A person who gives these answers and then ends it. */
function person(answers: readonly string[], present = true): Asker & { readonly said: string[] } {
  const left = [...answers]
  const said: string[] = []
  return {
    present,
    said,
    say: (text) => void said.push(text),
    ask: (question) => {
      said.push(question)
      const answer = left.shift()
      return answer === undefined ? Promise.reject(new CancelledError('ended')) : Promise.resolve(answer)
    },
  }
}

describe('the choice of a workspace', () => {
  const disk = (name: string, freeBytes: number): SuggestedWorkspace => ({
    folder: path.join(trees.folder, name, 'weatherglass'),
    freeBytes,
    totalBytes: 500e9,
    fileSystem: 'ext4',
  })
  const suggestions = () => [disk('home', 20e9), disk('data', 300e9)]
  const choose = (asker: Asker) => chooseWorkspace(suggestions(), { asker, makeIn: createWorkspace })

  it('shows disks with their free space, and Enter takes the first', async () => {
    const asker = person([''])
    expect((await choose(asker)).folder).toBe(suggestions()[0]!.folder)
    expect(asker.said.join('\n')).toMatch(/2 {2}\S.*\/data\/weatherglass +300\.0 GB free of 500\.0 GB \(ext4\)/)
  })

  it('takes a number or another folder', async () => {
    expect((await choose(person(['2']))).folder).toBe(suggestions()[1]!.folder)
    const own = path.join(trees.folder, 'own')
    expect((await choose(person([own]))).folder).toBe(own)
  })

  it('asks again where a folder cannot be one', async () => {
    const asker = person([trees.gta5, ''])
    expect((await choose(asker)).folder).toBe(suggestions()[0]!.folder)
    expect(asker.said.join('\n')).toContain('gta5 is not empty and no workspace')
    await expect(choose(person([trees.gta5]))).rejects.toThrow(CancelledError)
  })

  it('says what to give where nobody sits', async () => {
    await expect(choose(person([], false))).rejects.toThrow(/^Expected --workspace DIR, .* for example --workspace \S/)
    const result = await trees.runPlain('index', trees.gta5)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toMatch(/^Expected --workspace DIR, the workspace: .*; it is remembered then\.\n$/)
    expect((await trees.runPlain('sources')).stderr).toMatch(
      /^There is no workspace yet: weatherglass index DIR makes one/,
    )
  })

  it('remembers the one that was opened last', async () => {
    await trees.json('index', trees.gta5)
    expect((await rememberedWorkspaces()).current).toBe(trees.workspace)
    expect((await trees.runPlain('sources')).stdout).toContain('gta5')
    const other = path.join(trees.folder, 'other')
    await trees.runPlain('index', trees.acdc, '--workspace', other)
    expect((await trees.runPlain('sources')).stdout).toContain('acdc')
    rmSync(other, { recursive: true })
    expect((await trees.runPlain('sources')).stderr).toMatch(/other, used last, is not there any more; mount its disk/)
  })
})

describe('care for a workspace', () => {
  it('checks, backs up and brings back what was damaged, by the words of the error', async () => {
    await trees.json('index', trees.gta5)
    expect(await trees.json('workspace', 'check')).toMatchObject({ ok: true, images: 4 })
    expect(errorOf(await trees.run('workspace', 'restore')).message).toMatch(
      /passes the full check; nothing was restored/,
    )
    expect(await trees.json('workspace', 'backup')).toMatchObject({ bytes: expect.any(Number) as number })
    writeFileSync(path.join(trees.workspace, 'catalog.sqlite'), 'no catalog')
    const damaged = errorOf(await trees.run('workspace', 'check'))
    expect(damaged.code).toBe('catalog-damaged')
    const [, command] = /: weatherglass (workspace restore --workspace .+) brings it back/.exec(damaged.message)!
    expect(command).toBe(`workspace restore --workspace ${trees.workspace}`)
    const { stdout } = await trees.runPlain('workspace', 'restore', '--workspace', trees.workspace)
    expect(stdout).toMatch(/has the catalog of .* again\.\n {2}the damaged files are kept in .*damaged-/)
    expect(await trees.json('sources')).toHaveLength(1)
  })

  it('starts anew where no backup is whole, on the word of a person alone', async () => {
    await trees.json('index', trees.gta5)
    const backups = path.join(trees.workspace, 'backups')
    for (const name of readdirSync(backups)) rmSync(path.join(backups, name))
    writeFileSync(path.join(trees.workspace, 'catalog.sqlite'), 'no catalog')
    expect(errorOf(await trees.run('workspace', 'restore')).message).toContain(
      'weatherglass workspace restore --start-anew',
    )
    const { stdout } = await trees.runPlain('workspace', 'restore', '--start-anew')
    expect(stdout).toMatch(/begins with an empty catalog\.\n.*\nNext: weatherglass index DIR/)
    expect(await trees.json('sources')).toEqual([])
  })
})

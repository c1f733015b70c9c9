import { mkdirSync, statSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { stampFiles } from '../../../src/main/datasets/tree/file-stamps.ts'
import { useTemporaryFolder, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

/** Every look at the clock finds a second gone by. */
function slowDown(): void {
  let clock = 0
  const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1000))
  onTestFinished(() => now.mockRestore())
}

describe.each([
  ['from memory', () => undefined],
  ['from a slow disk, several at a time', slowDown],
])('the stamps of files, %s', (_, prepare) => {
  it('have sizes and times in the order of the files, and say what is gone', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `${i}.png`)
    const root = writeTree(temporary('files'), names)
    mkdirSync(temporary('files/folder.png'), { recursive: true })
    const files = [...names, 'missing.png', 'folder.png', '0.png/inside.png', `${'n'.repeat(300)}.png`]
    prepare()
    const stamps = await stampFiles(files.map((file) => `${root}/${file}`))
    expect(stamps.slice(0, 300)).toEqual(
      names.map((name) => ({ bytes: 6, modifiedMs: Math.floor(statSync(`${root}/${name}`).mtimeMs) })),
    )
    expect(stamps.slice(300)).toEqual(['gone', 'gone', 'gone', { failure: 'ENAMETOOLONG' }])
  })

  it('of no files are none', async () => {
    prepare()
    expect(await stampFiles([])).toEqual([])
  })
})

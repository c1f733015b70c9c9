import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'

/** docs/security.md names a test for every claim: they are there under these names. */
const project = path.resolve(import.meta.dirname, '../..')
const read = (file: string): Promise<string> => readFile(path.join(project, file), 'utf8')

/** Of a cell: `file`: "name", "name"; `file`: "name". */
const testsNamed = (cell: string): [file: string, name: string][] =>
  Array.from(cell.matchAll(/`(test\/[^`]+)`: ((?:"[^"]+"(?:, )?)+)/g)).flatMap(([, file, names]) =>
    Array.from(names!.matchAll(/"([^"]+)"/g), ([, name]): [string, string] => [file!, name!]),
  )

it('every point of Electron’s checklist has a test, and every test that is named exists', async () => {
  const guide = await read('docs/security.md')
  const rows = guide.split('\n').filter((line) => line.startsWith('| ') && !/^\| (point|refused|-)/.test(line))
  const points = rows.flatMap((row) => /^\| (\d+) /.exec(row)?.[1] ?? [])
  expect(points.map(Number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  for (const row of rows) {
    const named = testsNamed(row)
    expect(named.length, row).toBeGreaterThan(0)
    for (const [file, name] of named) expect(await read(file), file).toContain(name)
  }
})

it('Electron is pinned to one version', async () => {
  const { devDependencies } = JSON.parse(await read('package.json')) as { devDependencies: Record<string, string> }
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
})

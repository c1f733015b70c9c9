import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { packageDesktop } from '../../scripts/packaging/desktop.ts'
import { drawGta5 } from '../main/app/drawn-source.ts'
import { extractArchive } from '../packaging/archive.ts'
import { writeElectronStandIn } from '../packaging/electron-stand-in.ts'
import { launchDouble } from './electron-double/launch-double.ts'
import { builtFile, surroundings, temporaryHome, type LaunchedApp } from './launch-app.ts'
import { rawCall } from './raw-call.ts'

/**
 * The packaged application on Electron's double, in the layout of an installation. Node reads no archives: what is in it is written
 * to a folder, far from the project and its node_modules.
 */
const project = path.resolve(import.meta.dirname, '../..')
test.skip(process.platform !== 'linux' || process.arch !== 'x64', 'packages are made for the machine that makes them')

let folder: string
let app: LaunchedApp
let home: string
test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-packaged-'))
  const [electron, to] = [path.join(folder, 'electron'), path.join(folder, 'packed')]
  writeElectronStandIn(electron)
  const target = { platform: 'linux', arch: 'x64' } as const
  await packageDesktop({ project, built: builtFile(), target, to, asFolder: true, electron })
  const installed = path.join(folder, 'installed')
  const resources = path.join(to, 'linux-unpacked', 'resources')
  extractArchive(path.join(resources, 'app.asar'), path.join(installed, 'app'))
  cpSync(path.join(resources, 'resources'), path.join(installed, 'resources'), { recursive: true })
  rmSync(to, { recursive: true })
  home = temporaryHome()
  app = await launchDouble({ folder: path.join(installed, 'app'), switches: [], env: surroundings(home) })
})
test.afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

test('opens its window', async () => {
  const page = await app.firstWindow()
  await expect(page).toHaveTitle(/Weatherglass/)
  await expect(page.getByRole('heading').first()).toBeVisible()
})

test('finds the embedded model beside it', async () => {
  const models = (await rawCall(await app.firstWindow(), '/models/list')) as { path: string; problems: string[] }[]
  expect(models).toHaveLength(1)
  expect(models[0]!.path).toBe(path.join(folder, 'installed', 'resources', 'models', 'weatherglass-mini'))
  expect(models[0]!.problems).toEqual([])
})

test('reads pictures and keeps a catalog with the native parts that lie beside the archive', async () => {
  const page = await app.firstWindow()
  await drawGta5(path.join(home, 'gta5'), 3)
  await rawCall(page, '/workspace/create', { folder: path.join(home, 'workspace') })
  await rawCall(page, '/sources/add', { folder: path.join(home, 'gta5') })
  const sources = async () => {
    const [source] = (await rawCall(page, '/sources/list')) as { images: number; waiting: number; failed: number }[]
    return source && [source.images, source.waiting, source.failed]
  }
  await expect.poll(sources, { timeout: 60_000 }).toEqual([3, 0, 0])
  expect(await page.evaluate(async () => (await fetch('/media/label/1')).headers.get('content-type'))).toBe('image/png')
})

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { Mount } from '../../../../src/main/catalog/workspace/file-systems.ts'
import { suggestWorkspaces } from '../../../../src/main/catalog/workspace/suggested-folders.ts'
import { temporaryFolder } from '../temporary-workspace.ts'

/** Folders that stand for disks: all have the room of the disk that the test runs on. */
function disks(...names: string[]): string[] {
  const folder = temporaryFolder()
  return names.map((name) => {
    mkdirSync(path.join(folder, name))
    return path.join(folder, name)
  })
}

const mount = (folder: string, device: string, more: Partial<Mount> = {}): Mount => ({
  folder,
  device,
  type: 'ext4',
  writable: true,
  ...more,
})

it('suggests the home folder first, then other disks that can be written, each once', async () => {
  const [home = '', data = '', again = '', cd = '', share = '', memory = ''] = disks(
    'home',
    'data',
    'again',
    'cd',
    'nfs',
    'tmp',
  )
  const file = path.join(home, 'resolv.conf')
  writeFileSync(file, '')
  const suggested = await suggestWorkspaces(
    home,
    [
      mount(home, '/dev/sda1'),
      mount(data, '/dev/sdb1'),
      mount(again, '/dev/sdb1'),
      mount(cd, '/dev/sr0', { writable: false }),
      mount(share, 'nas:/export', { type: 'nfs4' }),
      mount(memory, 'tmpfs', { type: 'tmpfs' }),
      mount(file, '/dev/sdc1'),
      mount('/boot', '/dev/sdd1'),
      mount(path.join(home, 'gone'), '/dev/sde1'),
    ],
    1,
  )
  expect(suggested.map(({ folder }) => folder)).toEqual([
    path.join(home, 'weatherglass'),
    path.join(data, 'weatherglass'),
  ])
  for (const { freeBytes, totalBytes } of suggested) expect(freeBytes).toBeLessThanOrEqual(totalBytes)
})

it('asks the platform where nothing is said', async () => {
  for (const { folder, freeBytes } of await suggestWorkspaces()) {
    expect(path.isAbsolute(folder)).toBe(true)
    expect(freeBytes).toBeGreaterThan(0)
  }
})

it('leaves out disks without room', async () => {
  const [home = ''] = disks('home')
  expect(await suggestWorkspaces(home, [mount(home, '/dev/sda1')], 1e18)).toEqual([])
})

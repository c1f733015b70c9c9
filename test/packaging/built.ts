import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { isBuilt } from '../../scripts/build-if-stale.ts'

export const project = path.resolve(import.meta.dirname, '../..')

/** The build under `out` where it is of this source, else one that is made in a folder of the test's own. */
export function builtFolder(own: string): string {
  if (isBuilt()) return path.join(project, 'out')
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron-vite/package.json'))
  const args = ['build', '--logLevel', 'error', '--outDir', own]
  const { status } = spawnSync(process.execPath, [path.join(folder, 'bin', 'electron-vite.js'), ...args], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`electron-vite build ended with ${status}`)
  return own
}

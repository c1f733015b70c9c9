import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const project = path.dirname(import.meta.dirname)
const sources = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

/** Whether the build is newer than all that it is made of. */
export function isBuilt(): boolean {
  const built = path.join(project, 'out', 'renderer', 'index.html')
  return (
    existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((name) => newest(path.join(project, name))))
  )
}

/** Builds where something of the source is newer than what was built last, or nothing was built. Ends the process where that fails. */
export function buildIfStale(): void {
  if (isBuilt()) return
  process.stderr.write('Building Weatherglass; this takes some seconds.\n')
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')),
    'bin',
    'electron-vite.js',
  )
  const { status } = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'error'], {
    cwd: project,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) process.exit(status ?? 1)
}

function newest(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(found.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))))
}

/** `npm start`: builds where that is needed, and opens the desktop application. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { buildIfStale } from './build-if-stale.ts'

/** As Electron's own package finds it; it is asked for nothing, for it would begin to download. */
function electronBinary(): string | null {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pathFile = path.join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const binary = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist'), name)
  return existsSync(binary) ? binary : null
}

const binary = electronBinary()
if (binary === null) {
  process.stderr.write(
    'Electron’s own program is not on this machine: run npx install-electron, which downloads it from GitHub, or use npm run serve and a browser.\n',
  )
  process.exit(1)
}
buildIfStale()
const project = path.dirname(import.meta.dirname)
const child = spawn(binary, [project, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))

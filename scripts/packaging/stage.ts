import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { installedPackages, type InstalledPackage, type Target } from './packages.ts'
import { rendererPackages } from './renderer-packages.ts'
import { thirdPartyText } from './third-party.ts'

export interface Staging {
  readonly project: string
  /** What the build made: `main`, `preload` and `renderer`. */
  readonly built: string
  readonly target: Target
  /** Emptied first. */
  readonly to: string
}

interface ProjectJson {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly type: string
  readonly main: string
  readonly dependencies: Readonly<Record<string, string>>
}

/**
 * Puts together what runs: the built code and the packages that it finds at run time, for one platform alone, with LICENSE, NOTICE
 * and the licences of others. Both the desktop's packages and the tarball are made of this.
 */
export function stageApplication({ project, built, target, to }: Staging): void {
  const projectJson = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as ProjectJson
  const packages = installedPackages(project, Object.keys(projectJson.dependencies), target)
  refuseWithoutBinaries(packages, target)
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  writeFileSync(path.join(to, 'package.json'), `${JSON.stringify(packagedJson(projectJson), null, 2)}\n`)
  cpSync(built, path.join(to, 'out'), { recursive: true, filter: (file) => !file.endsWith('.map') })
  for (const each of packages) copyPackage(each, target, path.join(to, each.place))
  for (const name of ['LICENSE', 'NOTICE']) cpSync(path.join(project, name), path.join(to, name))
  const inPage = installedPackages(project, rendererPackages(project), target)
  writeFileSync(path.join(to, 'THIRD-PARTY.txt'), thirdPartyText(withoutRepeats([...packages, ...inPage])))
}

const packagedJson = ({ name, version, description, license, type, main, dependencies }: ProjectJson) => ({
  ...{ name, version, description, license, type, main },
  author: 'The Weatherglass authors',
  // a deb must have one: the paper
  homepage: 'https://arxiv.org/abs/2505.16360',
  dependencies,
})

function withoutRepeats(packages: readonly InstalledPackage[]): InstalledPackage[] {
  const byPlace = new Map(packages.map((each) => [each.place, each]))
  return [...byPlace.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** npm installs sharp's binaries for the machine that it runs on. */
function refuseWithoutBinaries(packages: readonly InstalledPackage[], { platform, arch }: Target): void {
  const sharp = `@img/sharp-${platform}-${arch}`
  if (!packages.some(({ name }) => name === sharp))
    throw new Error(`${sharp} is not installed: package for ${platform} ${arch} on such a machine, after npm ci there`)
  const runtime = packages.find(({ name }) => name === 'onnxruntime-node')!
  if (!existsSync(path.join(runtime.folder, 'bin', 'napi-v6', platform, arch)))
    throw new Error(`onnxruntime-node has no binary for ${platform} ${arch}: Weatherglass cannot be packaged for it`)
}

function copyPackage({ name, folder }: InstalledPackage, target: Target, to: string): void {
  const isKept = (file: string): boolean => runs(name, path.relative(folder, file).replaceAll('\\', '/'), target)
  cpSync(folder, to, { recursive: true, filter: isKept })
}

/** Sources that native parts are compiled from, and what only its makers run. */
const buildOnly: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['deps', 'src', 'binding.gyp'],
  'onnxruntime-node': ['lib', 'script/build.js', 'script/prepack.js'],
  sharp: ['install', 'lib', 'src'],
}

/** Whether a file of a package is needed where it runs on this platform. */
export function runs(name: string, file: string, { platform, arch }: Target): boolean {
  // what is nested is a package of its own
  if (/(^|\/)node_modules(\/|$)/.test(file)) return false
  if (/\.([cm]?ts|map|md|markdown|test\.[cm]?js)$|(^|\/)\.[^/]+$/i.test(file)) return false
  if (buildOnly[name]?.some((part) => file === part || file.startsWith(`${part}/`))) return false
  const [, builtFor] = /^(?:bin\/napi-v\d+|prebuilds)\/(.+)$/.exec(file) ?? []
  if (builtFor === undefined) return true
  if (name === 'better-sqlite3') return builtFor === `${platform}-${arch}.node`
  if (name !== 'onnxruntime-node') return true
  const [itsPlatform, itsArch] = builtFor.split('/')
  return itsPlatform === platform && (itsArch === undefined || itsArch === arch)
}

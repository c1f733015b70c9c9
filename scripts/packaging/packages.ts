import { readFileSync } from 'node:fs'
import path from 'node:path'

/** What a package is made for, in Node's names. */
export interface Target {
  readonly platform: 'linux' | 'win32' | 'darwin'
  readonly arch: 'x64' | 'arm64'
}

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly license: string
  /** Where it is installed, from the project on: `node_modules/a/node_modules/b`. */
  readonly place: string
  readonly folder: string
}

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly license?: string | { readonly type: string }
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/**
 * The packages of these names with all that they depend on, as they are installed, sorted by place. What is not for the target, or
 * is optional or a peer and not there, is left out.
 */
export function installedPackages(project: string, names: readonly string[], target: Target): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>()
  for (const name of names) collect({ project, name, from: project, target, found, isOptional: false })
  return [...found.values()].sort((a, b) => (a.place < b.place ? -1 : 1))
}

interface Wanted {
  readonly project: string
  readonly name: string
  /** The folder of the package that asks for it. */
  readonly from: string
  readonly target: Target
  readonly found: Map<string, InstalledPackage>
  readonly isOptional: boolean
}

function collect(wanted: Wanted): void {
  const { project, name, from, target, found, isOptional } = wanted
  const folder = folderOf(name, from, project)
  if (folder === null) {
    if (isOptional) return
    throw new Error(`${name} is not installed: run npm ci`)
  }
  const place = path.relative(project, folder)
  const json = readPackageJson(folder)!
  if (found.has(place) || !isFor(json, target) || name.startsWith('@types/')) return
  const license = typeof json.license === 'string' ? json.license : (json.license?.type ?? 'see its licence')
  found.set(place, { name: json.name, version: json.version, license, place, folder })
  const next = (names: object = {}, optional: boolean): void => {
    for (const each of Object.keys(names)) collect({ ...wanted, name: each, from: folder, isOptional: optional })
  }
  const { dependencies, optionalDependencies, peerDependencies } = json
  next({ ...optionalDependencies, ...peerDependencies }, true)
  const required = Object.entries(dependencies ?? {}).filter(([each]) => !(each in (optionalDependencies ?? {})))
  next(Object.fromEntries(required), false)
}

/** As Node looks for it: beside whoever asks, then upward to the project. */
function folderOf(name: string, from: string, project: string): string | null {
  for (let at = from; ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules', name)
    if (readPackageJson(folder)) return folder
    if (at === project) return null
  }
}

export function readPackageJson(folder: string): PackageJson | null {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

const isFor = ({ os, cpu }: PackageJson, { platform, arch }: Target): boolean =>
  allows(os, platform) && allows(cpu, arch)

/** npm's lists: names that are allowed, or with `!` that are not. */
function allows(listed: string | readonly string[] | undefined, name: string): boolean {
  const names = listed === undefined ? [] : [listed].flat()
  if (names.includes(`!${name}`)) return false
  const allowed = names.filter((each) => !each.startsWith('!'))
  return allowed.length === 0 || allowed.includes(name)
}

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Names of the packages that the page's source imports: the build copies their code into the page. */
export function rendererPackages(project: string): string[] {
  const folder = path.join(project, 'src', 'renderer')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(tsx?|css)$/.test(name),
  )
  const names = sources.flatMap((name) => importedPackages(readFileSync(path.join(folder, name), 'utf8')))
  return [...new Set(names)].sort()
}

const importedPackages = (source: string): string[] =>
  Array.from(source.matchAll(/(?:from|import) '((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^']*)?'/g), ([, name]) => name!)

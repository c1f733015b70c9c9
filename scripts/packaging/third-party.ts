import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { InstalledPackage } from './packages.ts'

const RULE = '='.repeat(80)

/** The list of other people's work in a package, and the text of every licence once, with the names of all that came with it. */
export function thirdPartyText(packages: readonly InstalledPackage[]): string {
  const lines = packages.map((each) => `${titleOf(each)}: ${each.license}`)
  const texts = Map.groupBy(
    packages.flatMap((each) => licenceTexts(each.folder).map((text) => ({ text, title: titleOf(each) }))),
    ({ text }) => text,
  )
  const sections = [...texts].map(([text, from]) =>
    [RULE, ...new Set(from.map(({ title }) => title)), RULE, '', text, ''].join('\n'),
  )
  return [
    'Packages of other people that come with Weatherglass, and under which licence. NOTICE has the rest.',
    '',
    ...new Set(lines),
    '',
    ...sections,
  ].join('\n')
}

const titleOf = ({ name, version }: InstalledPackage): string => `${name} ${version}`

const isLicence = (name: string): boolean => /^(licen[cs]e|copying|notice|third-?party-?notices?)([.-].*)?$/i.test(name)

/** Its licence files; where it has none, what its README says of its licence. */
function licenceTexts(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.filter(({ name }) => isLicence(name)).map(({ name }) => textOf(path.join(folder, name)))
  if (texts.length > 0) return texts.sort()
  const readme = files.find(({ name }) => /^readme\.md$/i.test(name))
  const section =
    readme && /^#+ licen[cs](?:e|ing)\b[^]*?(?=^#|(?![^]))/im.exec(textOf(path.join(folder, readme.name)))?.[0]
  return section === undefined ? [] : [section.trim()]
}

const textOf = (file: string): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()

import { classNames } from '../../../shared/labels.ts'
import { MANIFEST } from '../manifest.ts'
import { digestOf } from '../measured-likeness.ts'
import { summarise } from '../plan/left-out.ts'
import { leftOutTitles } from '../../../shared/exports.ts'
import type { DatasetFacts, ExportedPair } from '../dataset.ts'
import { CONTACT_SHEET } from './contact-sheet.ts'

/** The dataset's README: what it is, how much of it, how it was made and under which licences. */
export function datasetCard({ pairs, leftOut, options, likeness }: DatasetFacts): string {
  const cities = [...Map.groupBy(pairs, ({ planned }) => planned.name.city)].sort(([a], [b]) => (a < b ? -1 : 1))
  const sizes = [...new Set(pairs.map(({ width, height }) => `${width} x ${height}`))].join(', ')
  const parts = [
    '# Street scenes in adverse weather\n\nMade with Weatherglass: labelled frames, transferred to other conditions with the style of reference ' +
      'pictures, with their labels kept. The folders are those of Cityscapes; city is the condition, sequence the style reference, frame the content.',
    `![Contact sheet](${CONTACT_SHEET})`,
    `## Pictures\n\nPictures and labels have ${sizes} pixels (width x height).\n\n${table(
      ['city', 'train', 'val', 'structure kept', 'distance to style', 'leakage'],
      cities.map(([city, ofCity]) => [city, ...splitCounts(ofCity), ...means(ofCity)]),
    )}\n\nStructure and leakage are shares (0 to 1), the distance to the style is in CIELAB; each is the mean over the results that were measured.`,
    ...likenessParts(pairs, likeness),
    `## Pixels by class\n\n${table(['class', 'share of labelled pixels'], classShares(pairs))}`,
    `## Left out\n\n${leftOutText(leftOut)}`,
    `## Licences\n\n${licenceText(pairs, options.licences)}`,
    `## Files\n\n\`${MANIFEST}\` says of each pair where it comes from, how it was made, who accepted it, and the SHA-256 of its files; ` +
      '`weatherglass verify` checks them. Instance ids are label ids: single objects are not told apart.',
  ]
  return `${parts.join('\n\n')}\n`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const splitCounts = (pairs: readonly ExportedPair[]): string[] =>
  (['train', 'val'] as const).map((split) => String(pairs.filter((pair) => pair.split === split).length))

function means(pairs: readonly ExportedPair[]): string[] {
  return (['structure', 'style', 'leakage'] as const).map((measure) => {
    const values = pairs.flatMap(({ planned: { row } }) => row?.metrics[measure] ?? [])
    return values.length === 0 ? '-' : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3)
  })
}

/** What was measured of exactly the results of a city; nothing else says something about this dataset. */
function likenessParts(pairs: readonly ExportedPair[], likeness: DatasetFacts['likeness']): string[] {
  const stated = likeness.filter(({ condition, of }) => {
    const results = pairs.flatMap(({ planned }) => (planned.row?.condition === condition ? [planned] : []))
    return results.length > 0 && digestOf(results) === of
  })
  if (stated.length === 0) return []
  const rows = stated.map(({ condition, results, real, fid, kid, agreement }) => [
    ...[condition, String(results), String(real), fid === null ? '-' : fid.toFixed(1)],
    kid === null ? '-' : `${kid.mean.toFixed(4)} ± ${kid.deviation.toFixed(4)}`,
    agreement === null ? '-' : agreement.toFixed(3),
  ])
  const notes = new Set(stated.flatMap(({ how, warning }) => [`${how}.`, ...(warning === null ? [] : [warning])]))
  return [
    `## Likeness to real pictures\n\n${table(['condition', 'results', 'real pictures', 'FID', 'KID', 'label agreement (mIoU)'], rows)}\n\n` +
      `${[...notes].join(' ')} Label agreement is that of a segmentation network with the kept labels.`,
  ]
}

function classShares(pairs: readonly ExportedPair[]): string[][] {
  const counts = classNames.map((_, trainId) => pairs.reduce((sum, { classPixels }) => sum + classPixels[trainId]!, 0))
  const labelled = counts.reduce((sum, count) => sum + count, 0)
  return classNames.map((name, trainId) => [name, `${((100 * counts[trainId]!) / Math.max(1, labelled)).toFixed(2)} %`])
}

function leftOutText(leftOut: DatasetFacts['leftOut']): string {
  if (leftOut.length === 0) return 'Nothing.'
  return summarise(leftOut)
    .map(({ reason, count }) => `- ${leftOutTitles[reason]}: ${count}`)
    .join('\n')
}

function licenceText(pairs: readonly ExportedPair[], licences: Readonly<Record<string, string>>): string {
  const lines = sourcesOf(pairs).map(
    (source) =>
      `- ${inLine(source)}: ${inLine(licences[source] ?? 'not stated; ask whoever exported it before you pass it on')}`,
  )
  return `As stated by whoever exported this dataset:\n\n${lines.join('\n')}`
}

const inLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** Names of the sources whose pictures are in it, or lent their looks. */
export const sourcesOf = (pairs: readonly Pick<ExportedPair, 'planned'>[]): string[] =>
  [
    ...new Set(
      pairs.flatMap(({ planned: { content, row } }) => [
        content.source,
        ...(row?.reference ? [row.reference.source] : []),
      ]),
    ),
  ].sort()

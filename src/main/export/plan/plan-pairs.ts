import type { ExportOptions } from '../../../shared/exports.ts'
import { cityOf, HIGHEST_NUMBER, stemOf, type PairName } from '../layout/names.ts'
import type { ExportContent, ExportRow } from '../rows.ts'
import type { LeftOutPicture } from './left-out.ts'
import { chooseOriginals } from './originals.ts'
import { groupOf, splitsOf } from './splits.ts'

/** A picture with its label, under the name that it gets. `row` is null for an original. */
export interface PlannedPair {
  readonly name: PairName
  readonly content: ExportContent & { readonly label: NonNullable<ExportContent['label']> }
  readonly row: (ExportRow & { readonly result: NonNullable<ExportRow['result']> }) | null
  /** [height, width] of the run's pictures: an original is cropped as they are. */
  readonly size: readonly [number, number]
}

export interface PairPlan {
  /** Sorted by name. */
  readonly pairs: readonly PlannedPair[]
  readonly leftOut: readonly LeftOutPicture[]
}

interface Candidate extends Omit<PlannedPair, 'name'> {
  readonly name: Omit<PairName, 'split'>
}

const chosen = (row: ExportRow, { conditions }: ExportOptions): boolean => conditions?.includes(row.condition) ?? true

/**
 * Which results and originals go in, and under which names. Of several results under one name (one content with one reference and
 * condition, in several runs or tries) the newest is taken. Nothing is read from the disk.
 *
 * @param originals labelled contents to choose from, where originals are wanted
 */
export function planPairs(
  rows: readonly ExportRow[],
  originals: readonly ExportContent[],
  options: ExportOptions,
): PairPlan {
  const leftOut: LeftOutPicture[] = []
  const newestFirst = rows
    .filter((row) => chosen(row, options))
    .toSorted((a, b) => compareText(b.endedUtc ?? '', a.endedUtc ?? '') || b.transfer - a.transfer)
  const candidates = newestFirst.flatMap((row) => candidateOf(row, options, leftOut))
  const results = uniqueNames(candidates, leftOut)
  const { seed } = options.split
  const size = results[0]?.size ?? newestFirst[0]?.settings.size ?? ([512, 1024] as const)
  const perCondition = new Map(
    [...Map.groupBy(results, ({ row }) => row!.condition)].map(([condition, found]) => [condition, found.length]),
  )
  const added = chooseOriginals(originals, options.originals, { results: perCondition, seed }).flatMap((content) =>
    originalOf(content, size, options),
  )
  const unique = uniqueNames([...results, ...added], leftOut)
  const groups = unique.map(({ content }) => groupOf(content, options.split.keepTogether))
  const splits = splitsOf(new Set(groups), options.split)
  const pairs = unique.map((pair, index) => ({ ...pair, name: { ...pair.name, split: splits.get(groups[index]!)! } }))
  return { pairs: pairs.sort((a, b) => compareText(stemOf(a.name), stemOf(b.name))), leftOut }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

function candidateOf(row: ExportRow, options: ExportOptions, leftOut: LeftOutPicture[]): Candidate[] {
  const { transfer, content, reference, result, verdict } = row
  const leave = (reason: LeftOutPicture['reason'], sentence: string): Candidate[] => {
    leftOut.push({ reason, transfer, content: content?.path ?? `transfer ${transfer}`, sentence, verdict })
    return []
  }
  if (!row.done || !result) return leave('not-done', `Transfer ${transfer} of ${row.run} is not done.`)
  if (verdict?.verdict === 'reject' && options.pictures !== 'all')
    return leave('rejected', `Transfer ${transfer} was rejected by ${verdict.judgedBy}.`)
  if (verdict?.verdict !== 'accept' && options.pictures === 'accepted')
    return leave('not-judged', `Transfer ${transfer} was not accepted by anyone yet.`)
  if (!content) return leave('content-gone', `The content of transfer ${transfer} is no longer in the catalog.`)
  const { label } = content
  if (!label) return leave('unlabelled', `${content.path} of ${content.source} has no label.`)
  const name = {
    city: cityOf(options.cityPrefix, row.condition),
    sequence: (reference?.id ?? transfer) % (HIGHEST_NUMBER + 1),
    frame: frameNumber(content),
  }
  return [{ name, content: { ...content, label }, row: { ...row, result }, size: row.settings.size }]
}

function originalOf(content: ExportContent, size: readonly [number, number], options: ExportOptions): Candidate[] {
  const { label } = content
  if (!label) return []
  const name = { city: cityOf(options.cityPrefix, 'clear'), sequence: 0, frame: frameNumber(content) }
  return [{ name, content: { ...content, label }, row: null, size }]
}

/** The frame's own number where the dataset counts its frames through, else the number of the image in the catalog. */
function frameNumber({ numbered, frame, id }: ExportContent): number {
  if (numbered && /^\d{1,6}$/.test(frame)) return Number(frame)
  return id % (HIGHEST_NUMBER + 1)
}

function uniqueNames(candidates: readonly Candidate[], leftOut: LeftOutPicture[]): Candidate[] {
  const byStem = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const stem = stemOf(candidate.name)
    const first = byStem.get(stem)
    if (!first) byStem.set(stem, candidate)
    else if (first !== candidate)
      leftOut.push({
        reason: 'name-used-twice',
        transfer: candidate.row?.transfer ?? null,
        content: candidate.content.path,
        sentence: `${candidate.content.path} of ${candidate.content.source} would be ${stem}, as ${first.content.path} of ${first.content.source} is, which is kept.`,
      })
  }
  return [...byStem.values()]
}

import { availableParallelism } from 'node:os'
import { conditions, type Condition } from '../../../shared/conditions.ts'
import { CancelledError } from '../../../shared/errors.ts'
import type { ClassShares, ConditionClasses, ExportOptions, ExportPlan, PlannedCity } from '../../../shared/exports.ts'
import { classNames, trainIds } from '../../../shared/labels.ts'
import { CONTACT_SHEET } from '../also/contact-sheet.ts'
import { sourcesOf } from '../also/card.ts'
import { eachOf } from '../each-of.ts'
import { cityOf, imagePath, labelKinds, labelPath } from '../layout/names.ts'
import { MANIFEST } from '../manifest.ts'
import type { ExportContent, ExportRow } from '../rows.ts'
import { ContentLabel, PairDefect } from '../write/pair-writer.ts'
import { summarise, type LeftOutPicture } from './left-out.ts'
import type { PairPlan, PlannedPair } from './plan-pairs.ts'

/** What the catalog knows around a plan. */
export interface PlanSurroundings {
  readonly rows: readonly ExportRow[]
  readonly originals: readonly ExportContent[]
  readonly real: ReadonlyMap<Condition, { readonly images: number; readonly pixels: readonly number[] }>
}

/** Reads the labels of all pairs and moves those that changed or went to what is left out. @throws CancelledError */
export async function checkLabels(plan: PairPlan, signal?: AbortSignal): Promise<PairPlan> {
  const leftOut: LeftOutPicture[] = [...plan.leftOut]
  const defective = new Set<PlannedPair>()
  const groups = [...Map.groupBy(plan.pairs, ({ content }) => content.id).values()]
  await eachOf(groups, availableParallelism(), async (group) => {
    if (signal?.aborted) throw new CancelledError('The dry run was cancelled; nothing was changed.')
    const label = await ContentLabel.open(group[0]!.content).catch((error: unknown) => {
      if (error instanceof PairDefect) return error
      throw error
    })
    for (const pair of group) {
      const defect = label instanceof PairDefect ? label : defectOf(label, pair)
      if (!defect) continue
      defective.add(pair)
      const transfer = pair.row?.transfer ?? null
      leftOut.push({ reason: defect.reason, transfer, content: pair.content.path, sentence: defect.message })
    }
  })
  return { pairs: plan.pairs.filter((pair) => !defective.has(pair)), leftOut }
}

function defectOf(label: ContentLabel, pair: PlannedPair): PairDefect | null {
  try {
    label.check(pair)
    return null
  } catch (error) {
    if (error instanceof PairDefect) return error
    throw error
  }
}

/** The dry run in words and numbers. Pixels are those of whole labels, as the catalog counted them. */
export function describePlan(plan: PairPlan, options: ExportOptions, around: PlanSurroundings): ExportPlan {
  const { pairs } = plan
  const surroundings = { ...around, rows: around.rows.filter(({ condition }) => isTaken(condition, options)) }
  const byCondition = conditions.flatMap((condition) => classesOf(condition, pairs, surroundings))
  const val = pairs.filter(({ name }) => name.split === 'val').length
  const classes = classShares(byCondition)
  const sources = sourcesOf(pairs.map((planned) => ({ planned })))
  return {
    cities: citiesOf(pairs, options, surroundings),
    pairs: pairs.length,
    train: pairs.length - val,
    val,
    bytes: Math.round(pairs.reduce((sum, pair) => sum + bytesOf(pair, options), 0)),
    leftOut: summarise(plan.leftOut),
    classes,
    byCondition,
    sizes: [...new Map(pairs.map(({ size }) => [size.join(), size])).values()],
    paths: pathsOf(pairs, options),
    sources,
    warnings: warningsOf(classes, sources, { options, val, pairs: pairs.length }),
  }
}

const isTaken = (condition: Condition, { conditions: taken }: ExportOptions): boolean =>
  taken === undefined || taken.some((one) => one === condition)

const conditionOf = ({ row }: PlannedPair): Condition => row?.condition ?? 'clear'

function citiesOf(
  pairs: readonly PlannedPair[],
  { cityPrefix, originals: asked }: ExportOptions,
  { rows, originals }: PlanSurroundings,
): PlannedCity[] {
  return conditions.flatMap((condition) => {
    const ofCity = pairs.filter((pair) => conditionOf(pair) === condition)
    const done = rows.filter((row) => row.condition === condition && row.done)
    const isClear = condition === 'clear'
    if (isClear ? asked === null : done.length === 0) return []
    const judged = done.filter(({ verdict }) => verdict && verdict.verdict !== 'undecided').length
    const [first] = ofCity
    return [
      {
        condition,
        city: cityOf(cityPrefix, condition),
        pairs: ofCity.length,
        val: ofCity.filter(({ name }) => name.split === 'val').length,
        of: isClear ? originals.length : done.length,
        judged,
        transfer: first?.row?.transfer ?? null,
        image: first && first.row === null ? first.content.id : null,
      },
    ]
  })
}

function classesOf(
  condition: Condition,
  pairs: readonly PlannedPair[],
  { rows, real }: PlanSurroundings,
): ConditionClasses[] {
  const exported = pairs.filter((pair) => conditionOf(pair) === condition).map(({ content }) => content)
  const contents = new Map(
    rows.flatMap(({ content, ...row }) =>
      content && row.done && row.condition === condition ? [[content.id, content] as const] : [],
    ),
  )
  if (exported.length === 0 && contents.size === 0) return []
  const target = real.get(condition)
  return [
    {
      condition,
      content: pixelsOf(condition === 'clear' ? exported : [...contents.values()]),
      exported: pixelsOf(exported),
      real: target?.pixels ?? trainIds.map(() => 0),
      realImages: target?.images ?? 0,
    },
  ]
}

function pixelsOf(contents: readonly ExportContent[]): number[] {
  const sums = trainIds.map(() => 0)
  for (const { classPixels } of contents)
    if (classPixels) for (const trainId of trainIds) sums[trainId]! += classPixels[trainId]!
  return sums
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function classShares(byCondition: readonly ConditionClasses[]): ClassShares[] {
  const sum = (of: (one: ConditionClasses) => readonly number[]): number[] =>
    trainIds.map((trainId) => total(byCondition.map((one) => of(one)[trainId]!)))
  const [content, exported, real] = [sum((one) => one.content), sum((one) => one.exported), sum((one) => one.real)]
  const share = (pixels: readonly number[], trainId: number): number => pixels[trainId]! / Math.max(1, total(pixels))
  return classNames.map((name, trainId) => ({
    class: name,
    content: share(content, trainId),
    exported: share(exported, trainId),
    real: total(real) === 0 ? null : share(real, trainId),
  }))
}

/** Bytes a pixel, about, of street scenes: JPEG at 95, PNG of a photograph, the four labels together. */
const perPixel = { jpeg: 0.7, png: 1.6, labels: 0.12 }

function bytesOf({ row, size }: PlannedPair, { image }: ExportOptions): number {
  // the sources that people have are about twice as wide as what the model makes
  const pixels = size[0] * size[1] * (image.size === 'generated' ? 1 : 4)
  const copied = row !== null && image.size === 'generated' && image.format === 'png'
  return perPixel.labels * pixels + (copied ? row.result.bytes : perPixel[image.format] * pixels)
}

function pathsOf(pairs: readonly PlannedPair[], { image, also }: ExportOptions): string[] {
  const [first] = pairs
  const ofPair = first
    ? [
        imagePath(first.name, image.format === 'png' ? 'png' : 'jpg'),
        ...labelKinds.map((kind) => labelPath(first.name, kind)),
      ]
    : []
  const beside = [
    [true, MANIFEST],
    [also.card, 'README.md'],
    [also.card, CONTACT_SHEET],
    [also.rcs, 'sample_class_stats.json'],
    [also.rcs, 'samples_with_class.json'],
    [also.mmsegmentation, 'mmsegmentation.py'],
    [also.huggingFace, 'leftImg8bit/metadata.jsonl'],
  ] as const
  return [...ofPair, ...beside.flatMap(([written, file]) => (written ? [file] : []))]
}

interface Counted {
  readonly options: ExportOptions
  readonly val: number
  readonly pairs: number
}

function warningsOf(
  classes: readonly ClassShares[],
  sources: readonly string[],
  { options, val, pairs }: Counted,
): string[] {
  const warnings = classes
    .filter(({ content, exported }) => pairs > 0 && content > 0 && exported < content / 2)
    .map(
      ({ class: name }) =>
        `${name} falls to less than half of its share in the content. Accept more frames with ${name}, or add originals by class.`,
    )
  const unlicensed = sources.filter((source) => options.licences[source] === undefined)
  if (options.also.card && unlicensed.length > 0)
    warnings.push(`The card states no licence of ${unlicensed.join(', ')}.`)
  if (options.split.validation > 0 && val === 0 && pairs > 0)
    warnings.push(
      'All pictures belong together, so none goes to val; keep only pictures of one content together, or export more.',
    )
  return warnings
}

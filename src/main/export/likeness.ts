import { conditions, type Condition } from '../../shared/conditions.ts'
import { CancelledError } from '../../shared/errors.ts'
import type { ConditionLikeness, LikenessRequest, LikenessStep } from '../../shared/exports.ts'
import { classNames, trainIdOfLabelId } from '../../shared/labels.ts'
import { readImage } from '../imaging/image.ts'
import { Intersections } from '../metrics/agreement/intersections.ts'
import { SegmentationNetwork } from '../metrics/agreement/segmentation.ts'
import { FeatureNetwork, HOW } from '../metrics/fid/features.ts'
import { FEW_IMAGES, frechetInceptionDistance } from '../metrics/fid/frechet.ts'
import { kernelInceptionDistance } from '../metrics/fid/kernel.ts'
import { digestOf, type MeasuredLikeness } from './measured-likeness.ts'
import { fileInside } from './layout/inside.ts'
import type { PlannedPair } from './plan/plan-pairs.ts'
import { ContentLabel, PairDefect } from './write/pair-writer.ts'
import { placeLabel } from './write/label-files.ts'

/** A picture by its place in a source. */
export interface RealPicture {
  readonly condition: Condition
  readonly root: string
  readonly path: string
}

export interface LikenessInputs {
  readonly request: LikenessRequest
  readonly pairs: readonly PlannedPair[]
  readonly real: readonly RealPicture[]
}

export interface LikenessSurroundings {
  readonly signal: AbortSignal
  readonly onStep: (step: Pick<LikenessStep, 'done' | 'total'>) => void
  /** A condition is measured; the others follow. */
  readonly onMeasured: (condition: MeasuredLikeness) => void
}

/**
 * FID and KID of the results of each condition against the real pictures of it, and how well a segmentation network finds the kept labels in
 * the results.
 *
 * @throws what the networks' files and the pictures throw; CancelledError between pictures
 */
export async function measureLikeness(
  { request, pairs, real }: LikenessInputs,
  surroundings: LikenessSurroundings,
): Promise<void> {
  const { inception, segmentation } = request
  const sets = conditions.flatMap((condition) => {
    const results = pairs.filter(({ row }) => row?.condition === condition)
    return results.length === 0 ? [] : [{ condition, results, real: real.filter((one) => one.condition === condition) }]
  })
  const passes = (inception === null ? 0 : 1) + (segmentation === null ? 0 : 1)
  const total = sets.reduce(
    (sum, set) => sum + set.results.length * passes + (inception === null ? 0 : set.real.length),
    0,
  )
  let done = 0
  const step = (pictures: number): void => surroundings.onStep({ done: (done += pictures), total })
  const features = inception === null ? null : await FeatureNetwork.open(inception)
  const segmenter = segmentation === null ? null : await SegmentationNetwork.open(segmentation)
  try {
    for (const { condition, results, real: target } of sets) {
      const distances = features ? await distancesOf(features, results, target, { ...surroundings, step }) : null
      const agreement = segmenter ? await agreementOf(segmenter, results, { ...surroundings, step }) : null
      const few = Math.min(results.length, target.length)
      surroundings.onMeasured({
        of: digestOf(results),
        ...{ condition, results: results.length, real: target.length, how: HOW },
        ...{ fid: distances?.fid ?? null, kid: distances?.kid ?? null, agreement },
        warning:
          features && few < FEW_IMAGES
            ? `Below ${FEW_IMAGES.toLocaleString('en')} images on a side (${results.length} results, ${target.length} real), FID reads too high; compare these values with each other only.`
            : null,
      })
    }
  } finally {
    await features?.release()
    await segmenter?.release()
  }
}

interface Steps extends LikenessSurroundings {
  readonly step: (pictures: number) => void
}

async function distancesOf(
  network: FeatureNetwork,
  results: readonly PlannedPair[],
  real: readonly RealPicture[],
  { signal, step }: Steps,
): Promise<Pick<ConditionLikeness, 'fid' | 'kid'>> {
  if (results.length < 2 || real.length < 2) return { fid: null, kid: null }
  const files = await Promise.all(results.map(({ row }) => fileInside(row!.result.root, row!.result.path)))
  const realFiles = await Promise.all(real.map(({ root, path }) => fileInside(root, path)))
  const one = await network.featuresOf(files, { signal, onStep: step })
  const other = await network.featuresOf(realFiles, { signal, onStep: step })
  return { fid: frechetInceptionDistance(one, other), kid: await kernelInceptionDistance(one, other, { signal }) }
}

async function agreementOf(
  network: SegmentationNetwork,
  results: readonly PlannedPair[],
  { signal, step }: Steps,
): Promise<ConditionLikeness['agreement']> {
  const all = new Intersections()
  const images: { transfer: number; mean: number }[] = []
  for (const pair of results) {
    if (signal.aborted) throw new CancelledError('The measurement was cancelled; nothing was changed.')
    const compared = await predicted(network, pair)
    if (compared) {
      all.add(compared.label, compared.prediction)
      const one = new Intersections()
      one.add(compared.label, compared.prediction)
      const mean = one.mean()
      if (mean !== null) images.push({ transfer: pair.row!.transfer, mean })
    }
    step(1)
  }
  const classes = all.classes()
  const named = classNames.flatMap((name, trainId) =>
    classes[trainId] === null ? [] : [[name, classes[trainId]] as const],
  )
  images.sort((a, b) => a.mean - b.mean)
  return { mean: all.mean() ?? 0, classes: Object.fromEntries(named), images }
}

/** Null where the label is gone or damaged: an export leaves the pair out and says so. */
async function predicted(network: SegmentationNetwork, pair: PlannedPair) {
  try {
    const { root, path } = pair.row!.result
    const image = await readImage(await fileInside(root, path))
    const frame = await (await ContentLabel.open(pair.content)).frame()
    const { data } = placeLabel(frame, [image.height, image.width], 'generated')
    return { label: data.map(trainIdOfLabelId), prediction: await network.predict(image) }
  } catch (error) {
    if (error instanceof PairDefect) return null
    throw error
  }
}

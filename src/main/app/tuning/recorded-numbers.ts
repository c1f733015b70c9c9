import type { ClassReport } from '../../cactif/adain/adain.ts'
import type { BlockPicture, SeenImage } from '../../engine/protocol.ts'
import type { ImageMeasures } from '../../metrics/image-measures.ts'
import { VOID } from '../../../shared/labels.ts'
import type { ClassView, FilterEntry, FilterIndex, ShownMeasures, TunedClass } from '../../../shared/tuning.ts'

/** An index and the bytes that it explains. */
export interface Indexed<Index> {
  readonly index: Index
  readonly bytes: Uint8Array
}

/** What the filter saw and did, as `FilterIndex` lays it out. */
export function filterNumbers({ watched, provenance }: BlockPicture): Indexed<FilterIndex> {
  const { layers, filters } = watched!
  const entries: FilterEntry[] = []
  let tokens = 0
  for (const { step, layers: found } of filters) {
    for (const { scope, similarity, threshold } of found) {
      const layer = layers.findIndex((each) => each.scope === scope)
      entries.push({ step, layer, threshold, offset: tokens })
      tokens += similarity.length
    }
  }
  const similarities = new Float32Array(tokens)
  const targets = new Int32Array(tokens)
  const filtered = new Uint8Array(tokens)
  for (const [i, layer] of filters.flatMap((step) => step.layers).entries()) {
    const { offset } = entries[i]!
    similarities.set(layer.similarity, offset)
    targets.set(layer.target, offset)
    filtered.set(layer.filtered, offset)
  }
  const heads = Math.max(0, ...layers.map((layer) => layer.heads))
  const { filterShare } = provenance.settings
  return { index: { filterShare, heads, tokens, layers, entries }, bytes: joined([similarities, targets, filtered]) }
}

/** The classes of both images, and what class-wise AdaIN did, as `ClassView` lays it out. */
export function classNumbers(
  { watched, provenance }: BlockPicture,
  content: SeenImage,
  reference: SeenImage,
): Indexed<ClassView> {
  const { layers, classStep } = watched!
  const { rows, columns } = layers.find(({ level }) => level === 'full') ?? { rows: 0, columns: 0 }
  const none = new Uint8Array(rows * columns).fill(VOID)
  const index: ClassView = {
    rows,
    columns,
    hasContentLabel: content.classes !== null,
    hasReferenceLabel: reference.classes !== null,
    step: classStep?.step ?? null,
    classes: provenance.classes.map((report, i) => tunedClass(report, classStep?.after[i] ?? null)),
  }
  return { index, bytes: joined([content.classes ?? none, reference.classes ?? none]) }
}

function tunedClass(
  { trainId, styleTrainId, contentPixels, stylePixels, reason, content, style }: ClassReport,
  after: TunedClass['after'],
): TunedClass {
  return {
    trainId,
    referenceTrainId: styleTrainId,
    contentPixels,
    referencePixels: stylePixels,
    outcome: reason ?? 'acted',
    before: content,
    after,
    reference: style,
  }
}

export const shownMeasures = (measures: ImageMeasures | null): ShownMeasures | null =>
  measures && {
    structure: measures.structure.overall,
    style: measures.style.frechet,
    leakage: measures.leakage.overall,
  }

function joined(parts: readonly (Float32Array | Int32Array | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)))
}

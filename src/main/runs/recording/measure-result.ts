import type { RgbImage } from '../../imaging/image.ts'
import { centredBox, crop, type Size } from '../../imaging/crop.ts'
import { readLabelMap } from '../../imaging/labels.ts'
import { prepareImage } from '../../imaging/prepare-image.ts'
import { resizeNearest } from '../../imaging/resize.ts'
import type { TransferMeasures } from '../../catalog/transfers/queue.ts'
import { measureTransfer } from '../../metrics/image-measures.ts'
import { WeatherglassError } from '../../../shared/errors.ts'

/** A picture with its label; both by path. */
export interface LabelledFile {
  readonly file: string
  readonly label: string | null
}

/** What of content and reference the measures look at, as the transfer saw it. */
interface Seen {
  readonly rgb: RgbImage
  readonly trainIds: Uint8Array
}

/** Pictures of a block are measured one after the other, and share contents and references. */
export class Measuring {
  readonly #size: Size
  readonly #seen = new Map<string, Promise<Seen | null>>()

  constructor(size: Size) {
    this.#size = size
  }

  /** Null where a label is missing, or where a file has become unreadable since: a result without measures is a result. */
  async measure(content: LabelledFile, reference: LabelledFile, result: RgbImage): Promise<TransferMeasures | null> {
    const [before, wanted] = await Promise.all([this.#see(content), this.#see(reference)])
    if (!before || !wanted) return null
    const all = measureTransfer({
      content: before.rgb,
      contentLabel: before.trainIds,
      reference: wanted.rgb,
      referenceLabel: wanted.trainIds,
      result,
    })
    return { structure: all.structure.overall, style: all.style.frechet, leakage: all.leakage.overall, all }
  }

  #see({ file, label }: LabelledFile): Promise<Seen | null> {
    if (label === null) return Promise.resolve(null)
    const seen = this.#seen.get(file) ?? see(file, label, this.#size).catch(unreadable)
    this.#seen.set(file, seen)
    return seen
  }
}

async function see(file: string, labelFile: string, size: Size): Promise<Seen> {
  const [{ rgb }, label] = await Promise.all([prepareImage(file, size), readLabelMap(labelFile)])
  const cut = crop({ width: label.width, height: label.height, data: label.trainIds }, centredBox(label, size))
  return { rgb, trainIds: resizeNearest(cut, size[1], size[0]).data }
}

function unreadable(error: unknown): null {
  if (error instanceof WeatherglassError) return null
  throw error
}

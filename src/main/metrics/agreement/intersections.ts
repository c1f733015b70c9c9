import { isTrainId, trainIds } from '../../../shared/labels.ts'

/** Counts of pixels by class, summed over pictures: what intersection over union is made of. */
export class Intersections {
  readonly #both = new Float64Array(trainIds.length)
  readonly #predicted = new Float64Array(trainIds.length)
  readonly #labelled = new Float64Array(trainIds.length)

  /** @param label train ids, 255 counts for nothing; @param prediction of the same size */
  add(label: Uint8Array, prediction: Uint8Array): void {
    if (label.length !== prediction.length)
      throw new RangeError(`expected ${label.length} predictions but received ${prediction.length}`)
    for (let i = 0; i < label.length; i++) {
      const truth = label[i]!
      if (!isTrainId(truth)) continue
      const found = prediction[i]!
      this.#labelled[truth]!++
      if (isTrainId(found)) this.#predicted[found]!++
      if (found === truth) this.#both[truth]!++
    }
  }

  /** By train id, 0 to 1; null of a class that neither label nor prediction has. */
  classes(): (number | null)[] {
    return trainIds.map((trainId) => {
      const union = this.#labelled[trainId]! + this.#predicted[trainId]! - this.#both[trainId]!
      return union === 0 ? null : this.#both[trainId]! / union
    })
  }

  /** The mean over the classes that the labels have; null where they have none. */
  mean(): number | null {
    const present = this.classes().filter((_, trainId) => this.#labelled[trainId]! > 0)
    return present.length === 0 ? null : present.reduce((sum: number, value) => sum + (value ?? 0), 0) / present.length
  }
}

import type { GalleryFilter, GallerySort } from '../../../../shared/gallery.ts'
import type { LiveColumns } from '../columns/live-columns.ts'
import { failuresOf, type Failures, type PickedImages } from './filter.ts'
import { orderedList, type GalleryList } from './order.ts'

/** How many filters and lists are kept: the grid's, and those that it is compared with or comes back to. */
const KEPT = 4

/** Filters and lists that were asked for lately: scrolling asks for the same one again and again. */
export class GalleryLists {
  readonly #live: LiveColumns
  readonly #pickedImages: PickedImages
  readonly #failures = new Latest<Failures>()
  readonly #lists = new Latest<GalleryList>()
  #version = -1

  constructor(live: LiveColumns, pickedImages: PickedImages) {
    this.#live = live
    this.#pickedImages = pickedImages
  }

  failures(filter: GalleryFilter): Failures {
    this.#forgetOutdated()
    const compute = (): Failures => failuresOf(this.#live.columns, filter, this.#pickedImages)
    return this.#failures.get(JSON.stringify(filter), compute)
  }

  list(filter: GalleryFilter, sort: GallerySort): GalleryList {
    this.#forgetOutdated()
    const compute = (): GalleryList => orderedList(this.#live.columns, this.failures(filter), sort)
    return this.#lists.get(JSON.stringify([filter, sort]), compute)
  }

  #forgetOutdated(): void {
    if (this.#version === this.#live.version) return
    this.#version = this.#live.version
    this.#failures.clear()
    this.#lists.clear()
  }
}

class Latest<Value> {
  readonly #values = new Map<string, Value>()

  get(key: string, compute: () => Value): Value {
    const value = this.#values.get(key) ?? compute()
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > KEPT) this.#values.delete(this.#values.keys().next().value!)
    return value
  }

  clear(): void {
    this.#values.clear()
  }
}

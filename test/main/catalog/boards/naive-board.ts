import type { FillRequest, MoveRequest, PutRequest, TakeRequest } from '../../../../src/shared/boards.ts'
import type { PickCondition } from '../../../../src/shared/gallery.ts'
import { KEPT_CHANGES } from '../../../../src/main/catalog/boards/history.ts'
import type { Arrangement } from './drawn-board.ts'

type State = Record<PickCondition, number[]>

const copy = ({ fog, night, rain, snow }: Arrangement): State => ({
  fog: [...fog],
  night: [...night],
  rain: [...rain],
  snow: [...snow],
})
const same = (one: Arrangement, other: Arrangement): boolean => JSON.stringify(one) === JSON.stringify(other)

/** A board that remembers every state it was in, image by image and without SQL: what the catalog's boards are compared with. */
export class NaiveBoard {
  #states: State[] = [copy({ fog: [], night: [], rain: [], snow: [] })]
  #now = 0

  get columns(): Arrangement {
    return this.#states[this.#now]!
  }

  get canUndo(): boolean {
    return this.#now > 0
  }

  get canRedo(): boolean {
    return this.#now < this.#states.length - 1
  }

  put({ condition, images, position }: PutRequest): void {
    this.#change((state) => putOneByOne(state[condition], images, position))
  }

  take({ condition, images }: TakeRequest): void {
    this.#change((state) => {
      for (const image of images) remove(state[condition], image)
    })
  }

  move({ from, to, images, position }: MoveRequest): void {
    this.#change((state) => {
      const moved = images.filter((image) => state[from].includes(image))
      for (const image of moved) remove(state[from], image)
      putOneByOne(state[to], moved, position)
    })
  }

  fill(columns: FillRequest['columns']): void {
    this.#change((state) => {
      for (const { condition, images } of columns) putOneByOne(state[condition], images, undefined)
    })
  }

  undo(): void {
    if (this.canUndo) this.#now--
  }

  redo(): void {
    if (this.canRedo) this.#now++
  }

  /** The image was never there: states that are the same without it become one. */
  forget(image: number): void {
    for (const state of this.#states) for (const column of Object.values(state)) remove(column, image)
    for (let at = this.#states.length - 1; at > 0; at--) {
      if (!same(this.#states[at]!, this.#states[at - 1]!)) continue
      this.#states.splice(at, 1)
      if (this.#now >= at) this.#now--
    }
  }

  #change(act: (state: State) => void): void {
    const next = copy(this.columns)
    act(next)
    if (same(next, this.columns)) return
    this.#states = [...this.#states.slice(0, this.#now + 1), next].slice(-1 - KEPT_CHANGES)
    this.#now = this.#states.length - 1
  }
}

function remove(column: number[], image: number): void {
  const at = column.indexOf(image)
  if (at !== -1) column.splice(at, 1)
}

function putOneByOne(column: number[], images: readonly number[], position: number | undefined): void {
  if (position === undefined) {
    for (const image of images) if (!column.includes(image)) column.push(image)
    return
  }
  for (const image of images) remove(column, image)
  let at = Math.min(position, column.length)
  for (const image of images) if (!column.includes(image)) column.splice(at++, 0, image)
}

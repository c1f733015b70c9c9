import type { PickCondition } from '../../../shared/gallery.ts'
import type { PlannedBlockShape } from '../../../shared/runs.ts'
import type { NewTransfer } from '../../catalog/transfers/runs.ts'

/** A content and a reference that belong together. */
export interface PlannedPair {
  readonly condition: PickCondition
  readonly content: number
  readonly reference: number
  readonly settings: number
}

/**
 * Lays pairs out in blocks of contents x references that are evaluated together, and numbers them. A block shares the branches of
 * its contents and references, so it is a whole rectangle: references that have the same contents are put together, others get
 * blocks of one reference. Within a block pairs come by content, as the engine takes them. The same pairs give the same blocks.
 */
export function layInBlocks(pairs: readonly PlannedPair[], shape: PlannedBlockShape): NewTransfer[] {
  const transfers: NewTransfer[] = []
  let block = 0
  for (const { pair, contents, references } of rectangles(pairs)) {
    for (const someReferences of chunks(references, shape.references)) {
      for (const someContents of chunks(contents, shape.contents)) {
        for (const content of someContents)
          for (const reference of someReferences)
            transfers.push({
              position: transfers.length,
              block,
              condition: pair.condition,
              content,
              reference,
              settings: pair.settings,
            })
        block++
      }
    }
  }
  return transfers
}

interface Rectangle {
  /** Of its condition and settings. */
  readonly pair: PlannedPair
  readonly contents: readonly number[]
  readonly references: readonly number[]
}

/** References with the same contents, condition and settings, in the order in which they come first. */
function rectangles(pairs: readonly PlannedPair[]): Rectangle[] {
  const columns = new Map<string, { readonly pair: PlannedPair; readonly contents: number[] }>()
  for (const pair of pairs) {
    const key = `${pair.condition} ${pair.settings} ${pair.reference}`
    const column = columns.get(key)
    if (column) column.contents.push(pair.content)
    else columns.set(key, { pair, contents: [pair.content] })
  }
  const found = new Map<string, { readonly pair: PlannedPair; readonly contents: number[]; references: number[] }>()
  for (const { pair, contents } of columns.values()) {
    const key = `${pair.condition} ${pair.settings} ${contents.join()}`
    const rectangle = found.get(key)
    if (rectangle) rectangle.references.push(pair.reference)
    else found.set(key, { pair, contents, references: [pair.reference] })
  }
  return [...found.values()]
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

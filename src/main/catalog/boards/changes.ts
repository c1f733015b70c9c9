import { UsageError } from '../../../shared/errors.ts'
import type { FillRequest, MoveRequest, PutRequest, TakeRequest } from '../../../shared/boards.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import { decide, nextRevision, type CatalogDatabase } from '../database.ts'
import { withImages, withoutImages } from './arrangement.ts'
import { getBoard } from './boards.ts'
import { isSameColumn, readColumns, writeColumn, type Column, type Columns } from './columns.ts'
import { recordChange, step, type Direction } from './history.ts'
import { COUNT_IMAGES } from './statements.ts'

/**
 * What a person does to the columns of a board. Each call is one step of undo; where nothing changes there is no step. It is applied
 * to the board as it is then, whoever changed it meanwhile.
 *
 * @throws UsageError where the board or an image is not there any more: then nothing was changed
 */

/** Puts images into a column, at its end or at a position; those that are there move to a position that is given. */
export function putImages(database: CatalogDatabase, { board, condition, images, position }: PutRequest): void {
  change(database, board, [condition], (columns) => {
    const before = columns.get(condition)!
    const after = withImages(before, images, position)
    const added = after.length - before.length
    const words =
      added > 0 ? `put ${pictures(added)} on ${condition}` : `move ${pictures(images.length)} in ${condition}`
    return { after: new Map([[condition, after]]), words }
  })
}

/** Takes images off a column; those that are not in it don't matter. */
export function takeImages(database: CatalogDatabase, { board, condition, images }: TakeRequest): void {
  change(database, board, [condition], (columns) => {
    const before = columns.get(condition)!
    const after = withoutImages(before, images)
    const words = `take ${pictures(before.length - after.length)} off ${condition}`
    return { after: new Map([[condition, after]]), words }
  })
}

/** Moves images from one column to another, or to another position in the same; those that left the first meanwhile stay where they are. */
export function moveImages(database: CatalogDatabase, { board, from, to, images, position }: MoveRequest): void {
  change(database, board, [from, to], (columns) => {
    const there = new Set(columns.get(from))
    const moved = images.filter((image) => there.has(image))
    const after = new Map(columns).set(from, withoutImages(columns.get(from)!, moved))
    after.set(to, withImages(after.get(to)!, moved, position))
    const way = from === to ? `in ${from}` : `from ${from} to ${to}`
    return { after, words: `move ${pictures(moved.length)} ${way}` }
  })
}

/** Adds suggested images to several columns at once. */
export function fillColumns(database: CatalogDatabase, { board, columns }: FillRequest): void {
  const conditions = [...new Set(columns.map(({ condition }) => condition))]
  change(database, board, conditions, (present) => {
    const after = new Map(present)
    for (const { condition, images } of columns) after.set(condition, withImages(after.get(condition)!, images))
    const grown = conditions.filter((condition) => after.get(condition)!.length > present.get(condition)!.length)
    const added = grown.reduce((sum, one) => sum + after.get(one)!.length - present.get(one)!.length, 0)
    return { after, words: `add ${counted(added, 'suggestion')} to ${grown.join(', ')}` }
  })
}

/** Takes the last change back, or makes the last one that was taken back again; nothing where there is none. */
export function stepThroughChanges(database: CatalogDatabase, board: number, direction: Direction): void {
  decide(database, () => {
    getBoard(database, board)
    if (step(database, board, direction)) nextRevision(database)
  })
}

type Arrange = (columns: Columns) => { readonly after: Columns; readonly words: string }

function change(
  database: CatalogDatabase,
  board: number,
  conditions: readonly PickCondition[],
  arrange: Arrange,
): void {
  decide(database, () => {
    getBoard(database, board)
    const before = readColumns(database, board, conditions)
    const { after, words } = arrange(before)
    const touched = [...before].filter(([condition, column]) => !isSameColumn(column, after.get(condition)!))
    if (touched.length === 0) return
    for (const [condition, column] of touched) {
      requireImages(database, withoutImages(after.get(condition)!, column))
      writeColumn(database, board, condition, after.get(condition)!)
    }
    recordChange(database, board, words, new Map(touched))
    nextRevision(database)
  })
}

function requireImages(database: CatalogDatabase, added: Column): void {
  const there = database.prepare(COUNT_IMAGES).pluck().get(JSON.stringify(added)) as number
  if (there < added.length)
    throw new UsageError(
      `${added.length - there} of ${pictures(added.length)} are not in the catalog any more; nothing was put on the board: look at the gallery again`,
    )
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
const pictures = (count: number): string => counted(count, 'picture')

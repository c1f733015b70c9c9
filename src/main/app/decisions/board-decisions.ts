import type { FillRequest, MoveRequest, PutRequest, TakeRequest } from '../../../shared/boards.ts'
import { createBoard, duplicateBoard, removeBoard, renameBoard } from '../../catalog/boards/boards.ts'
import { fillColumns, moveImages, putImages, stepThroughChanges, takeImages } from '../../catalog/boards/changes.ts'
import type { Catalog } from '../../catalog/opening.ts'

type Decided = Pick<Catalog, 'database'>
interface OneBoard {
  readonly board: number
}
interface Named {
  readonly name: string
}

/** What a person decides about style boards. */
export const boardDecisions = {
  createBoard: ({ database }: Decided, { name }: Named) => createBoard(database, name),
  duplicateBoard: ({ database }: Decided, { board, name }: OneBoard & Named) => duplicateBoard(database, board, name),
  renameBoard: ({ database }: Decided, { board, name }: OneBoard & Named) => renameBoard(database, board, name),
  removeBoard: ({ database }: Decided, { board }: OneBoard) => removeBoard(database, board),
  putOnBoard: ({ database }: Decided, request: PutRequest) => putImages(database, request),
  takeOffBoard: ({ database }: Decided, request: TakeRequest) => takeImages(database, request),
  moveOnBoard: ({ database }: Decided, request: MoveRequest) => moveImages(database, request),
  fillBoard: ({ database }: Decided, request: FillRequest) => fillColumns(database, request),
  undoOnBoard: ({ database }: Decided, { board }: OneBoard) => stepThroughChanges(database, board, 'undo'),
  redoOnBoard: ({ database }: Decided, { board }: OneBoard) => stepThroughChanges(database, board, 'redo'),
}

export type BoardDecisions = typeof boardDecisions

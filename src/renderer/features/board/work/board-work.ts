import type { Board, BoardName } from '../../../../shared/boards.ts'
import { CURRENT_BOARD } from '../../../../shared/preferences.ts'
import type { Api } from '../../../api.ts'
import { nameForNew } from './board-names.ts'

type Calls = Pick<Api['boards'], 'list' | 'get' | 'create' | 'duplicate' | 'rename' | 'remove'>
type Preferences = Pick<Api['application'], 'preference' | 'storePreference'>

export interface WorkState {
  readonly boards: readonly BoardName[]
  /** The one that is worked on; null where there is none. */
  readonly board: Board | null
  /** How often something was done to a board here: what was reckoned from it is to be reckoned again. */
  readonly changes: number
}

/**
 * The boards and the one that is worked on. Whatever is asked for is done in turn, so that an answer is never older than what
 * is shown. An external store for `useSyncExternalStore`; every method throws what its calls throw.
 */
export class BoardWork {
  readonly #calls: Calls
  readonly #preferences: Preferences
  readonly #listeners = new Set<() => void>()
  #state: WorkState | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(calls: Calls, preferences: Preferences) {
    this.#calls = calls
    this.#preferences = preferences
  }

  /** Null before the first answer. */
  readonly current = (): WorkState | null => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Looks what there is now: at first the board that was worked on last, and the first one where that is gone. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#look())
  }

  choose(board: number): Promise<void> {
    return this.#inTurn(() => this.#open(board))
  }

  create(name: string): Promise<void> {
    return this.#inTurn(() => this.#make(name))
  }

  duplicate(board: number, name: string): Promise<void> {
    return this.#inTurn(async () => this.#open((await this.#calls.duplicate({ board, name })).id))
  }

  rename(board: number, name: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#calls.rename({ board, name })
      await this.#load(board)
    })
  }

  /** What is worked on then is the board before it, or the first. */
  remove(board: number): Promise<void> {
    return this.#inTurn(async () => {
      const place = this.#state?.boards.findIndex(({ id }) => id === board) ?? 0
      await this.#calls.remove({ board })
      const left = await this.#calls.list()
      const next = left[Math.max(0, place - 1)]
      if (next) await this.#open(next.id)
      else this.#enter(left, null)
    })
  }

  /** Has something done to the board and shows what came of it. @returns the board as it is then */
  change(act: () => Promise<Board>): Promise<Board> {
    return this.#inTurn(async () => this.#show(await act()))
  }

  /** As `change`, with the board that is worked on as it is by then; makes one where there is none. */
  changeOrMake(act: (board: Board) => Promise<Board>): Promise<Board> {
    return this.#inTurn(async () => {
      if (!this.#state?.board) await this.#look()
      if (!this.#state?.board) await this.#make(nameForNew(this.#state?.boards ?? []))
      return this.#show(await act(this.#state!.board!))
    })
  }

  /** As `change`, with the board that is worked on as it is by then. @returns null where there is none, or `act` had nothing to do */
  changeIfThere(act: (board: Board) => Promise<Board | null>): Promise<Board | null> {
    return this.#inTurn(async () => {
      const changed = this.#state?.board ? await act(this.#state.board) : null
      return changed && this.#show(changed)
    })
  }

  #show(board: Board): Board {
    if (this.#state?.board?.id === board.id) this.#enter(this.#state.boards, board, this.#state.changes + 1)
    return board
  }

  async #look(): Promise<void> {
    const known = this.#state?.board?.id ?? (await this.#preferences.preference({ key: CURRENT_BOARD }))
    await this.#load(known)
  }

  async #make(name: string): Promise<void> {
    await this.#open((await this.#calls.create({ name })).id)
  }

  async #open(board: number): Promise<void> {
    await this.#preferences.storePreference({ key: CURRENT_BOARD, value: board })
    await this.#load(board)
  }

  async #load(wanted: unknown): Promise<void> {
    const boards = await this.#calls.list()
    const known = boards.find(({ id }) => id === wanted) ?? boards[0]
    this.#enter(boards, known ? await this.#calls.get({ board: known.id }) : null)
  }

  #enter(boards: readonly BoardName[], board: Board | null, changes = this.#state?.changes ?? 0): void {
    this.#state = { boards, board, changes }
    for (const listener of this.#listeners) listener()
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

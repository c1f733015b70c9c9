import type Database from 'better-sqlite3'
import type { CatalogDatabase } from '../../database.ts'
import { CHANGED_COLUMNS, LOAD_COLUMNS, LOAD_IDS, STATE } from '../statements.ts'
import { ImageColumns, type ColumnRow } from './image-columns.ts'

export interface CatalogState {
  readonly revision: number
  readonly removals: number
}

/** The columns of a catalog that others write to: loaded at the first look, then brought up to date by revision. */
export class LiveColumns {
  readonly #state: Database.Statement<[], CatalogState>
  readonly #next: Database.Statement<[number], ColumnRow>
  readonly #changed: Database.Statement<[number], ColumnRow>
  readonly #ids: Database.Statement<[], number>
  #columns = new ImageColumns()
  #seen: CatalogState | null = null
  /** Grows whenever the columns change: what was computed from them is valid as long as this stays. */
  version = 0

  constructor(database: CatalogDatabase) {
    this.#state = database.prepare(STATE.sql)
    this.#next = database.prepare<[number], ColumnRow>(LOAD_COLUMNS.sql).raw()
    this.#changed = database.prepare<[number], ColumnRow>(CHANGED_COLUMNS.sql).raw()
    this.#ids = database.prepare<[], number>(LOAD_IDS.sql).pluck()
  }

  /** As the last `refresh` left them. */
  get columns(): ImageColumns {
    return this.#columns
  }

  state(): CatalogState {
    return this.#state.get()!
  }

  /** Takes what was committed since the last time. Within a read transaction, columns and other statements see the same rows. */
  refresh(): void {
    const state = this.state()
    const seen = this.#seen
    if (state.revision === seen?.revision && state.removals === seen.removals) return
    this.version++
    // what fails in between leaves columns that nothing is known of
    this.#seen = null
    if (!seen || !this.#takeChanges(seen, state)) this.#load()
    this.#seen = state
  }

  #load(): void {
    this.#columns = new ImageColumns()
    for (let rows = this.#next.all(0); rows.length > 0; rows = this.#next.all(rows.at(-1)![0]))
      for (const row of rows) this.#columns.put(row)
  }

  /** False where a new row has an id below one that is there: slots are in the order of ids, so all must be loaded again. */
  #takeChanges(seen: CatalogState, state: CatalogState): boolean {
    if (state.removals !== seen.removals) this.#columns.keep(Float64Array.from(this.#ids.all()).sort())
    return this.#changed.all(seen.revision).every((row) => this.#columns.put(row))
  }
}

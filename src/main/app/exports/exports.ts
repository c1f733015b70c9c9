import { randomUUID } from 'node:crypto'
import { UsageError, WeatherglassError } from '../../../shared/errors.ts'
import type { ExportEntry, StartExport } from '../../../shared/exports.ts'
import type { Log } from '../log/log-file.ts'
import { Watched } from '../rpc/watched.ts'
import { runTask } from '../tasks/run-task.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'

/** Where the list of past exports is kept: a preference of the workspace. */
const KEY = 'exports'
const MOST_KEPT = 50

/** As this version or an earlier one, which did not keep `link`, wrote it. */
type StoredEntry = Omit<ExportEntry, 'link'> & Partial<Pick<ExportEntry, 'link'>>

type Surroundings = Pick<OpenWorkspace, 'workspace' | 'decisions' | 'closed'>

/** The exports of a workspace that is open: one runs at a time, those that ended are remembered. */
export class Exports {
  /** The newest first. */
  readonly entries = new Watched<readonly ExportEntry[]>([])
  readonly #open: Surroundings
  readonly #log: Log
  #running: { readonly id: string; readonly stop: AbortController } | null = null

  private constructor(open: Surroundings, log: Log, past: readonly ExportEntry[]) {
    this.#open = open
    this.#log = log
    this.entries.set(past)
  }

  static async of(open: Surroundings, log: Log): Promise<Exports> {
    const stored = (await open.decisions.decide('preference', { key: KEY })) as readonly StoredEntry[] | null
    const error = {
      code: 'cancelled',
      message: 'The application ended while it ran; start it again, it goes on.',
    } as const
    const past = (stored ?? []).map(({ link = false, ...entry }) =>
      entry.state === 'running' ? { ...entry, link, state: 'cancelled' as const, error } : { ...entry, link },
    )
    return new Exports(open, log, past)
  }

  /** @throws UsageError where one is running */
  start(request: StartExport): string {
    if (this.#running) throw new UsageError('An export is running; wait until it has ended, or cancel it.')
    const id = randomUUID()
    const stop = new AbortController()
    this.#running = { id, stop }
    const { out, options, link } = request
    const entry: ExportEntry = {
      ...{
        export: id,
        out,
        options,
        link,
        state: 'running',
        phase: 'plan',
        startedUtc: new Date().toISOString(),
        endedUtc: null,
      },
      ...{ done: 0, total: 0, rate: null, secondsLeft: null, result: null, verified: null, error: null },
    }
    this.entries.set([entry, ...this.entries.value].slice(0, MOST_KEPT))
    void this.#run(id, request, AbortSignal.any([stop.signal, this.#open.closed]))
      .catch((error: unknown) => this.#fail(id, error))
      .finally(() => {
        this.#running = null
        void this.#store()
      })
    void this.#store()
    return id
  }

  cancel(id: string): void {
    if (this.#running?.id === id) this.#running.stop.abort()
  }

  /** @throws UsageError where it is running */
  async forget(id: string): Promise<void> {
    if (this.#running?.id === id) throw new UsageError('This export is running; cancel it first.')
    this.entries.set(this.entries.value.filter((entry) => entry.export !== id))
    await this.#store()
  }

  async #run(id: string, request: StartExport, signal: AbortSignal): Promise<void> {
    const { workspace } = this.#open
    const write = this.#pace(id, 'write')
    const result = await runTask('writeExport', { workspace, request }, { signal, onProgress: write })
    this.#change(id, { result })
    if (request.verify) {
      const onProgress = this.#pace(id, 'verify')
      const verified = await runTask('verifyDataset', { folder: result.out }, { signal, onProgress })
      this.#change(id, { verified })
    }
    this.#change(id, { state: 'done', endedUtc: new Date().toISOString(), secondsLeft: null })
  }

  /** Takes progress, and reckons rate and time left over the phase. */
  #pace(id: string, phase: ExportEntry['phase']) {
    const begin = performance.now()
    return ({ done, total }: { readonly done: number; readonly total: number }): void => {
      const rate = (1000 * done) / Math.max(1, performance.now() - begin)
      const secondsLeft = rate > 0 ? (total - done) / rate : null
      this.#change(id, {
        phase: phase === 'write' && done === total ? 'finish' : phase,
        done,
        total,
        rate,
        secondsLeft,
      })
    }
  }

  #fail(id: string, error: unknown): void {
    const endedUtc = new Date().toISOString()
    const isForPerson = error instanceof WeatherglassError
    if (!isForPerson)
      this.#log.defect(error, `the export to ${this.entries.value.find((entry) => entry.export === id)?.out}`)
    const description = isForPerson
      ? error.describe()
      : ({ code: 'write-failed', message: 'The export met an unexpected error; the log has it.' } as const)
    const state = description.code === 'cancelled' ? 'cancelled' : 'failed'
    this.#change(id, { state, endedUtc, error: description, secondsLeft: null })
  }

  #change(id: string, change: Partial<ExportEntry>): void {
    this.entries.set(this.entries.value.map((entry) => (entry.export === id ? { ...entry, ...change } : entry)))
  }

  async #store(): Promise<void> {
    if (this.#open.closed.aborted) return
    try {
      await this.#open.decisions.decide('storePreference', { key: KEY, value: this.entries.value })
    } catch (error) {
      if (!this.#open.closed.aborted) this.#log.defect(error, 'the list of exports')
    }
  }
}

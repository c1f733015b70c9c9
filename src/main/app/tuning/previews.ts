import { randomBytes } from 'node:crypto'
import {
  CancelledError,
  errorFromDescription,
  UsageError,
  WeatherglassError,
  type ErrorDescription,
} from '../../../shared/errors.ts'
import { parseSettings } from '../../../shared/settings-schema.ts'
import type { PreviewResult, PreviewState, ShownMeasures, StartPreview } from '../../../shared/tuning.ts'
import type { BlockEvent, BlockPicture, Progress, SeenImage } from '../../engine/protocol.ts'
import type { RgbImage } from '../../imaging/pixels.ts'
import type { Log } from '../log/log-file.ts'
import { Watched } from '../rpc/watched.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'
import { chosenImage } from './chosen-images.ts'
import { PreviewFiles } from './preview-files.ts'
import { shownMeasures } from './recorded-numbers.ts'
import { TimeLeft } from './time-left.ts'
import type { TuningEngine } from './tuning-engine.ts'

/** What of a state changes while a preview runs. */
type Change = Partial<
  Pick<PreviewState, 'phase' | 'step' | 'steps' | 'denoised' | 'denoisingSteps' | 'predicted' | 'secondsLeft'>
>

/** The preview that was begun last. */
export interface CurrentPreview {
  readonly state: Watched<PreviewState>
  readonly cancelling: AbortController
  /** What the result would become, by step. */
  readonly predicted: Map<number, RgbImage>
  seen: { readonly content: SeenImage; readonly reference: SeenImage } | null
  picture: BlockPicture | null
  measures: ShownMeasures | null
  /** Of an image that cannot be used. */
  failure: ErrorDescription | null
}

export const newTuningId = (): string => randomBytes(8).toString('hex')

/** Previews of the open workspace: one at a time, of which the last stays to be looked at. */
export class Previews {
  readonly #engine: TuningEngine
  readonly #log: Log
  #current: CurrentPreview | null = null
  /** The workspace whose folder has no files of previews that are not in its catalog. */
  #swept: OpenWorkspace | null = null

  constructor(engine: TuningEngine, log: Log) {
    this.#engine = engine
    this.#log = log
  }

  /** Null where another one was begun since. */
  current(preview: string): CurrentPreview | null {
    return this.#current?.state.value.preview === preview ? this.#current : null
  }

  /**
   * @throws SettingsError, SourceError, FileMissingError, UsageError where there is no such version of a preset, CancelledError where another
   *   one was begun before this one was
   */
  async start(open: OpenWorkspace, request: StartPreview): Promise<string> {
    const settings = parseSettings(request.settings)
    const cancelling = this.#engine.takeTurn()
    if (request.presetVersion !== null) await open.decisions.decide('presetVersion', { version: request.presetVersion })
    const content = await chosenImage(open, 'content', request.content)
    const reference = await chosenImage(open, 'reference', request.reference)
    if (cancelling.signal.aborted) throw new CancelledError('Another preview was begun meanwhile.')
    const preview = newTuningId()
    const denoisingSteps = settings.steps - settings.skip
    const current: CurrentPreview = {
      state: new Watched<PreviewState>({
        preview,
        content: request.content,
        reference: request.reference,
        settings,
        presetVersion: request.presetVersion,
        state: 'running',
        ...{ phase: 'wait', step: 0, steps: 1, denoised: 0, denoisingSteps, secondsLeft: null, predicted: null },
      }),
      cancelling,
      predicted: new Map(),
      seen: null,
      picture: null,
      measures: null,
      failure: null,
    }
    this.#current = current
    const block = { model: request.model, contents: [content], styles: [reference], settings, watched: true }
    void this.#run(open, current, block)
    return preview
  }

  /** Until the preview ends. @throws UsageError where another one was begun since */
  async *watch(preview: string, signal: AbortSignal): AsyncGenerator<PreviewState, void> {
    const current = this.current(preview)
    if (!current) throw new UsageError('This preview is not running; its result is among the earlier ones of the pair')
    for await (const state of current.state.watch(signal)) {
      yield state
      if (state.state !== 'running') return
    }
  }

  cancel(preview: string): void {
    this.current(preview)?.cancelling.abort()
  }

  async #run(open: OpenWorkspace, current: CurrentPreview, block: Parameters<TuningEngine['block']>[0]): Promise<void> {
    const { state, cancelling } = current
    try {
      const timeLeft = new TimeLeft()
      await this.#engine.block(block, {
        signal: AbortSignal.any([cancelling.signal, open.closed]),
        onProgress: (progress) => change(current, progressed(progress, timeLeft)),
        onEvent: (event) => hear(current, event),
      })
      const result = resultOf(current)
      await this.#keep(open, current, result)
      state.set({ ...state.value, state: 'done', secondsLeft: 0, result })
    } catch (error) {
      const failure = this.#describe(error)
      state.set(
        failure.code === 'cancelled'
          ? { ...state.value, state: 'cancelled', secondsLeft: null }
          : { ...state.value, state: 'failed', secondsLeft: null, failure },
      )
    }
  }

  /** Files first: a row without them would be shown. */
  async #keep(open: OpenWorkspace, current: CurrentPreview, result: PreviewResult): Promise<void> {
    const { workspace, decisions } = open
    const { preview, content, reference, settings, presetVersion } = current.state.value
    const files = new PreviewFiles(workspace)
    const { picture, seen } = current
    await this.#sweep(open, files)
    await files.write(preview, { picture: picture!, ...seen! })
    const forgotten = await decisions.decide('addPreview', {
      ...{ preview, content, reference, settings, presetVersion, result },
    })
    await files.remove(forgotten)
  }

  /** What a crash has left, and what other windows have forgotten. */
  async #sweep(open: OpenWorkspace, files: PreviewFiles): Promise<void> {
    if (this.#swept === open) return
    await files.remove(await open.decisions.decide('unknownPreviews', { ids: await files.names() }))
    this.#swept = open
  }

  #describe(error: unknown): ErrorDescription {
    if (error instanceof WeatherglassError) return error.describe()
    const name = this.#log.defect(error, 'a preview')
    return { code: 'engine-failed', message: `Weatherglass met an unexpected error; the log has it as ${name}.` }
  }
}

function change({ state }: CurrentPreview, changes: Change): void {
  if (state.value.state === 'running') state.set({ ...state.value, ...changes })
}

function progressed({ phase, step, steps }: Progress, timeLeft: TimeLeft): Change {
  if (phase !== 'denoise') return { phase, step, steps }
  return { phase, step, steps, denoised: step, denoisingSteps: steps, secondsLeft: timeLeft.after(step, steps) }
}

function hear(current: CurrentPreview, event: BlockEvent): void {
  switch (event.type) {
    case 'seen':
      current.seen = { content: event.contents[0]!, reference: event.styles[0]! }
      return
    case 'predicted':
      current.predicted.set(event.step, event.pictures[0]!)
      return change(current, { predicted: event.step })
    case 'picture':
      current.picture = event.picture
      return
    case 'measured':
      current.measures = shownMeasures(event.measures)
      return
    case 'failed':
      current.failure = event.error
      return
    // the picture's provenance has it
    case 'provider':
  }
}

/** @throws what was wrong with an image */
function resultOf({ picture, measures, failure }: CurrentPreview): PreviewResult {
  if (failure) throw errorFromDescription(failure)
  if (!picture) throw new Error('a preview ended without a picture')
  const { evaluations, seconds, model, provider, precision, warnings } = picture.provenance
  return { evaluations, seconds, model: model.name, provider, precision, measures, warnings }
}

import type { Phase as TransferPhase } from '../engine/protocol.ts'

/** The part of a stream that progress is drawn on: stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

type Phase = TransferPhase | 'draw'

/** `step` of `steps` of the phase are done. */
export interface TaskProgress {
  readonly phase: Phase
  readonly step: number
  readonly steps: number
}

/** What a person calls the phase; `bytes`: steps are bytes; `rate`: steps are alike and many, so that their rate says something. */
const phases: Record<Phase, { readonly name: string; readonly bytes?: true; readonly rate?: true }> = {
  convert: { name: 'converting weights', bytes: true, rate: true },
  load: { name: 'loading the model' },
  encode: { name: 'encoding' },
  invert: { name: 'inverting' },
  denoise: { name: 'denoising' },
  decode: { name: 'decoding' },
  draw: { name: 'drawing scenes', rate: true },
}

const redrawMilliseconds = 250
const lineMilliseconds = 500
const barWidth = 24
const clearLine = '\r\u001b[2K'

/** 75 -> `1:15`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/**
 * Progress of a task in phases: on a terminal a bar with step, time and time left that is redrawn in place, else plain lines, at most
 * two a second and always the last of a phase.
 */
export class ProgressBar {
  readonly #stream: ProgressStream
  readonly #now: () => number
  readonly #redraw: NodeJS.Timeout | undefined
  #progress: TaskProgress | null = null
  #phaseStart = 0
  #lastReport: number
  #lastLine = -Infinity

  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
    this.#lastReport = now()
    if (stream.isTTY) this.#redraw = setInterval(() => this.#draw(), redrawMilliseconds).unref()
  }

  report(progress: TaskProgress): void {
    const isNewPhase = progress.phase !== this.#progress?.phase
    // a phase whose first report has a step done began when the one before it was last heard of
    if (isNewPhase) this.#phaseStart = progress.step > 0 ? this.#lastReport : this.#now()
    this.#lastReport = this.#now()
    this.#progress = progress
    if (this.#stream.isTTY) this.#draw()
    else if (isNewPhase || progress.step === progress.steps || this.#now() - this.#lastLine >= lineMilliseconds) {
      this.#lastLine = this.#now()
      this.#stream.write(`${this.#text(progress)}\n`)
    }
  }

  /** Takes the bar away. */
  end(): void {
    clearInterval(this.#redraw)
    if (this.#stream.isTTY && this.#progress) this.#stream.write(clearLine)
  }

  #draw(): void {
    if (!this.#progress) return
    const { step, steps } = this.#progress
    const filled = Math.round((step / steps) * barWidth)
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
    const line = `${bar} ${this.#text(this.#progress)}`
    this.#stream.write(clearLine + line.slice(0, (this.#stream.columns ?? 80) - 1))
  }

  #text({ phase, step, steps }: TaskProgress): string {
    const { name, bytes, rate } = phases[phase]
    const seconds = (this.#now() - this.#phaseStart) / 1000
    const done = bytes ? `${gigabytes(step)}/${gigabytes(steps)} GB` : `${step}/${steps}`
    const parts = [`${name} ${done}`, clockTime(seconds)]
    if (rate && step > 0 && seconds > 0)
      parts.push(bytes ? `${(step / seconds / 1e6).toFixed(0)} MB/s` : `${(step / seconds).toPrecision(2)}/s`)
    if (step > 0 && step < steps) parts.push(`${clockTime((seconds / step) * (steps - step))} left`)
    return parts.join(', ')
  }
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(2)

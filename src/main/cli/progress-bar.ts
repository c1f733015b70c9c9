import type { Phase as TransferPhase } from '../engine/protocol.ts'

/** The part of a stream that progress is drawn on: stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

type Phase = TransferPhase | 'restyle' | 'draw' | 'walk' | 'read' | 'hash' | 'write' | 'verify' | 'predict'

/** `step` of `steps` of the phase are done. */
export interface TaskProgress {
  readonly phase: Phase
  readonly step: number
  /** Null where nobody knows yet. */
  readonly steps: number | null
  /** Steps a second, and seconds that are left, by the task's own clock; null where it cannot tell. Without them all steps count since the phase began. */
  readonly rate?: number | null
  readonly secondsLeft?: number | null
}

/** One of like tasks that follow each other: `fog, 1 of 4`. */
export interface SeriesTask {
  readonly name: string
  /** Counted from 1. */
  readonly number: number
  readonly count: number
}

/**
 * What a person calls the phase; `bytes`: steps are bytes; `rate`: steps are alike and many, so that their rate says something; `bulk`:
 * most of a task, so that its steps tell how long the whole takes.
 */
const phases: Record<
  Phase,
  { readonly name: string; readonly bytes?: true; readonly rate?: true; readonly bulk?: true }
> = {
  convert: { name: 'converting weights', bytes: true, rate: true },
  load: { name: 'loading the model' },
  encode: { name: 'encoding' },
  invert: { name: 'inverting' },
  denoise: { name: 'denoising', bulk: true },
  decode: { name: 'decoding' },
  restyle: { name: 'restyling' },
  draw: { name: 'drawing scenes', rate: true },
  walk: { name: 'listing files', rate: true },
  read: { name: 'reading images', rate: true },
  hash: { name: 'reading labels', rate: true },
  write: { name: 'writing pairs', rate: true },
  verify: { name: 'checking', rate: true },
  predict: { name: 'predicting labels', rate: true },
}

const redrawMilliseconds = 250
const lineMilliseconds = 500
const barWidth = { alone: 24, inSeries: 12 }
const clearLine = '\r\u001b[2K'

/** 75 -> `1:15`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** When a series of like tasks will be done. */
class SeriesClock {
  #task: SeriesTask
  #start: number
  /** Seconds that the task before took. */
  #before: number | null = null
  /** Seconds that this one may take, while there is none before. */
  #roughly: number | null = null

  constructor(task: SeriesTask, now: number) {
    this.#task = task
    this.#start = now
  }

  next(task: SeriesTask, now: number): void {
    this.#before = (now - this.#start) / 1000
    this.#task = task
    this.#start = now
  }

  /** `night, 2 of 4 (0:45 left in all)`; `taskLeft`: seconds that are left of the task, where that can be told. */
  text(now: number, taskLeft: number | null): string {
    const { name, number, count } = this.#task
    const elapsed = (now - this.#start) / 1000
    if (taskLeft !== null) this.#roughly = elapsed + taskLeft
    const whole = this.#before ?? this.#roughly
    if (whole === null) return `${name}, ${number} of ${count}`
    const left = Math.max(whole - elapsed, taskLeft ?? 0) + whole * (count - number)
    const about = this.#before === null ? 'about ' : ''
    return `${name}, ${number} of ${count} (${about}${clockTime(left)} left in all)`
  }
}

/**
 * Progress of a task in phases: on a terminal a bar with step, time and time left that is redrawn in place, else plain lines, at most
 * two a second and always the last of a phase. In a series of tasks the time left of them all stands before it: by how long the task
 * before took, and within the first one roughly, by its steps so far.
 */
export class ProgressBar {
  readonly #stream: ProgressStream
  readonly #now: () => number
  readonly #redraw: NodeJS.Timeout | undefined
  #progress: TaskProgress | null = null
  #phaseStart = 0
  #lastReport: number
  #lastLine = -Infinity
  #series: SeriesClock | null = null

  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
    this.#lastReport = now()
    if (stream.isTTY) this.#redraw = setInterval(() => this.#draw(), redrawMilliseconds).unref()
  }

  /** Begins the next task of a series. */
  begin(task: SeriesTask): void {
    this.#clear()
    this.#progress = null
    this.#lastReport = this.#now()
    if (this.#series) this.#series.next(task, this.#lastReport)
    else this.#series = new SeriesClock(task, this.#lastReport)
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

  /** A sentence above the bar. */
  note(sentence: string): void {
    this.#clear()
    this.#stream.write(`${sentence}\n`)
    if (this.#stream.isTTY) this.#draw()
  }

  /** Takes the bar away. */
  end(): void {
    clearInterval(this.#redraw)
    this.#clear()
  }

  #clear(): void {
    if (this.#stream.isTTY && this.#progress) this.#stream.write(clearLine)
  }

  #draw(): void {
    if (!this.#progress) return
    const line = `${this.#bar(this.#progress)}${this.#text(this.#progress)}`
    this.#stream.write(clearLine + line.slice(0, (this.#stream.columns ?? 80) - 1))
  }

  /** Empty where it is not known how much there is. */
  #bar({ step, steps }: TaskProgress): string {
    if (steps === null) return ''
    const width = this.#series ? barWidth.inSeries : barWidth.alone
    const filled = steps === 0 ? width : Math.round((step / steps) * width)
    return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] `
  }

  #text(progress: TaskProgress): string {
    const { phase, step, steps } = progress
    const { name, bytes, rate: saysRate, bulk } = phases[phase]
    const seconds = (this.#now() - this.#phaseStart) / 1000
    const { rate, left } = pace(progress, seconds)
    const parts = [`${name} ${bytes ? `${gigabytes(step)}/${gigabytes(steps ?? step)} GB` : stepsOf(step, steps)}`]
    parts.push(clockTime(seconds))
    if (saysRate && rate) parts.push(bytes ? `${(rate / 1e6).toFixed(0)} MB/s` : `${rateText(rate)}/s`)
    if (left) parts.push(`${clockTime(left)} left`)
    const text = parts.join(', ')
    return this.#series ? `${this.#series.text(this.#now(), bulk ? left : null)}: ${text}` : text
  }
}

/** Steps a second and the seconds left: as the task tells them, else by its steps in the seconds so far. */
function pace(
  { step, steps, rate, secondsLeft }: TaskProgress,
  seconds: number,
): Record<'rate' | 'left', number | null> {
  const since = step > 0 && seconds > 0 ? step / seconds : null
  const left = step === 0 || steps === null ? null : (seconds / step) * (steps - step)
  return { rate: rate === undefined ? since : rate, left: secondsLeft === undefined ? left : secondsLeft }
}

const stepsOf = (step: number, steps: number | null): string => (steps === null ? `${step}` : `${step}/${steps}`)
const rateText = (rate: number): string => (rate < 99.5 ? rate.toPrecision(2) : rate.toFixed(0))
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(2)

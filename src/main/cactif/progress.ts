import { CancelledError } from '../../shared/errors.ts'

export type Phase = 'load' | 'encode' | 'invert' | 'denoise' | 'decode'

/** `step` of `steps` of the phase are done. */
export interface Progress {
  readonly phase: Phase
  readonly step: number
  readonly steps: number
  /** U-Net rows that were evaluated so far. */
  readonly evaluations: number
}

export interface ProgressOptions {
  readonly onProgress?: (progress: Progress) => void
  /** Asked between evaluations; true ends the block with a CancelledError. */
  readonly isCancelled?: () => Promise<boolean>
}

/** Tells how far a block is, measures its phases, and ends it where it was cancelled. */
export class BlockProgress {
  private readonly options: ProgressOptions
  private readonly seconds: Record<Phase, number> = { load: 0, encode: 0, invert: 0, denoise: 0, decode: 0 }
  private phase: Phase = 'encode'
  private steps = 0
  private evaluations = 0
  private since = performance.now()

  constructor(options: ProgressOptions) {
    this.options = options
  }

  async begin(phase: Phase, steps: number): Promise<void> {
    this.stopClock()
    this.phase = phase
    this.steps = steps
    await this.report(0)
  }

  /**
   * @param evaluations so far, where there were some since the last report
   * @throws CancelledError
   */
  async report(step: number, evaluations = this.evaluations): Promise<void> {
    this.evaluations = evaluations
    this.options.onProgress?.({ phase: this.phase, step, steps: this.steps, evaluations })
    if (await this.options.isCancelled?.()) throw new CancelledError('The transfer was cancelled; nothing was written.')
  }

  /** Seconds of each phase so far. */
  timings(): Readonly<Record<Phase, number>> {
    this.stopClock()
    return { ...this.seconds }
  }

  private stopClock(): void {
    const now = performance.now()
    this.seconds[this.phase] += (now - this.since) / 1000
    this.since = now
  }
}

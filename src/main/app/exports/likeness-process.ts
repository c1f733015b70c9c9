/** Measures likeness: the entry that `measureLikenessApart` forks. ONNX Runtime may crash or be killed here without harm. */
import { WeatherglassError } from '../../../shared/errors.ts'
import { measurePlannedLikeness } from './export-tasks.ts'
import type { LikenessEvent, LikenessOrder } from './likeness-apart.ts'

const cancellation = new AbortController()
const say = (event: LikenessEvent): void => void process.send?.(event)

async function measure({ task }: Extract<LikenessOrder, { order: 'measure' }>): Promise<void> {
  try {
    await measurePlannedLikeness(task, {
      signal: cancellation.signal,
      onStep: (step) => say({ event: 'step', step }),
      onMeasured: (condition) => say({ event: 'measured', condition }),
    })
    say({ event: 'done' })
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    say({
      event: 'failed',
      error:
        error instanceof WeatherglassError
          ? error.describe()
          : { code: 'engine-failed', message: `Measuring likeness met an unexpected error: ${message}` },
    })
  }
}

// Ctrl-C reaches every process of a terminal: it is left to the application, which cancels or waits
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
process.on('message', (order: LikenessOrder) => {
  if (order.order === 'cancel') cancellation.abort()
  else void measure(order)
})

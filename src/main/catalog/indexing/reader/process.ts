/** A reader: the entry that `ReaderPool` forks. Decodes pictures of strangers, in a process that may crash without harm. */
import sharp from 'sharp'
import { WeatherglassError, type ErrorDescription } from '../../../../shared/errors.ts'
import { ImageReader } from './read-image.ts'
import type { ReaderEvent, ReaderRequest } from './reading.ts'

// No picture is decoded twice.
sharp.cache(false)

let reader: ImageReader | undefined

const send = (event: ReaderEvent): void => void process.send?.(event)

/** Several at a time: while one waits for the disk or a thread, another one uses the core. */
async function answer({ job, image, thumbnails }: ReaderRequest): Promise<void> {
  try {
    reader ??= new ImageReader(thumbnails)
    send({ type: 'done', job, reading: await reader.read(image) })
  } catch (error) {
    send({ type: 'failed', job, error: describeFailure(error) })
  }
}

function describeFailure(error: unknown): ErrorDescription {
  if (error instanceof WeatherglassError) return error.describe()
  const { message } = error instanceof Error ? error : new Error(String(error))
  return { code: 'engine-failed', message: `The process that reads images met an unexpected error: ${message}` }
}

// Ctrl-C reaches every process of a terminal: it is left to the application, which finishes the images in hand.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
process.on('message', (request: ReaderRequest) => void answer(request))
send({ type: 'ready' })

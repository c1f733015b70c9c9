/** A reader: the entry that `ReaderPool` forks. Decodes pictures of strangers, in a process that may crash without harm. */
import sharp from 'sharp'
import { WeatherglassError, type ErrorDescription } from '../../../../shared/errors.ts'
import { ImageReader } from './read-image.ts'
import type { ReaderEvent, ReaderRequest, Reading } from './reading.ts'

// No picture is decoded twice.
sharp.cache(false)

let reader: ImageReader | undefined
let decoded: Promise<unknown> = Promise.resolve()

const send = (event: ReaderEvent): void => void process.send?.(event)

/** One image is decoded at a time, while the next one's files are fetched from the disk. */
async function read({ image, thumbnails }: ReaderRequest): Promise<Reading> {
  const images = (reader ??= new ImageReader(thumbnails))
  const opening = images.open(image)
  const before = decoded
  const reading = (async () => {
    const opened = await opening
    await before
    return opened === 'confirmed' ? ({ outcome: 'confirmed' } as const) : images.read(opened)
  })()
  decoded = reading.catch(() => undefined)
  return reading
}

async function answer(request: ReaderRequest): Promise<void> {
  const { job } = request
  try {
    send({ type: 'done', job, reading: await read(request) })
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

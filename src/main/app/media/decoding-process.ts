/**
 * Decodes files of strangers in a process of its own: a crash in a codec ends it, and not the application.
 */
import sharp from 'sharp'
import { LabelError, WeatherglassError } from '../../../shared/errors.ts'
import { readImage } from '../../imaging/image.ts'
import { readLabelMap } from '../../imaging/labels.ts'
import type { DecodingAnswer, DecodingOrder, DecodingRequest } from './decoding.ts'

async function obey({ job, order }: DecodingRequest): Promise<void> {
  try {
    say({ job, bytes: await make(order) })
  } catch (error) {
    if (error instanceof WeatherglassError) return say({ job, error: error.describe() })
    const { message } = error as Error
    say({ job, error: new LabelError(`${order.file} cannot be shown (${message})`, order.file).describe() })
  }
}

async function make(order: DecodingOrder): Promise<Uint8Array> {
  if (order.make === 'jpeg') {
    const { width, height, data } = await readImage(order.file)
    return sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer()
  }
  const { width, height, trainIds } = await readLabelMap(order.file, order.encoding ? { encoding: order.encoding } : {})
  return sharp(trainIds, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 3 })
    .toBuffer()
}

const say = (answer: DecodingAnswer): void => void process.send!(answer)

process.on('message', (request: DecodingRequest) => void obey(request))
process.on('disconnect', () => process.exit(0))

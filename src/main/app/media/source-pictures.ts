import type { LabelFile, MediaFile } from '../../catalog/media-files.ts'
import { isKnown, pictureAnswer, unchangedAnswer, type Picture } from './answers.ts'
import type { Decoder } from './decoder.ts'
import { shownType, SIGNATURE_BYTES } from './picture-type.ts'
import { openSourceFile, type OpenedSourceFile } from './source-file.ts'

/**
 * A source's picture: the file's own bytes where browsers show its format, which their own decoders take apart in a sandbox; else a JPEG.
 *
 * @throws FileMissingError, ImageError
 */
export async function imageAnswer(request: Request, image: MediaFile, decoder: Decoder): Promise<Response> {
  const file = await openSourceFile(image)
  let body: ReadableStream | null = null
  try {
    if (isKnown(request, file.tag)) return unchangedAnswer(file.tag)
    const type = await typeOf(file)
    if (type === null) return await decoded(request, file, 'image/jpeg', decoder, { make: 'jpeg', file: file.realPath })
    body = file.handle.readableWebStream({ autoClose: true }) as ReadableStream
    return pictureAnswer(request, { type, body, bytes: file.bytes, tag: file.tag })
  } finally {
    if (!body) await file.handle.close()
  }
}

/**
 * The train ids of a label, as a grey PNG.
 *
 * @throws FileMissingError, LabelError
 */
export async function labelAnswer(request: Request, label: LabelFile, decoder: Decoder): Promise<Response> {
  const file = await openSourceFile(label)
  await file.handle.close()
  if (isKnown(request, file.tag)) return unchangedAnswer(file.tag)
  const order = { make: 'train-ids', file: file.realPath, encoding: label.encoding } as const
  return decoded(request, file, 'image/png', decoder, order)
}

async function typeOf({ handle }: OpenedSourceFile): Promise<Picture['type'] | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0)
  return shownType(buffer.subarray(0, bytesRead))
}

async function decoded(
  request: Request,
  { tag }: OpenedSourceFile,
  type: Picture['type'],
  decoder: Decoder,
  order: Parameters<Decoder['decode']>[0],
): Promise<Response> {
  const body = await decoder.decode(order)
  return pictureAnswer(request, { type, body: new Uint8Array(body), bytes: body.length, tag })
}

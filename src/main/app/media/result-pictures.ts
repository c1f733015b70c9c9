import sharp from 'sharp'
import type { MediaFile } from '../../catalog/media-files.ts'
import { isKnown, pictureAnswer, unchangedAnswer } from './answers.ts'
import { openSourceFile } from './source-file.ts'

/** As for thumbnails of sources. */
const SIDE = 384
const FORMAT = { quality: 75, effort: 0 } as const

/**
 * A result, at most 384 pixels a side, as WebP. Results are files that this program wrote, of known size: they are decoded here.
 *
 * @throws FileMissingError
 */
export async function resultThumbnailAnswer(request: Request, result: MediaFile): Promise<Response> {
  const { handle, tag, realPath } = await openSourceFile(result)
  await handle.close()
  const own = `${tag}-${SIDE}`
  if (isKnown(request, own)) return unchangedAnswer(own)
  const webp = await sharp(realPath)
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp(FORMAT)
    .toBuffer()
  return pictureAnswer(request, { type: 'image/webp', body: new Uint8Array(webp), bytes: webp.length, tag: own })
}

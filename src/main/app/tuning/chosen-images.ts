import { SourceError } from '../../../shared/errors.ts'
import type { MediaFile } from '../../catalog/media-files.ts'
import type { BlockImage } from '../../engine/protocol.ts'
import { openSourceFile } from '../media/source-file.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'

/**
 * An image of the catalog with its label, as the inference process takes it. A reference without one takes what was predicted for it.
 *
 * @throws SourceError where there is none, FileMissingError where a file is not there
 */
export async function chosenImage(
  { media }: OpenWorkspace,
  role: 'content' | 'reference',
  id: number,
): Promise<BlockImage> {
  const image = media.image(id)
  if (!image) throw new SourceError(`There is no image ${id} in this workspace; its source was removed`)
  const label = media.label(id)
  const predicted = label || role === 'content' ? undefined : media.predictedLabel(id)
  return {
    image: await realPathOf(image),
    ...(label && { label: await realPathOf(label) }),
    ...(predicted && { label: await realPathOf(predicted), labelNetwork: predicted.network }),
  }
}

async function realPathOf(file: MediaFile): Promise<string> {
  const { handle, realPath } = await openSourceFile(file)
  await handle.close()
  return realPath
}

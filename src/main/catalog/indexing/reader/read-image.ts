import path from 'node:path'
import { ImageError, LabelError } from '../../../../shared/errors.ts'
import type { Problem } from '../../../../shared/problems.ts'
import { shown } from '../../../datasets/names/file-names.ts'
import { problemOf } from '../../../imaging/defects.ts'
import { labelHistogram, type LabelHistogram } from '../../../imaging/digest/label-histogram.ts'
import { digestPicture, encodeThumbnail, singleColourDefect } from '../../../imaging/digest/picture-digest.ts'
import { partialHash } from '../../partial-hash.ts'
import { writeThumbnail } from '../thumbnails/thumbnail-files.ts'
import { FileMemory } from './file-memory.ts'
import { pictureStatistics } from './picture-statistics.ts'
import type { ImageToRead, LabelToRead, PictureFacts, Reading } from './reading.ts'
import { partialHashOf, readSourceFile, type FileContent, type OpenedFile } from './source-file.ts'

/** The files of an image as the disk gave them. */
interface OpenedImage {
  readonly image: ImageToRead
  readonly picture: OpenedFile
  readonly label: OpenedFile | null
}

/** Reads images of sources; several at a time, if one likes. */
export class ImageReader {
  readonly #thumbnails: string
  readonly #memory = new FileMemory()

  /** @param thumbnails the folder that thumbnails are written to */
  constructor(thumbnails: string) {
    this.#thumbnails = thumbnails
  }

  /**
   * Reads an image's files and decodes them once: statistics and thumbnail from the picture, class counts from the label. What is
   * wrong with the files becomes problems.
   *
   * @throws WriteError where the thumbnail cannot be written
   */
  async read(image: ImageToRead): Promise<Reading> {
    if (image.expectedHash && (await isMoved(image, image.expectedHash))) return { outcome: 'confirmed' }
    const opened = await this.#open(image)
    try {
      return await readOpened(opened, this.#thumbnails)
    } finally {
      if (typeof opened.picture === 'object' && 'bytes' in opened.picture) this.#memory.giveBack(opened.picture.bytes)
    }
  }

  async #open(image: ImageToRead): Promise<OpenedImage> {
    const [picture, label] = await Promise.all([
      readSourceFile(image.root, image, 'image', (bytes) => this.#memory.take(bytes)),
      image.label && readSourceFile(image.root, image.label, 'label', (bytes) => Buffer.allocUnsafe(bytes)),
    ])
    return { image, picture, label }
  }
}

async function isMoved({ root, path: file }: ImageToRead, expected: Uint8Array): Promise<boolean> {
  try {
    return (await partialHash(path.join(root, file))).equals(expected)
  } catch {
    // reading all of it will tell what is wrong
    return false
  }
}

async function readOpened({ image, picture, label }: OpenedImage, thumbnails: string): Promise<Reading> {
  if (picture === 'changed' || label === 'changed') return { outcome: 'changed' }
  if ('failure' in picture) return unavailable(image.path, picture.failure)
  if (label && 'failure' in label) return unavailable(image.label!.path, label.failure)
  const read = await readPicture(image, picture, thumbnails)
  const counted = label && readLabel(image.label!, label)
  const mismatch = read.facts && counted?.counts ? sizeMismatch(image, read.facts, counted.counts) : []
  const isUsable = read.facts && mismatch.length === 0
  return {
    outcome: 'read',
    partialHash: read.partialHash,
    picture: read.facts,
    label: isUsable ? (counted?.counts ?? null) : null,
    problems: [...read.problems, ...(counted?.problems ?? []), ...mismatch],
  }
}

/** The disk may give it another time: the image waits on. */
const unavailable = (file: string, code: string): Reading => ({
  outcome: 'unavailable',
  problem: {
    path: file,
    problem: 'unreadable',
    message: `${shown(file)} cannot be read (${code}); check its permissions and the disk it is on, then index the source again`,
  },
})

const asProblem = (path: string, error: ImageError | LabelError): Problem => ({
  path,
  problem: problemOf(error),
  message: error.message,
})

interface ReadPicture {
  readonly partialHash: Buffer | null
  readonly facts: PictureFacts | null
  readonly problems: readonly Problem[]
}

async function readPicture(
  { id, path: file }: ImageToRead,
  content: FileContent,
  thumbnails: string,
): Promise<ReadPicture> {
  if ('defect' in content) return { partialHash: null, facts: null, problems: [asProblem(file, content.defect)] }
  const partialHash = partialHashOf(content.bytes)
  try {
    const digest = await digestPicture(content.bytes, shown(file))
    const webp = encodeThumbnail(digest.small)
    const facts = { width: digest.width, height: digest.height, ...pictureStatistics(digest.small) }
    writeThumbnail(thumbnails, { imageId: id, partialHash }, await webp)
    const problems = digest.singleColour ? [asProblem(file, singleColourDefect(digest, shown(file)))] : []
    return { partialHash, facts, problems }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    return { partialHash, facts: null, problems: [asProblem(file, error)] }
  }
}

interface ReadLabel {
  readonly counts: LabelHistogram | null
  readonly problems: readonly Problem[]
}

function readLabel({ path: file, encoding }: LabelToRead, content: FileContent): ReadLabel {
  if ('defect' in content) return { counts: null, problems: [asProblem(file, content.defect)] }
  try {
    return { counts: labelHistogram(content.bytes, shown(file), encoding ?? undefined), problems: [] }
  } catch (error) {
    if (!(error instanceof LabelError)) throw error
    return { counts: null, problems: [asProblem(file, error)] }
  }
}

function sizeMismatch({ path: file, label }: ImageToRead, picture: PictureFacts, counts: LabelHistogram): Problem[] {
  if (picture.width === counts.width && picture.height === counts.height) return []
  const message =
    `${shown(file)} has ${picture.width}x${picture.height} pixels, but its label ${shown(label!.path)} has ` +
    `${counts.width}x${counts.height}; use the image without its label, or get both anew`
  return [{ path: file, problem: 'size-mismatch', message }]
}

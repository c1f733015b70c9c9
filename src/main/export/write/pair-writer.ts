import { createHash } from 'node:crypto'
import { link, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { FileMissingError, ImageError, LabelError } from '../../../shared/errors.ts'
import type { ExportOptions, LeftOutReason } from '../../../shared/exports.ts'
import { sizeOfPlainPng } from '../../imaging/png-chunks.ts'
import { imagePath, labelKinds, labelPath, stemOf, type LabelKind } from '../layout/names.ts'
import { fileInside } from '../layout/inside.ts'
import type { FileFacts } from '../manifest.ts'
import type { PlannedPair } from '../plan/plan-pairs.ts'
import type { WrittenPair } from '../dataset.ts'
import { countClasses, encodeLabel, openLabel, placeLabel, type LabelIds } from './label-files.ts'
import { originalPicture, readPictureFile, resultPicture, type PictureFile } from './picture-file.ts'

/** A pair that can't be exported after all: the reason under which it is listed. */
export class PairDefect extends Error {
  readonly reason: LeftOutReason

  constructor(reason: LeftOutReason, message: string) {
    super(message)
    this.reason = reason
  }
}

interface EncodedLabel {
  readonly ids: LabelIds
  readonly classPixels: Uint32Array
  readonly files: readonly { readonly kind: LabelKind; readonly bytes: Buffer; readonly facts: FileFacts }[]
}

/** The label of one content, for all pictures that are made of it: it is read, cut and encoded once. */
export class ContentLabel {
  readonly sha256: string
  /** Of the content's picture, whose label has its size. */
  readonly #content: PlannedPair['content']
  readonly #read: () => Promise<LabelIds>
  #frame: Promise<LabelIds> | null = null
  readonly #encoded = new Map<string, Promise<EncodedLabel>>()

  private constructor(content: PlannedPair['content'], sha256: string, read: () => Promise<LabelIds>) {
    this.#content = content
    this.sha256 = sha256
    this.#read = read
  }

  /** @throws PairDefect */
  static async open(content: PlannedPair['content']): Promise<ContentLabel> {
    const { path: file, encoding } = content.label
    const opened = await openLabel(content, file, encoding).catch(asDefect('label-missing', 'label-damaged'))
    return new ContentLabel(content, opened.sha256, opened.read)
  }

  /** @throws PairDefect where the label is not the one that the transfer was made with */
  check({ row }: PlannedPair): void {
    if (row?.labelSha256 && row.labelSha256 !== this.sha256)
      throw new PairDefect(
        'label-changed',
        `${this.#content.label.path} of ${this.#content.source} changed since the run: expected SHA-256 ${row.labelSha256.slice(0, 12)}..., found ${this.sha256.slice(0, 12)}...`,
      )
  }

  /** @throws PairDefect */
  frame(): Promise<LabelIds> {
    this.#frame ??= this.#read().catch(asDefect('label-missing', 'label-damaged'))
    return this.#frame
  }

  /** @throws PairDefect */
  encoded({ row, size }: PlannedPair, { image }: ExportOptions): Promise<EncodedLabel> {
    const scale = row === null && image.size === 'full' ? 'whole' : image.size
    const key = `${scale} ${size.join('x')}`
    let encoded = this.#encoded.get(key)
    if (!encoded) this.#encoded.set(key, (encoded = this.#encode(size, scale)))
    return encoded
  }

  async #encode(size: PlannedPair['size'], scale: Parameters<typeof placeLabel>[2]): Promise<EncodedLabel> {
    const ids = placeLabel(await this.frame(), size, scale)
    const files = await encodeLabel(ids)
    return {
      ids,
      classPixels: countClasses(ids),
      files: labelKinds.map((kind) => ({ kind, bytes: files[kind], facts: factsOf(files[kind]) })),
    }
  }
}

const factsOf = (bytes: Uint8Array): FileFacts => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
})

/** Files that are gone, and files that are not what they should be, leave the pair out; anything else ends the export. */
const asDefect =
  (missing: LeftOutReason, damaged: LeftOutReason) =>
  (error: unknown): never => {
    if (error instanceof FileMissingError) throw new PairDefect(missing, error.message)
    if (error instanceof LabelError || error instanceof ImageError || error instanceof RangeError)
      throw new PairDefect(damaged, error.message)
    throw error
  }

/**
 * What the bytes of a pair's files depend on. An original is told by its place, its size and when it was changed, which costs no look at its bytes.
 *
 * @throws PairDefect where it is gone
 */
export async function pairKey(
  { row, content, size }: PlannedPair,
  labelSha256: string,
  { image }: ExportOptions,
): Promise<string> {
  const picture = row === null ? await stampOf(content) : row.result.sha256
  const facts = [1, picture, labelSha256, content.label.encoding, size, image.size, image.format, image.quality]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32)
}

async function stampOf({ root, path: file }: PlannedPair['content']): Promise<string> {
  const real = await fileInside(root, file).catch(asDefect('result-missing', 'result-changed'))
  const { size, mtimeMs } = await stat(real)
  return `${root}/${file} ${size} ${mtimeMs}`
}

export interface PairPlace {
  readonly dataset: string
  readonly options: ExportOptions
  readonly link: boolean
}

/**
 * Writes picture and labels of a pair.
 *
 * @throws PairDefect where the pair is left out: nothing of it stays
 */
export async function writePair(pair: PlannedPair, label: ContentLabel, place: PairPlace): Promise<WrittenPair> {
  const { name, row, content, size } = pair
  const { image } = place.options
  // before the picture is read: one that changes meanwhile is taken anew by the next update
  const key = await pairKey(pair, label.sha256, place.options)
  const picture = await readPicture(pair)
  const frame = await label.frame()
  const choice = { image, size, frame }
  const encoded = await (row === null ? originalPicture(picture, choice) : resultPicture(picture, choice)).catch(
    asDefect('result-missing', row === null ? 'label-damaged' : 'result-changed'),
  )
  const { ids, classPixels, files: labels } = await label.encoded(pair, place.options)
  await checkSize(encoded ?? picture.bytes, ids, content)
  const relative = imagePath(name, image.format === 'png' ? 'png' : 'jpg')
  const folders = new Set([relative, labelPath(name, 'labelIds')].map((file) => path.dirname(file)))
  for (const folder of folders) await mkdir(path.join(place.dataset, folder), { recursive: true })
  const files: Record<string, FileFacts> = {}
  await writePicture(path.join(place.dataset, relative), picture, encoded, place.link)
  files[relative] = encoded ? factsOf(encoded) : { sha256: picture.sha256, bytes: picture.bytes.length }
  for (const { kind, bytes, facts } of labels) {
    const file = labelPath(name, kind)
    await writeNew(path.join(place.dataset, file), bytes)
    files[file] = facts
  }
  const { width, height } = ids
  return { pair: stemOf(name), split: name.split, key, width, height, files, classPixels: [...classPixels] }
}

async function readPicture({ row, content }: PlannedPair): Promise<PictureFile> {
  const source = row?.result ?? content
  const file = await fileInside(source.root, source.path).catch(asDefect('result-missing', 'result-changed'))
  const picture = await readPictureFile(file).catch(asDefect('result-missing', 'result-changed'))
  if (row && picture.sha256 !== row.result.sha256)
    throw new PairDefect(
      'result-changed',
      `${row.result.path} changed since the run: expected SHA-256 ${row.result.sha256.slice(0, 12)}..., found ${picture.sha256.slice(0, 12)}...`,
    )
  return picture
}

/** The picture's header says its size; a result was hashed when it was made, and an encoded picture was decoded just now. */
async function checkSize(
  picture: Buffer,
  label: LabelIds,
  { path: file, source }: PlannedPair['content'],
): Promise<void> {
  const size =
    sizeOfPlainPng(picture) ??
    (await sharp(picture, { limitInputPixels: false })
      .metadata()
      .catch(() => {
        throw new PairDefect('result-changed', `The picture made of ${file} of ${source} can't be read.`)
      }))
  const { width, height } = size
  if (width !== label.width || height !== label.height)
    throw new PairDefect(
      'label-damaged',
      `${file} of ${source} gives a picture of ${width}x${height} pixels but a label of ${label.width}x${label.height}.`,
    )
}

async function writePicture(
  file: string,
  picture: PictureFile,
  encoded: Buffer | null,
  linked: boolean,
): Promise<void> {
  if (encoded) return writeNew(file, encoded)
  if (!linked) return writeNew(file, picture.bytes)
  try {
    await rm(file, { force: true })
    await link(picture.file, file)
  } catch {
    // another disk, or one without hard links: a copy has the same bytes
    await writeNew(file, picture.bytes)
  }
}

/** Never through a file that is there, which may be a link to one of the workspace's or of an export before. */
async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    await rm(file, { force: true })
    await writeFile(file, bytes, { flag: 'wx' })
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema, type ModelProto, type ValueInfoProto } from 'onnx-buf'
import { FileMissingError, ProviderError, UnsupportedModelError } from '../../../shared/errors.ts'
import { classNames, trainIdOfClassName, VOID, type ClassName } from '../../../shared/labels.ts'
import { float32, Session, type TensorData } from '../../diffusion/session.ts'
import type { RgbImage } from '../../imaging/image.ts'
import { resizeBicubic } from '../../imaging/resize.ts'

type Triple = readonly [number, number, number]

/** How a network wants its pictures, and what its outputs mean; null: by the file's metadata, else the usual. */
export interface SegmentationChoice {
  readonly file: string
  readonly size: readonly [height: number, width: number] | null
  readonly mean: Triple | null
  readonly std: Triple | null
  readonly classes: readonly ClassName[] | null
}

const MOST_BYTES = 2 ** 31
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const
const usualSize = [512, 1024] as const

interface Traits {
  readonly input: string
  readonly output: string
  readonly size: readonly [number, number]
  readonly mean: Triple
  readonly std: Triple
  readonly classes: readonly string[]
  /** Train id of each output. */
  readonly trainIds: Uint8Array
}

/** What a prediction depends on beside the picture. */
export interface NetworkIdentity {
  /** sha256 of the network's file and of the weights that it keeps beside it, in hex. */
  readonly sha256: string
  readonly size: readonly [height: number, width: number]
  readonly mean: Triple
  readonly std: Triple
  readonly classes: readonly string[]
}

/**
 * A segmentation network as ONNX: [1, 3, h, w] float32 in, scores [1, classes, h', w'] or indices of classes [1, h', w'] out. Metadata `size`,
 * `mean`, `std` and `classes` (JSON arrays) say what is not given.
 */
export class SegmentationNetwork {
  readonly #session: Session
  readonly #traits: Traits
  readonly #file: string
  readonly identity: NetworkIdentity

  private constructor(session: Session, traits: Traits, { file, sha256 }: { file: string; sha256: string }) {
    this.#session = session
    this.#traits = traits
    this.#file = file
    const { size, mean, std, classes } = traits
    this.identity = { sha256, size, mean, std, classes }
  }

  /** @throws FileMissingError, UnsupportedModelError, ProviderError */
  static async open(choice: SegmentationChoice): Promise<SegmentationNetwork> {
    const { file } = choice
    const { bytes, model } = await readModel(file)
    const traits = traitsOf(model, choice)
    const weightsFolder = path.dirname(await realpath(file))
    const session = await Session.create(
      { bytes, weightsFolder, inputs: [], outputs: [] },
      { provider: 'cpu', precision: 'fp32' },
    ).catch((error: unknown) => {
      throw refusedBy(error, `${file} cannot be loaded`, file)
    })
    return new SegmentationNetwork(session, traits, { file, sha256: await hashOf(bytes, model, weightsFolder) })
  }

  /**
   * Train ids of every pixel, 255 where the network's class is none of Cityscapes': [height, width].
   *
   * @throws UnsupportedModelError where the network takes no such picture, or gives something else than classes
   */
  async predict(image: RgbImage): Promise<Uint8Array> {
    const { input, output, trainIds, size } = this.#traits
    const outputs = await this.#session.run({ [input]: this.#tensor(image) }, [output]).catch((error: unknown) => {
      throw refusedBy(error, `${this.#file} does not take a picture of ${size.join(' x ')}`, this.#file)
    })
    const classes = classesOf(outputs.get(output)!, trainIds.length, this.#file)
    const [height, width] = classes.size
    const ids = new Uint8Array(image.width * image.height)
    for (let y = 0; y < image.height; y++) {
      const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / image.height)) * width
      for (let x = 0; x < image.width; x++) {
        const column = Math.min(width - 1, Math.floor(((x + 0.5) * width) / image.width))
        ids[y * image.width + x] = trainIds[classes.indices[row + column]!] ?? VOID
      }
    }
    return ids
  }

  #tensor(image: RgbImage): TensorData {
    const { size, mean, std } = this.#traits
    const [height, width] = size
    const { data } = resizeBicubic(image, width, height)
    const plane = height * width
    const values = new Float32Array(3 * plane)
    for (let channel = 0; channel < 3; channel++)
      for (let i = 0; i < plane; i++)
        values[channel * plane + i] = (data[3 * i + channel]! / 255 - mean[channel]!) / std[channel]!
    return float32(values, [1, 3, height, width])
  }

  release(): Promise<void> {
    return this.#session.release()
  }
}

/** What ONNX Runtime has against the network, with its file. */
const refusedBy = (error: unknown, what: string, file: string): unknown =>
  error instanceof ProviderError
    ? new UnsupportedModelError(`${what}: ${error.message.replace(/^.*?: /, '')}`, file, { cause: error })
    : error

async function hashOf(bytes: Uint8Array, model: ModelProto, folder: string): Promise<string> {
  const hash = createHash('sha256').update(bytes)
  const beside = (model.graph?.initializer ?? []).flatMap(({ externalData }) =>
    externalData.flatMap(({ key, value }) => (key === 'location' ? [value] : [])),
  )
  for (const name of [...new Set(beside)].sort())
    for await (const part of createReadStream(path.join(folder, name))) hash.update(part as Buffer)
  return hash.digest('hex')
}

async function readModel(file: string): Promise<{ readonly bytes: Uint8Array; readonly model: ModelProto }> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile())
    throw new FileMissingError(`${file} is not there, expected a network as an ONNX file; check its path.`, file)
  if (found.size > MOST_BYTES)
    throw new UnsupportedModelError(
      `${file} has ${found.size} bytes, more than the 2 GiB of one ONNX file; keep its weights beside it.`,
      file,
    )
  const bytes = await readFile(file)
  try {
    return { bytes, model: fromBinary(ModelProtoSchema, bytes) }
  } catch (error) {
    throw new UnsupportedModelError(`${file} is no ONNX file; export the network again.`, file, { cause: error })
  }
}

function traitsOf(model: ModelProto, choice: SegmentationChoice): Traits {
  const { file } = choice
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]))
  const stored = new Set(model.graph?.initializer.map(({ name }) => name))
  const input = model.graph?.input.find(({ name }) => !stored.has(name))
  const output = model.graph?.output[0]
  if (!input || !output)
    throw new UnsupportedModelError(`${file} has no input or no output; export the network again.`, file)
  const told = (key: string): unknown => {
    const text = metadata.get(key)
    try {
      return text === undefined ? null : (JSON.parse(text) as unknown)
    } catch {
      throw new UnsupportedModelError(`${file}: its metadata ${key} is no JSON; give it instead.`, file)
    }
  }
  const numbers = (key: 'size' | 'mean' | 'std', count: number): readonly number[] | null => {
    const value = choice[key] ?? told(key)
    if (value === null) return null
    if (Array.isArray(value) && value.length === count && value.every((one) => typeof one === 'number')) return value
    throw new UnsupportedModelError(
      `${file}: expected ${key} as ${count} numbers but received ${JSON.stringify(value)}; give it instead.`,
      file,
    )
  }
  const classes = choice.classes ?? told('classes') ?? classNames
  if (!Array.isArray(classes) || classes.length === 0 || !classes.every((name) => typeof name === 'string'))
    throw new UnsupportedModelError(
      `${file}: expected classes as names but its metadata has ${JSON.stringify(classes)}; give them instead.`,
      file,
    )
  return {
    input: input.name,
    output: output.name,
    size: (numbers('size', 2) ?? fixedSizeOf(input) ?? usualSize) as readonly [number, number],
    mean: (numbers('mean', 3) ?? imageNet.mean) as Triple,
    std: (numbers('std', 3) ?? imageNet.std) as Triple,
    classes,
    trainIds: Uint8Array.from(classes, (name: string) =>
      (classNames as readonly string[]).includes(name) ? trainIdOfClassName(name as ClassName) : VOID,
    ),
  }
}

/** Height and width of the input, where the network takes one size alone. */
function fixedSizeOf({ type }: ValueInfoProto): readonly [number, number] | null {
  const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : []
  const [height, width] = dims.slice(2).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : 0))
  return height && width ? [height, width] : null
}

interface Classes {
  readonly size: readonly [height: number, width: number]
  readonly indices: ArrayLike<number>
}

/** @throws UnsupportedModelError where the output is neither scores of so many classes nor one class for each pixel */
function classesOf({ data, shape }: TensorData, count: number, file: string): Classes {
  const [height, width] = shape.slice(-2) as [number, number]
  const plane = height * width
  const channels = data.length / plane
  if (shape.length < 3 || shape.length > 4 || plane === 0 || (shape.length === 4 && shape[0] !== 1))
    throw new UnsupportedModelError(
      `${file}: expected scores as [1, classes, height, width] or classes as [1, height, width] but received [${shape.join(', ')}]; export the network so that it labels one picture.`,
      file,
    )
  if (channels !== 1 && channels !== count)
    throw new UnsupportedModelError(
      `${file}: expected scores of ${count} classes but received ${channels} ([${shape.join(', ')}]); name the class of each of its outputs, in their order.`,
      file,
    )
  if (channels === 1) return { size: [height, width], indices: Array.from(data as ArrayLike<number | bigint>, Number) }
  const scores = data as Float32Array
  const indices = new Uint8Array(plane)
  for (let i = 0; i < plane; i++) {
    let best = 0
    for (let channel = 1; channel < channels; channel++)
      if (scores[channel * plane + i]! > scores[best * plane + i]!) best = channel
    indices[i] = best
  }
  return { size: [height, width], indices }
}

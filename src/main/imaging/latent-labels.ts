import { LabelError } from '../../shared/errors.ts'
import { trainIdOfColour, VOID } from '../../shared/labels.ts'
import type { Quirks } from '../../shared/settings.ts'
import { centredBox, crop, isEmpty, type Size } from './crop.ts'
import { labelColours, type LabelMap } from './labels.ts'
import type { Pixels, RgbImage } from './pixels.ts'
import { resizeBicubic, resizeNearest } from './resize.ts'

/** A label map on the grid of the latents. */
export type LatentLabels =
  | {
      readonly kind: 'hard'
      readonly width: number
      readonly height: number
      /** [height, width], 0-18 and 255. */
      readonly trainIds: Uint8Array
    }
  | {
      readonly kind: 'soft'
      readonly width: number
      readonly height: number
      /** [19, height, width]: the share of each latent pixel's area that a class covers; what is left to 1 is void. */
      readonly weights: Float32Array
    }

export interface LatentLabelOptions {
  readonly role: 'content' | 'style'
  /** [H, W] of the picture that the model sees; sets the crop. */
  readonly size: Size
  /** [h, w] of the latents. */
  readonly latentSize: Size
  readonly labelShrink: Quirks['labelShrink']
  /** The size in its file of the picture that the label belongs to. */
  readonly imageSize: { readonly width: number; readonly height: number }
}

/**
 * Brings a label map to the grid of the latents, with the crop of its picture.
 *
 * `colours` is the public code (`load_size` twice, to [H, W] and then to [h, w], ids last). Its content labels are palette
 * images, which Pillow resizes with NEAREST; its style labels are colour images, which Pillow resizes with BICUBIC, and a
 * blended colour is no label: void. How a label is stored changes nothing here: a style label of ids is coloured first, and
 * a content label of colours is resized as ids (the public code has no rule for one).
 *
 * `coverage` is the area mean of the one-hot map: no class is lost and no border turns void.
 *
 * A map of train ids that has exactly the latents' size already is used as it is. Throws LabelError where the label's
 * size is not its picture's.
 */
export function latentLabels(label: LabelMap, options: LatentLabelOptions): LatentLabels {
  const { role, size, latentSize, labelShrink, imageSize } = options
  const [height, width] = latentSize
  if (label.width !== imageSize.width || label.height !== imageSize.height) {
    if (label.encoding === 'labelTrainIds' && label.width === width && label.height === height) {
      return { kind: 'hard', width, height, trainIds: label.trainIds }
    }
    throw sizeError(label, imageSize, latentSize)
  }
  const box = centredBox(label, size)
  if (isEmpty(box)) {
    throw new LabelError(
      `${label.file} has ${label.width}x${label.height} pixels, too thin to crop; use a larger picture`,
      label.file,
    )
  }
  if (labelShrink === 'coverage') {
    return { kind: 'soft', width, height, weights: coverage(crop({ ...label, data: label.trainIds }, box), latentSize) }
  }
  const trainIds =
    role === 'content'
      ? shrink(crop({ ...label, data: label.trainIds }, box), resizeNearest, size, latentSize).data
      : exactColours(shrink(crop(labelColours(label), box), resizeBicubic, size, latentSize))
  return { kind: 'hard', width, height, trainIds }
}

function sizeError(label: LabelMap, imageSize: LatentLabelOptions['imageSize'], [h, w]: Size): LabelError {
  return new LabelError(
    `${label.file} has ${label.width}x${label.height} pixels but its image has ${imageSize.width}x${imageSize.height}; ` +
      `give the label of that image at its full size, or train ids at exactly the latents' ${w}x${h}`,
    label.file,
  )
}

/** To the size of the picture, and from there to the size of the latents. */
function shrink(pixels: Pixels, resize: typeof resizeNearest, size: Size, latentSize: Size): Pixels {
  return resize(resize(pixels, size[1], size[0]), latentSize[1], latentSize[0])
}

function exactColours({ width, height, data }: RgbImage): Uint8Array {
  const trainIds = new Uint8Array(width * height)
  for (let i = 0, from = 0; i < trainIds.length; i++, from += 3) {
    trainIds[i] = trainIdOfColour(data[from]!, data[from + 1]!, data[from + 2]!)
  }
  return trainIds
}

/** For every source position: the first target cell that it overlaps, and the shares of that cell and of the next ones. */
interface Overlap {
  readonly cell: number
  readonly shares: readonly number[]
}

/** How `inputSize` positions spread over `outputSize` cells; the shares that a cell receives add up to 1. */
function overlaps(inputSize: number, outputSize: number): Overlap[] {
  const scale = outputSize / inputSize
  return Array.from({ length: inputSize }, (_, position) => {
    const start = position * scale
    const end = position === inputSize - 1 ? outputSize : (position + 1) * scale
    const cell = Math.min(Math.floor(start), outputSize - 1)
    const shares: number[] = []
    for (let i = cell; i < Math.min(Math.ceil(end), outputSize); i++) {
      shares.push(Math.max(0, Math.min(end, i + 1) - Math.max(start, i)))
    }
    return { cell, shares }
  })
}

/** The area mean of the one-hot map of [rows, columns] train ids: [19, h, w]. */
function coverage(trainIds: Pixels, [height, width]: Size): Float32Array {
  const rows = overlaps(trainIds.height, height)
  const columns = overlaps(trainIds.width, width)
  const weights = new Float64Array(19 * height * width)
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      const trainId = trainIds.data[y * trainIds.width + x]!
      if (trainId === VOID) continue
      for (let i = 0; i < row.shares.length; i++) {
        const start = (trainId * height + row.cell + i) * width + column.cell
        for (let j = 0; j < column.shares.length; j++) weights[start + j]! += row.shares[i]! * column.shares[j]!
      }
    }
  }
  return Float32Array.from(weights)
}

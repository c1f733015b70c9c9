import { ImageError, LabelError } from '../../shared/errors.ts'
import { classNames, VOID } from '../../shared/labels.ts'
import type { RgbImage } from '../imaging/image.ts'
import { appearanceOf } from './appearance.ts'
import { leakage, type Leakage } from './leakage.ts'
import type { LabelPlane } from './planes.ts'
import { structureKept, type Structure } from './structure.ts'
import { styleReached, type Style } from './style.ts'

export interface Transfer {
  readonly content: RgbImage
  /** Train ids of the content and so of the result: `[height, width]`, 0-18 and 255. */
  readonly contentLabel: Uint8Array
  /** Of any size. */
  readonly reference: RgbImage
  readonly referenceLabel: Uint8Array
  /** Of the content's size. */
  readonly result: RgbImage
}

export interface ImageMeasures {
  readonly structure: Structure
  readonly style: Style
  readonly leakage: Leakage
}

/**
 * What a transfer kept of the content and took from the style reference; README.md explains the numbers. Throws ImageError
 * where the result has not the content's size and LabelError where a label does not fit its picture or holds no train ids.
 */
export function measureTransfer({ content, contentLabel, reference, referenceLabel, result }: Transfer): ImageMeasures {
  for (const [name, image] of Object.entries({ content, reference, result })) checkImage(name, image)
  if (result.width !== content.width || result.height !== content.height) {
    throw new ImageError(
      `The result has ${result.width}x${result.height} pixels but its content ${content.width}x${content.height}; ` +
        'give the content cropped and resized as for the transfer.',
    )
  }
  const label = labelPlane('content', content, contentLabel)
  const before = appearanceOf(content, label)
  const wanted = appearanceOf(reference, labelPlane('reference', reference, referenceLabel))
  const after = appearanceOf(result, label)
  return {
    structure: structureKept(content, result, label),
    style: styleReached(after, wanted),
    leakage: leakage(before, wanted, after),
  }
}

function checkImage(name: string, { width, height, data }: RgbImage): void {
  if (width < 1 || height < 1 || data.length !== width * height * 3) {
    throw new ImageError(
      `The ${name} image has ${data.length} bytes for ${width}x${height} pixels, expected three a pixel; give an 8-bit RGB image.`,
    )
  }
}

function labelPlane(name: string, { width, height }: RgbImage, trainIds: Uint8Array): LabelPlane {
  if (trainIds.length !== width * height) {
    throw new LabelError(
      `The label of the ${name} has ${trainIds.length} pixels but its image ${width}x${height} (${width * height}); ` +
        'give the label cropped and resized as its image.',
    )
  }
  for (let i = 0; i < trainIds.length; i++) {
    const value = trainIds[i]!
    if (value < classNames.length || value === VOID) continue
    throw new LabelError(
      `The label of the ${name} holds the value ${value}, expected train ids 0-18 and 255; convert its label ids first.`,
    )
  }
  return { width, height, trainIds }
}

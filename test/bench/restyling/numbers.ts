import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { measureTransfer, type ImageMeasures } from '../../../src/main/metrics/image-measures.ts'
import { trainIdOfClassName } from '../../../src/shared/labels.ts'
import { litWindows } from './lit-windows.ts'
import type { LabelledPicture } from './restyle.ts'

/** One result, measured: the numbers of the tables by name; null where it can't be had. */
export type Numbers = Readonly<Record<NumberName, number | null>>

export const numberNames = [
  'structure',
  'borders',
  'ssim',
  'frechet',
  'frechetSquared',
  'texture',
  'roadTexture',
  'labMean',
  'labSpread',
  'leakage',
  'litWindows',
] as const
export type NumberName = (typeof numberNames)[number]

/** As a table's heading, and digits after the point. */
export const descriptions: Readonly<Record<NumberName, { readonly heading: string; readonly digits: number }>> = {
  structure: { heading: 'structure', digits: 2 },
  borders: { heading: 'borders', digits: 2 },
  ssim: { heading: 'SSIM', digits: 2 },
  frechet: { heading: 'Fréchet', digits: 1 },
  frechetSquared: { heading: 'its square', digits: 0 },
  texture: { heading: 'texture', digits: 2 },
  roadTexture: { heading: 'texture of the road', digits: 2 },
  labMean: { heading: 'Lab mean', digits: 1 },
  labSpread: { heading: 'Lab spread', digits: 1 },
  leakage: { heading: 'leakage', digits: 2 },
  litWindows: { heading: 'lit windows', digits: 2 },
}

const road = trainIdOfClassName('road')

/** Measures a drawn street's result; labels have their picture's size. */
export function measure(content: LabelledPicture, reference: LabelledPicture, result: RgbImage): Numbers {
  const { structure, style, leakage } = measureTransfer({
    content: content.image,
    contentLabel: content.label.trainIds,
    reference: reference.image,
    referenceLabel: reference.label.trainIds,
    result,
  })
  return {
    structure: structure.overall,
    borders: structure.borders,
    ssim: structure.ssim,
    frechet: style.frechet,
    frechetSquared: frechetSquared(style),
    texture: style.texture,
    roadTexture: style.perClass.find(({ trainId }) => trainId === road)?.texture ?? null,
    labMean: style.lab?.mean ?? null,
    labSpread: style.lab?.spread ?? null,
    leakage: leakage.overall,
    litWindows: litWindows(result, content.label.trainIds),
  }
}

/** The mean by share of each class's squared Fréchet distance, which is what FID calls a distance. */
function frechetSquared({ perClass }: ImageMeasures['style']): number | null {
  if (perClass.length === 0) return null
  return perClass.reduce((sum, { share, frechet }) => sum + share * frechet ** 2, 0)
}

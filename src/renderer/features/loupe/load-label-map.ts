import { labelUrl } from '../../api.ts'
import { labelMapOf, type LabelMap } from './label-map.ts'

/** The label of a picture, or a sentence that says why there is none. */
export type LoadedLabel = { readonly image: number } & ({ readonly map: LabelMap } | { readonly trouble: string })

/** Loads the train ids of a picture's label. @throws where it was cancelled, or the line broke */
export async function loadLabelMap(image: number, signal: AbortSignal): Promise<LoadedLabel> {
  const response = await fetch(labelUrl(image), { signal })
  if (!response.ok) return { image, trouble: await response.text() }
  // values are classes: nothing may correct them as colours
  const bitmap = await createImageBitmap(await response.blob(), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  })
  const { width, height } = bitmap
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!
  canvas.drawImage(bitmap, 0, 0)
  bitmap.close()
  return { image, map: labelMapOf(canvas.getImageData(0, 0, width, height), 4) }
}
